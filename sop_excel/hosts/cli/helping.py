"""What the command says of itself: a guide for who types nothing else, help for each command, and versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sop_excel import __version__
from sop_excel.hosts.cli.declared import JSON, PROGRAM, USUAL, Command, Example, Parameter
from sop_excel.hosts.cli.terminal import drawn, width
from sop_excel.hosts.cli.usage import COMMANDS, GROUPS

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDEST = 110  # columns; longer lines are hard to read
PURPOSE = "Turns the demand and cost tables of a workbook into the provably cheapest production plan."
GUIDED = (  # the commands that a guide begins with, by the number of their example
    ("new", 0), ("check", 0), ("optimize", 0), ("explain", 0), ("adopt", 0), ("undo", 0),
)  # fmt: skip
EXIT = (
    ("0", "a plan was written (check: no problem found; verify: all agrees)"),
    ("2", "the input or the command is wrong"),
    ("3", "no plan exists"),
    ("1", "anything else"),
)
Row = tuple[str, str]


def guide() -> str:
    """How to begin."""
    first = [COMMANDS[name].examples[number] for name, number in GUIDED]
    rows = [(f"{PROGRAM} {one.line}", one.what) for one in first]
    more = [(f"{PROGRAM} --help", "all commands"), (f"{PROGRAM} optimize --help", "one command, with examples")]
    return _page(f"{PROGRAM} {__version__}: {_lower(PURPOSE)}", {"To begin": rows, "To go on": more})


def help_of_all() -> str:
    """Every command with what it does, and what all have in common."""
    sections = {title: [(command.name, command.summary) for command in group] for title, group in GROUPS.items()} | {
        "Options of every command": [_row(one) for one in (*USUAL, JSON)],
        "Options": [("-h, --help", "this help, or that of a command"), ("--version", "the version; with -v of more")],
        "Exit status": [*EXIT],
        "Examples": [(f"{PROGRAM} {one.line}", one.what) for one in _examples()],
    }
    return _page(PURPOSE, sections, f"{PROGRAM} COMMAND ...")


def _examples() -> Iterator[Example]:
    """Of those that most begin with."""
    yield from (command.examples[0] for command in GROUPS["Plan"])
    yield from (COMMANDS[name].examples[0] for name in ("adopt", "chain", "publish"))
    yield COMMANDS["roll"].examples[1]


def help_of(command: Command) -> str:
    """What a command does, all that may be typed after it, and examples."""
    places = [_row(one) for one in command.own if not one.is_option]
    own = [_row(one) for one in command.own if one.is_option]
    usual = [_row(one) for one in USUAL] if not command.actions else []
    sections = {
        "Actions": [(action.name.split()[-1], action.summary) for action in command.actions],
        "Arguments": places,
        "Options": [*own, *usual, ("-h, --help", "this help")],
        "Examples": [(f"{PROGRAM} {one.line}", one.what) for one in command.examples],
    }
    return _page(command.sentence, sections, command.usage)


def versions(verbose: bool) -> str:
    """Our own version; where it is wanted also those of what we stand on."""
    own = f"{PROGRAM} {__version__}"
    if not verbose:
        return own
    from importlib.metadata import PackageNotFoundError, version
    from platform import platform, python_implementation, python_version

    def told(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "not installed"

    names = {"HiGHS": "highspy", "PuLP": "pulp", "NumPy": "numpy", "pandas": "pandas", "typer": "typer", "rich": "rich"}
    lines = [own, f"Python {python_version()} ({python_implementation()})"]
    return "\n".join([*lines, *(f"{name} {told(package)}" for name, package in names.items()), platform()])


def _row(one: Parameter) -> Row:
    if not one.is_option:
        return one.shown or one.value, _with_choices(one)
    value = "" if one.is_flag else f" {one.shown or one.key.upper() if not one.choices else one.value}"
    return f"{', '.join(one.words)}{value}", one.help if one.choices else _with_choices(one)


def _with_choices(one: Parameter) -> str:
    return f"{' | '.join(one.choices)}: {one.help}" if one.choices else one.help


def _lower(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:].rstrip('.')}"


def _page(first: str, sections: dict[str, list[Row]], usage: str = "") -> str:
    """A page of sections, each of rows with a name and what it means."""
    from rich.padding import Padding
    from rich.text import Text

    columns = min(width(), WIDEST)
    parts: list[RenderableType] = [Text(first)]
    if usage:
        parts = [Text.assemble(("Usage: ", "bold"), usage), Text(), *parts]
    for title, rows in sections.items():
        if rows:
            parts += [Text(), Text(title, "bold"), Padding(_rows(rows, columns - 2), (0, 0, 0, 2))]
    return drawn(*parts, columns=columns)


def _rows(rows: Sequence[Row], columns: int) -> RenderableType:
    """Names to the left, meanings to the right; where the names leave no room, meanings stand below them."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    names = max(len(name) for name, _ in rows)
    if names <= columns * 0.55:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True, min_width=names)
        grid.add_column()
        for name, meaning in rows:
            grid.add_row(Text(name, "cyan"), Text(meaning))
        return grid
    parts: list[RenderableType] = []
    for name, meaning in rows:
        parts += [Text(name, "cyan"), *([Padding(Text(meaning), (0, 0, 0, 4))] if meaning else [])]
    return Group(*parts)
