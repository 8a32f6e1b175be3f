"""Text with separators as rows of cells: which sign separates is decided on all of it, by how even its columns are."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import first_few, whole

SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
_ANNOUNCED = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_NUMBER = re.compile(r"[^\w]*\d[\d.,\s'’]*[^\w]*\w{0,4}\.?")
_JUDGED = 2_000  # lines of which the values are looked at, spread over all
_BLOCKS, _BLOCK = 40, 500  # of very many lines, so many blocks of neighbours are looked at
_LINES, _CHARACTERS = 200, 32_767  # that a quoted value may take; a cell holds no more
_UNEVEN = 0.5
_LONGEST = 40  # characters of a number with all around it
_NAMED = 3  # lines that a note names


@dataclass(frozen=True)
class Separated:
    """The rows, one for each line or quoted record, and what was decided about them."""

    rows: list[list[str]]
    separator: str
    notes: tuple[str, ...] = ()


def separated(text: str) -> Separated:
    """The rows of a text. A line ``sep=;`` at its head, as Excel takes it, decides and stays as a blank row.

    >>> separated('sep=,\\nA,"x,""y"\\n\\nB').rows
    [[], ['A', 'x,"y'], [], ['B']]
    >>> separated("Code;Price\\nA;1,5\\nB;2,5").separator
    ';'
    """
    lines = lines_of(text)
    announced = _ANNOUNCED.fullmatch(lines[0].rstrip(";,\t|")) or _ANNOUNCED.fullmatch(lines[0])
    if announced:
        lines[0] = ""
    separator = announced[1] if announced else separator_of(lines)
    reading = _Reading(lines, separator)
    rows = list(reading.rows())
    return Separated(rows, separator, tuple(reading.notes(rows)))


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them; a break at its end begins no other line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def separator_of(lines: Sequence[str]) -> str:
    """The sign that separates the columns; empty where there is one column alone.

    How many rows have the usual number of columns, times how many values are whole: not torn at a decimal comma, and
    not two with another separator between them.
    """
    best, chosen, looked_at = 0.0, "", _spread(lines)
    for sign in SEPARATORS:
        score = _score(looked_at, sign)
        if score > best + 1e-9:
            best, chosen = score, sign
    return chosen


def _spread(lines: Sequence[str]) -> Sequence[str]:
    """The lines, or of very many of them some thousands from everywhere, each with its neighbours."""
    if len(lines) <= _BLOCKS * _BLOCK:
        return lines
    starts = (k * (len(lines) - _BLOCK) // (_BLOCKS - 1) for k in range(_BLOCKS))
    return [line for start in starts for line in lines[start : start + _BLOCK]]


def _score(lines: Sequence[str], sign: str) -> float:
    if not any(sign in line for line in lines):
        return 0.0
    widths = Counter(len(row) for row in _Reading(lines, sign).rows() if any(row))
    even = {width: count for width, count in widths.items() if width > 1}
    if not even:
        return 0.0
    step = max(1, len(lines) // _JUDGED)
    values = [value for line in lines[::step] for value in line.split(sign) if value.strip()]
    whole = sum(_is_whole(value, sign) for value in values)
    return max(even.values()) / sum(widths.values()) * whole / len(values)


def _is_whole(value: str, sign: str) -> bool:
    plain = value.strip()
    others = any(other in plain for other in SEPARATORS if other != sign)
    return not others or plain[0] == '"' == plain[-1] or (len(plain) < _LONGEST and bool(_NUMBER.fullmatch(plain)))


class _Reading:
    """Lines as rows, with one separator."""

    def __init__(self, lines: Sequence[str], separator: str) -> None:
        self.lines, self.separator = lines, separator
        self.joined = 0  # how many rows take several lines
        self.unclosed: list[int] = []  # lines with a quotation mark that nothing closes
        self.width = 0

    def rows(self) -> Iterator[list[str]]:
        """The values of one row after the other."""
        self.width = self._usual_width()
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if '"' not in line:
                yield self._split(line)
                at += 1
            else:
                row, taken = self._quoted(at)
                yield row
                at += taken

    def notes(self, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """What to know of the rows that were read."""
        if self.joined:
            yield say(
                "{count} rows take several lines of the file, since quoted values have line breaks in them",
                count=whole(self.joined),
            )
        if self.unclosed:
            named = first_few(list(map(whole, self.unclosed)), _NAMED)
            if len(self.unclosed) > 1:
                yield say("a quotation mark that nothing closes is read as it stands, in lines {lines}", lines=named)
            else:
                yield say("a quotation mark that nothing closes is read as it stands, in line {line}", line=named)
        widths = Counter(len(row) for row in rows if any(row))
        if self.separator and widths and max(widths.values()) < _UNEVEN * sum(widths.values()):
            yield say("the rows have very different numbers of columns")

    def _usual_width(self) -> int:
        """How many columns most lines have that are whole rows."""
        if not self.separator:
            return 1
        step = max(1, len(self.lines) // _JUDGED)
        rows = (well_formed(line, self.separator) for line in self.lines[::step] if line)
        widths = Counter(len(row) for row in rows if row)
        return widths.most_common(1)[0][0] if widths else 0

    def _split(self, line: str) -> list[str]:
        if not line:
            return []
        return line.split(self.separator) if self.separator else [line]

    def _quoted(self, at: int) -> tuple[list[str], int]:
        """The row that begins in a line with a quotation mark, and how many lines it takes."""
        if (row := well_formed(self.lines[at], self.separator)) is not None:
            return row, 1
        plain = self._split(self.lines[at])
        row = fields(self.lines[at], self.separator)
        if row is not None and (len(row) == self.width or len(plain) != self.width):
            return row, 1
        several = self._several(at)
        if several and not self._are_rows(self.lines[at : at + several[1]]):
            self.joined += 1
            return several
        self.unclosed.append(at + 1)
        return plain, 1

    def _are_rows(self, lines: Sequence[str]) -> bool:
        """Whether each line has the usual columns as it stands: then its quotation marks are inches, not quotes."""
        return all(len(self._split(line)) == self.width for line in lines)

    def _several(self, at: int) -> tuple[list[str], int] | None:
        """The row over as many lines as its quoted value takes; None where nothing closes it."""
        pieces, size = [self.lines[at]], len(self.lines[at])
        for taken, line in enumerate(self.lines[at + 1 : at + _LINES], 2):
            pieces.append(line)
            size += len(line) + 1
            if size > _CHARACTERS + len(pieces[0]):
                return None
            if '"' in line and (row := fields("\n".join(pieces), self.separator, strict=True)):
                return row, taken
        return None


def well_formed(line: str, separator: str) -> list[str] | None:
    """The values of a line whose quoted ones are closed as they should be; None for any other line."""
    if separator:
        with suppress(csv.Error):  # what it refuses may be well-formed all the same, such as a value that is very long
            return next(csv.reader((line,), delimiter=separator, strict=True))
    return fields(line, separator, strict=True)


def fields(text: str, separator: str, strict: bool = False) -> list[str] | None:
    """The values of one row; None if a quoted one is not closed.

    What stands behind a closing quotation mark belongs to the value, as in Excel; where that is ``strict``, it closes
    none.

    >>> fields('A;"1;""2";5" pipe;', ";")
    ['A', '1;"2', '5" pipe', '']
    """
    found, at = [], 0
    while at >= 0:
        quoted = text.startswith('"', at)
        close = _closing(text, at + 1) if quoted else at
        if close < 0:
            return None
        stop = text.find(separator, close) if separator else -1
        end = stop if stop >= 0 else len(text)
        if quoted:
            behind = text[close + 1 : end]
            if strict and behind.strip():
                return None
            found.append(text[at + 1 : close].replace('""', '"') + behind)
        else:
            found.append(text[at:end])
        at = stop + 1 if stop >= 0 else -1
    return found


def _closing(text: str, at: int) -> int:
    """Where the quotation mark stands that closes a value; one that is doubled is the value's own."""
    while (at := text.find('"', at)) >= 0 and text.startswith('""', at):
        at += 2
    return at
