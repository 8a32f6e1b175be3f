"""The commands around the plan itself, and around the program, as they are typed."""

from __future__ import annotations

from sop_excel.hosts.cli.declared import JSON, Command, Example, flag, option, place
from sop_excel.hosts.cli.usage_shared import BOOK, CLUSTER, EXPLAIN, FORCE, NO_COPY, language, scenario
from sop_excel.shipped import TEMPLATES

SHELLS = ("bash", "zsh", "fish", "powershell")

NEW = Command(
    "new",
    "start a workbook from a template",
    (
        place(
            "kind",
            "one product, several that share a factory, workers, setups, products made of others, "
            "or a sales history (.csv) to try with",
            "KIND",
            kind="text",
            choices=(*TEMPLATES, "sales"),
        ),
        BOOK,
        language("titles, notes and labels"),
        flag("--full", "with every table and column that there is (multi only)"),
    ),
    (
        Example("new multi plan.xlsx", "a template with a solved example, to fill in"),
        Example("new single plan.xlsx --language es", "one product, in Spanish"),
        Example("new sales sales.csv", "a dirty sales export to try with"),
    ),
)
CHECK = Command(
    "check",
    "list every problem of a workbook without solving",
    (BOOK, scenario("check the values of this scenario too; 'all' of every one"), JSON),
    (
        Example("check plan.xlsx", "every problem of the input, each with its cell"),
        Example("check plan.xlsx --scenario all", "those of every scenario too"),
        Example("check plan.xlsx --json", "for programs: each problem as an object"),
    ),
)
OPTIMIZE = Command(
    "optimize",
    "plan a workbook and write plan and costs back into it",
    (
        BOOK,
        option(
            "-o --output",
            "write here instead of into the workbook; an existing file is only replaced with --force",
            "OUT",
            kind="path",
        ),
        FORCE,
        NO_COPY,
        scenario("plan this scenario of table Scenarios; 'all' plans the base and compares every scenario with it"),
        option(
            "--solver",
            "solve the reference formulation through PuLP with this solver: highs, cbc, gurobi, ...",
            "NAME",
        ),
        EXPLAIN,
        CLUSTER,
        JSON,
    ),
    (
        Example("optimize plan.xlsx", "the cheapest plan, written back into the workbook"),
        Example("optimize plan.xlsx -o planned.xlsx", "into another file"),
        Example("optimize plan.xlsx --scenario all", "the base, and every scenario beside it"),
        Example("optimize plan.xlsx --json=full", "for programs: cost, proof and every table of the plan"),
    ),
)
EXPLAIN_PLAN = Command(
    "explain",
    "say why the plan is as it is; writes nothing",
    (BOOK,),
    (Example("explain plan.xlsx", "in sentences, the most valuable first"),),
)
VERIFY = Command(
    "verify",
    "compare plan, cost and bound of a workbook with an independent formulation and solver",
    (BOOK, JSON),
    (Example("verify planned.xlsx", "a second opinion, line by line"),),
)
EXPORT = Command(
    "export",
    "write the model of a workbook as an LP or MPS file with readable names",
    (
        BOOK,
        place("model", "the file to write: plan.lp or plan.mps", "MODEL"),
        FORCE,
        scenario("the model of this scenario"),
    ),
    (
        Example("export plan.xlsx plan.lp", "to be read"),
        Example("export plan.xlsx plan.mps --force", "for any solver, over the last one"),
    ),
)
ADDIN = Command(
    "addin",
    "install the add-in for Excel, or take it away again",
    examples=(Example("addin install", "the add-in for Excel, for this user; 'uninstall' undoes it"),),
    actions=(
        Command(
            "addin install",
            "put the add-in and its settings into place, for this user",
            examples=(Example("addin install"),),
        ),
        Command(
            "addin uninstall",
            "remove exactly what install has written",
            examples=(Example("addin uninstall"),),
        ),
        Command(
            "addin status",
            "say what is installed, where, and whether it fits",
            examples=(Example("addin status"),),
        ),
        Command(
            "addin build",
            "build the add-in's file, anywhere",
            (option("-o --output", "the file to write", "FILE.xlam", kind="path", required=True), FORCE),
            (Example("addin build -o sop_excel.xlam"),),
        ),
    ),
)
DOCTOR = Command(
    "doctor",
    "examine the installation: what is wrong, and what to do",
    (JSON,),
    (Example("doctor", "what is wrong with this installation, and what to do"),),
)
COMPLETION = Command(
    "completion",
    "print what makes a shell complete commands, options, templates, files and scenarios",
    (place("shell", "the shell that is to complete", "SHELL", kind="text", choices=SHELLS),),
    (
        Example("completion bash >> ~/.bashrc", "bash, from the next terminal on"),
        Example("completion zsh >> ~/.zshrc", "zsh"),
        Example("completion fish > ~/.config/fish/completions/sop-excel.fish", "fish"),
        Example("completion powershell >> $PROFILE", "PowerShell, typed there"),
    ),
)
PLANNING = (NEW, CHECK, OPTIMIZE, EXPLAIN_PLAN, VERIFY, EXPORT)
PROGRAM_ITSELF = (ADDIN, DOCTOR, COMPLETION)
