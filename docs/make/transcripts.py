"""The commands that a page shows, run from its own text, and what they answer.

A block ``console`` of a page holds commands, each behind ``$``, and below each what it answers. A table with the heads
*table*, *row*, *column* and *type* says what the reader types into the workbook in between, and a block ``csv`` behind
"of these lines" which file is written; both is done here too. What differs between two runs of the same commands
(dates, seconds, names of runs) is no difference.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docs.make.typed import type_into

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TYPED = re.compile(r"^\| table \| row \| column \| type \|\n\|[-| ]+\|\n((?:\|[^\n]*\|\n)+)", re.MULTILINE)
_CSV = re.compile(r"`([\w-]+\.csv)` of these lines,\n\n```csv\n(.*?)```$", re.DOTALL | re.MULTILINE)
_PLACES = re.compile(f"{_CONSOLE.pattern}|{_TYPED.pattern}|{_CSV.pattern}", re.DOTALL | re.MULTILINE)
_BOOK = re.compile(r"`([\w-]+\.xlsx)`")
_VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d[:.]\d\d(?:[:.]\d\d)?(?:, \d(?=\)))?"), "DATE"),  # the second of one second too
    (re.compile(r"\b[0-9a-f]{12}\b"), "RUN"),
    (re.compile(r"^Seconds: .*$", re.MULTILINE), "SECONDS"),
    (re.compile(r"\b(HiGHS|PuLP) \d+\.\d+\.\d+"), r"\1"),
)
WIDTH = 100


def followed(page: str, folder: Path, start: Sequence[str] = (sys.executable, "-m", "sop_excel")) -> str:
    """The page as it would be if it showed what its commands answer now, one after the other in ``folder``.

    ``start`` are the words that start the command.
    """
    settings = environment(folder)

    def done(match: re.Match[str]) -> str:
        block, rows, name, lines = match.groups()
        if rows is not None:
            _type_rows(rows, page[: match.start()], folder)
        if name is not None:
            (folder / name).write_text(lines, encoding="utf-8")
        if block is None:
            return match[0]
        shown = "".join(_as_shown(command, told, folder, settings, start) for command, told in commands(block))
        return f"```console\n{shown}```"

    return _PLACES.sub(done, page)


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block and what the page says that it answers.

    >>> list(commands("$ a b\\none\\n$ c\\n"))
    [('a b', 'one\\n'), ('c', '')]
    """
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, told = part.partition("\n")
        yield command, told


def alike(shown: str, answered: str) -> bool:
    """Whether two texts differ in nothing but what differs between two runs.

    >>> alike("Planned 2026-01-05 09:00", "Planned 2026-11-28 17:31"), alike("cost 5", "cost 6")
    (True, False)
    >>> alike("(before 2026-01-05 09.00.01)", "(before 2026-11-28 17.31.00, 2)")
    True
    """
    return _steady(shown) == _steady(answered)


def _steady(text: str) -> str:
    for pattern, word in _VOLATILE:
        text = pattern.sub(word, text)
    return text


def _as_shown(command: str, told: str, folder: Path, settings: Mapping[str, str], start: Sequence[str]) -> str:
    answered = _answered(command, folder, settings, start)
    return f"$ {command}\n{told if alike(told, answered) else answered}"


def _answered(command: str, folder: Path, settings: Mapping[str, str], start: Sequence[str]) -> str:
    """What a command answers, on both streams; one that fails unexpectedly is told by its status."""
    program, *words = shlex.split(command)
    if program != "sop-excel":
        raise ValueError(f"a page runs sop-excel alone, not {command!r}")
    done = subprocess.run(
        [*start, *words],
        cwd=folder, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    answer = done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"
    return "".join(line.rstrip() + "\n" for line in answer.splitlines())


def environment(folder: Path) -> dict[str, str]:
    """That of somebody who has set nothing, with a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "TMPDIR") if name in os.environ}
    root = str(Path(__file__).parents[2])
    home = folder.parent / f"{folder.name}-home"
    fixed = {"COLUMNS": str(WIDTH), "LANG": "C.UTF-8", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", "HOME": str(home)}
    return {**kept, "PYTHONPATH": root, "SOP_EXCEL_HOME": str(home / "sop-excel"), **fixed}


def _type_rows(rows: str, before: str, folder: Path) -> None:
    """Type the rows of such a table into the workbook that the page named last before it."""
    book = folder / _BOOK.findall(before)[-1]
    typed = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in rows.splitlines()]
    type_into(book, [(table.strip("`"), row.strip("`"), column.strip("`"), text) for table, row, column, text in typed])
