"""What several commands have in common, as it is typed."""

from __future__ import annotations

from sop_excel.domain.depths import DEPTHS, FULL
from sop_excel.hosts.cli.declared import Parameter, choice, flag, option, place
from sop_excel.languages import LANGUAGES

REPLACE = "replace the file to write if it exists"
NO_COPY = flag("--no-copy", "keep no copy of what is replaced, for sop-excel undo")
FORCE = flag("--force", REPLACE)
DATABASE = option(
    "--database", "another database than the chosen one; without any it is a file of your own", "URL"
)  # fmt: skip
CLUSTER = option("--cluster", "let a Dask cluster help to plan, such as tcp://host:8786", "ADDRESS")
EXPLAIN = choice(
    "--explain",
    "how far the plan is explained (usual: full); brief: its main points; none: the plan alone, soonest",
    DEPTHS,
    FULL,
)
ANSWERS = Parameter(
    ("--answer",), "answer a question that would be asked", shown="KEY=CHOICE", default=(), many=True
)  # fmt: skip
BOOK = place("workbook", "the planning workbook", "FILE.xlsx")


def scenario(text: str) -> Parameter:
    """Which scenario of the workbook is meant."""
    return Parameter(("--scenario",), text, shown="NAME", default="base", completes="scenarios")


def language(what: str) -> Parameter:
    """In which language a new workbook is made."""
    return choice("--language", f"of {what}: English (usual) or Spanish", LANGUAGES, LANGUAGES[0])


def target(text: str, *, required: bool = False, force: Parameter = FORCE) -> tuple[Parameter, ...]:
    """Where a command writes to, what ``--force`` does, and whether a copy is kept."""
    return (option("-o --output", text, "OUT.xlsx", kind="path", required=required), force, NO_COPY)


def step(force: Parameter = FORCE) -> tuple[Parameter, ...]:
    """The workbook that a step reads, and where it is written."""
    text = "write here instead of into the workbook; an existing file is only replaced with --force"
    return (place("workbook", "the planning workbook", "BOOK.xlsx"), *target(text, force=force))
