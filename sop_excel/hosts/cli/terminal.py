"""What a terminal shows beside plain text: colours, links, and tables that fit its width; elsewhere none of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

USUAL_WIDTH = 80  # columns, where nobody says how many there are
LEAST_WIDTH = 20
STYLES = {"bold": 1, "red": 31, "green": 32, "yellow": 33, "cyan": 36}


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at what is printed there."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it was closed
        return False


def is_smart(stream: TextIO | None) -> bool:
    """Whether it is a terminal that understands more than plain text."""
    if not is_terminal(stream) or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or any(name in os.environ for name in ("WT_SESSION", "TERM_PROGRAM", "ConEmuANSI"))


def has_colour(stream: TextIO | None) -> bool:
    """Whether colours are seen there and wanted (https://no-color.org)."""
    return is_smart(stream) and not os.environ.get("NO_COLOR")


def width(stream: TextIO | None = None) -> int:
    """How many columns standard output, or that stream, has."""
    stream = sys.stdout if stream is None else stream
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return max(int(told), LEAST_WIDTH)
    with suppress(OSError, ValueError, AttributeError):
        return max(os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH, LEAST_WIDTH)
    return USUAL_WIDTH


def painted(text: str, style: str, stream: TextIO | None = None) -> str:
    """The text in a style, where colours are seen."""
    if not text or not has_colour(sys.stdout if stream is None else stream):
        return text
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m"


def linked(path: Path) -> str:
    """The name of a file, which on a terminal opens it."""
    if not is_smart(sys.stdout):
        return str(path)
    with suppress(OSError, ValueError):
        return f"\x1b]8;;{path.absolute().as_uri()}\x1b\\{path}\x1b]8;;\x1b\\"
    return str(path)


def drawn(*parts: RenderableType, columns: int | None = None) -> str:
    """What rich makes of the parts, without what the terminal would not understand."""
    console = _console(columns or width())
    console.print(*parts, sep="\n")
    file = console.file
    text = file.getvalue() if isinstance(file, StringIO) else ""
    return "\n".join(line.rstrip() for line in text.splitlines())


def _console(columns: int) -> Console:
    from rich.console import Console

    colour = has_colour(sys.stdout)
    return Console(
        file=StringIO(), width=columns, force_terminal=colour, color_system="standard" if colour else None,
        no_color=not colour, legacy_windows=False, highlight=False, markup=False, emoji=False, soft_wrap=False,
    )  # fmt: skip


def fitted(rows: Sequence[Sequence[str]]) -> str:
    """A table for the terminal: titles in several lines, and columns that do not fit below each other as tables of
    their own, each with the first column."""
    return "\n\n".join(drawn(_table(part), columns=_needed(part)) for part in _parts(rows, width()))


def _parts(rows: Sequence[Sequence[str]], columns: int) -> Iterator[list[list[str]]]:
    """The rows with as many columns at a time as fit."""
    widths = _least_widths(rows)
    at = 1
    while at < len(widths) or at == 1:
        room, end = columns - widths[0], at
        while end < len(widths) and (end == at or room >= widths[end] + 2):
            room -= widths[end] + 2
            end += 1
        yield [[row[0], *row[at:end]] for row in rows]
        at = max(end, at + 1)


def _least_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Of each column: cells stand in one line, titles need their longest word alone."""
    heads, *cells = rows
    longest = [max(map(len, head.split() or [""])) for head in heads]
    return [max([least, *(len(row[n]) for row in cells)]) for n, least in enumerate(longest)]


def _needed(rows: Sequence[Sequence[str]]) -> int:
    """The columns that the terminal has, or more where a single column needs more."""
    return max(width(), sum(_least_widths(rows)) + 2 * (len(rows[0]) - 1))


def _widths(rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """Of each column: what it needs, and of the room that is left as much as its title takes, from the left on.

    >>> _widths([["Name", "Fill rate", "Total cost"], ["Longer", "99.5%", "1,234"]], 25)
    [6, 9, 6]
    """
    widths = _least_widths(rows)
    room = columns - sum(widths) - 2 * (len(widths) - 1)
    for n, head in enumerate(rows[0]):
        taken = min(max(len(head) - widths[n], 0), max(room, 0))
        widths[n] += taken
        room -= taken
    return widths


def _table(rows: Sequence[Sequence[str]]) -> RenderableType:
    from rich.box import Box
    from rich.table import Table
    from rich.text import Text

    rule = Box("    \n    \n -- \n    \n    \n    \n    \n    \n")
    table = Table(box=rule, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for n, (head, wide) in enumerate(zip(rows[0], _widths(rows, width()), strict=True)):
        table.add_column(head, justify="right" if n else "left", vertical="bottom", width=wide)
    for row in rows[1:]:
        table.add_row(*(Text(cell, no_wrap=True) for cell in row))
    return table
