"""The commands that come after a first plan, as they are typed: what becomes of it, month by month."""

from __future__ import annotations

from dataclasses import replace

from sop_excel.hosts.cli.declared import JSON, Command, Example, Parameter, choice, flag, one_of, option, place
from sop_excel.hosts.cli.usage_shared import (
    ANSWERS,
    CLUSTER,
    DATABASE,
    EXPLAIN,
    FORCE,
    NO_COPY,
    REPLACE,
    step,
)

_ROLL_FORCE = flag(
    "--force", f"{REPLACE}, and put values for formulas that name a period which leaves or stand in the way"
)  # fmt: skip
_KEY = flag("--rest-key", "the key of a web source, instead of the URL")


def _run(name: str = "run", which: str = "the run") -> Parameter:
    return place(name, f"the id of {which}, or its beginning", "RUN", kind="text")


def _side(name: str, which: str) -> Parameter:
    return place(name, f"the {which}: its workbook, or the id of a kept run", name.upper(), kind="text")


PULL = Command(
    "pull",
    "fill demand from the newest forecast of a database or a web source",
    (
        *step(),
        JSON,
        *one_of(
            "where the forecast is",
            DATABASE,
            option("--rest", "read a web source instead: PostgREST, as Supabase has it", "https://HOST"),
        ),
        option("--table", "the table of the web source (usual: demand_forecasts)", "NAME"),
        choice("--into", "the table that is filled (usual: Demand)", ("Demand", "Forecast"), "Demand"),
        option("--as-of", "the newest forecast that was made on this date or before", "DATE", kind="day"),
        option("--product", "whose forecast it is, if the source names none", "NAME", default=""),
        flag("--new-products", "also fill products that the workbook does not have"),
        flag("--allow-gaps", "a date that is missing between others counts as 0"),
    ),
    (
        Example("pull plan.xlsx", "demand from the newest forecast of the database"),
        Example("pull plan.xlsx --as-of 2026-01-31", "the forecast of that day, or the last one before"),
    ),
)
ROLL = Command(
    "roll",
    "move the plan on: what is over leaves, new periods come, and it goes on from the stock that there is",
    (
        *step(_ROLL_FORCE),
        JSON,
        option("--periods", "how many periods are over (usual: 1)", "N", kind="whole", default=1),
        option(
            "--actuals",
            "what came (.csv, .xlsx, .ods, .xls): Product, Inventory and what else is known (usual: the plan counts)",
            "FILE",
            kind="path",
        ),
        option("--names", "what the new periods are called, with commas between them", "NAMES", default=""),
        flag("--optimize", "plan the workbook right after"),
        CLUSTER,
        flag("--show", "show what would be done and write nothing"),
        EXPLAIN,
        ANSWERS,
    ),
    (
        Example("roll plan.xlsx --show", "what the next month would look like; nothing is written"),
        Example("roll plan.xlsx --actuals stock.csv --optimize", "from the stock that there is, and planned"),
        Example("roll plan.xlsx --periods 2 -o march.xlsx", "two months on, into another file"),
    ),
)
PUBLISH = Command(
    "publish",
    "put the plan of a workbook into the database, for all",
    (
        place("workbook", "the workbook whose plan is published", "BOOK.xlsx"),
        DATABASE,
        flag("--force", "publish in spite of what speaks against it; needs --reason"),
        option("--reason", "why it is published all the same; it is recorded", "WHY"),
        NO_COPY,
        JSON,
    ),
    (
        Example("publish plan.xlsx", "the plan into the database, for all"),
        Example('publish plan.xlsx --force --reason "board decision"', "in spite of what speaks against it"),
    ),
)
DATABASES = Command(
    "database",
    "name the database for good, and see what it is like; its password is never shown",
    examples=(Example("database check", "which database that is, and what may be done there"),),
    actions=(
        Command(
            "database set",
            "keep the URL of the database, typed without being shown or read from standard input",
            (_KEY,),
            (
                Example("database set", "asks for the URL"),
                Example("database set < url.txt", "reads it from a file"),
            ),
        ),
        Command(
            "database show",
            "say which database is used and what has named it, without its password",
            (JSON,),
            (Example("database show"),),
        ),
        Command("database forget", "forget the URL that is kept", (_KEY,), (Example("database forget"),)),
        Command(
            "database check",
            "connect: server, schema, what this user may do; nothing is written",
            (JSON, DATABASE),
            (Example("database check"),),
        ),
    ),
)
DIFF = Command(
    "diff",
    "tell what changed from one plan to another, and why",
    (
        _side("old", "plan before"),
        _side("new", "later plan"),
        option("-o --output", "also write both tables into a copy of the workbook NEW", "OUT.xlsx", kind="path"),
        FORCE,
        DATABASE,
        JSON,
    ),
    (
        Example("diff old.xlsx new.xlsx", "what changed from one plan to another, and why"),
        Example("diff 3f2a plan.xlsx -o changes.xlsx", "since a run that is kept, into a copy of the workbook"),
    ),
)
COMPARE_RULES = Command(
    "compare-rules",
    "say what planning by rules of thumb would cost, on the forecast and on random demand",
    (
        *step(),
        JSON,
        option("--paths", "random courses that demand may take (usual: 200)", "N", kind="whole", default=200),
        option("--seed", "of their chance (usual: 1)", "N", kind="whole", default=1),
        option("--periods", "to be simulated (usual: the horizon)", "N", kind="whole"),
        option(
            "--fill-rate",
            "of the units that all have to serve in time (usual: that of the cheapest plan)",
            "SHARE",
            kind="number",
        ),
        option(
            "--cv",
            "how much demand varies about its forecast, as a coefficient of variation; counts before any table",
            "SHARE",
            kind="number",
        ),
    ),
    (
        Example("compare-rules plan.xlsx", "what planning by rules would cost"),
        Example("compare-rules plan.xlsx --paths 1000 --cv 0.3", "on more, and wilder, courses of demand"),
    ),
)
UNDO = Command(
    "undo",
    "put a workbook back as it was before the last command wrote into it",
    (
        place("workbook", "the workbook that a command has written into", "BOOK.xlsx"),
        flag("--list", "list the copies of the workbook and change nothing"),
        replace(option("--from", "restore this copy, by its name in that list or as any file", "COPY"), dest="copy"),
        flag("--force", "restore it although somebody has saved the workbook since"),
        NO_COPY,
        JSON,
    ),
    (
        Example("undo plan.xlsx", "back to before the last command"),
        Example("undo plan.xlsx --list", "which copies there are"),
    ),
)
RUNS = Command(
    "runs",
    "list the runs that are kept, the newest first",
    (
        *one_of(
            "whose runs",
            place("workbook", "the workbook whose plan's runs are listed", "BOOK.xlsx", required=False),
            option("--plan", "the name of the plan; without either the runs of all plans", "NAME"),
        ),
        option("--limit", "the newest N of them (usual: 20)", "N", kind="whole", default=20),
        DATABASE,
        JSON,
    ),
    (
        Example("runs plan.xlsx", "the runs of this plan"),
        Example("runs --limit 5", "the last five, of whatever plan"),
    ),
)
SHOW = Command(
    "show",
    "show a run that is kept: its plan and what it cost",
    (_run(), DATABASE, JSON),
    (Example("show 3f2a", "the run whose id begins like this"),),
)
REPLAY = Command(
    "replay",
    "plan the inputs of a run again: is it the same plan?",
    (
        _run(),
        option("-o --output", "write a new workbook with its inputs and its plan", "OUT.xlsx", kind="path"),
        FORCE,
        DATABASE,
        CLUSTER,
        JSON,
    ),
    (Example("replay 3f2a -o then.xlsx", "and its workbook, as it was"),),
)
COMPARE = Command(
    "compare",
    "set two runs that are kept side by side",
    (_run("old", "the run before"), _run("new", "the later run"), DATABASE, JSON),
    (Example("compare 3f2a 91c0", "their costs line by line, and why they differ"),),
)
AFTER = (PULL, ROLL, PUBLISH, DATABASES, DIFF, COMPARE_RULES, UNDO, RUNS, SHOW, REPLAY, COMPARE)
