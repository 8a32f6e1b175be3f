"""A shipped template as an older version wrote it, whose output tables had fewer columns: made by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.fidelity.parts import Parts

CELL = re.compile(r'<c r="([A-Z]+)(\d+)"')
WHOLE_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


def number(letters: str) -> int:
    """A column's number from 1."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found


def letters(column: int) -> str:
    """The letters of a column."""
    return letters((column - 1) // 26) + chr(65 + (column - 1) % 26) if column else ""


class Place(NamedTuple):
    """Where a table stands, as its part says it: a template's tables begin in column A."""

    top: int
    right: int
    bottom: int
    headers: list[str]

    @classmethod
    def of(cls, table: str) -> Place:
        """The place in a table part."""
        top, right, bottom = re.findall(r' ref="A(\d+):([A-Z]+)(\d+)"', table)[0]
        return cls(int(top), number(right), int(bottom), re.findall(r'<tableColumn [^>]*?name="([^"]*)"', table))


def without_columns(source: Path, target: Path, gone: Mapping[str, str]) -> Path:
    """The workbook without these columns, one of each table: cells, table parts, conditional formats and charts."""
    parts = Parts.of(source)
    for name, part, sheet in list(parts.table_parts()):
        if name in gone:
            table = parts[part].decode()
            place = Place.of(table)
            lost = place.headers.index(gone[name]) + 1
            parts[part] = _table(table, place, lost).encode()
            parts[sheet] = _sheet(parts[sheet].decode(), place, lost).encode()
            for chart in _charts(parts, sheet):
                parts[chart] = _chart(parts[chart].decode(), place, lost).encode()
    return parts.save(target)


def _table(text: str, place: Place, lost: int) -> str:
    narrower = f"A{place.top}:{letters(place.right - 1)}{place.bottom}"
    columns = re.findall(r"<tableColumn [^>]*?(?:/>|>.*?</tableColumn>)", text, re.DOTALL)
    del columns[lost - 1]
    body = f'<tableColumns count="{len(columns)}">{"".join(columns)}</tableColumns>'
    text = re.sub(r"<tableColumns.*</tableColumns>", lambda _: body, text, flags=re.DOTALL)
    return text.replace(f"A{place.top}:{letters(place.right)}{place.bottom}", narrower)


def _sheet(text: str, place: Place, lost: int) -> str:
    def cell(found: re.Match[str]) -> str:
        column, row = number(found[1]), int(found[2])
        if not (place.top <= row <= place.bottom and lost <= column <= place.right):
            return found[0]
        return "" if column == lost else CELL.sub(f'<c r="{letters(column - 1)}{row}"', found[0])

    text = WHOLE_CELL.sub(cell, text)
    return re.sub(
        r"<conditionalFormatting.*?</conditionalFormatting>",
        lambda found: _formats(found[0], place, lost),
        text,
        flags=re.DOTALL,
    )


def _formats(text: str, place: Place, lost: int) -> str:
    """A conditional format over the columns that are left; one over the lost column alone is lost too."""
    first, top, last = re.findall(r'sqref="([A-Z]+)(\d+):([A-Z]+)\d+"', text)[0] if ":" in text else ("A", "1", "A")
    if int(top) < place.top:
        return text
    if number(first) == number(last) == lost:
        return ""
    return re.sub(
        r"(?<![A-Za-z])([A-Z]{1,3})(?=\$?\d+\b)",
        lambda found: letters(number(found[1]) - (lost < number(found[1]) <= place.right)),
        text,
    )


def _charts(parts: Parts, sheet: str) -> list[str]:
    drawings = [part for part in parts.targets(sheet).values() if "/drawings/" in part]
    return [chart for drawing in drawings for chart in parts.targets(drawing).values() if "/charts/" in chart]


def _chart(text: str, place: Place, lost: int) -> str:
    """The chart without the series of the lost column, the others over the columns that they were over."""
    shown = f"${letters(lost)}${place.top}<"
    text = re.sub(r"<ser>.*?</ser>", lambda found: "" if shown in found[0] else found[0], text, flags=re.DOTALL)

    def moved(found: re.Match[str]) -> str:
        column, row = number(found[1]), int(found[2])
        return letters(column - (row >= place.top and lost < column <= place.right))

    return re.sub(r"(?<=\$)([A-Z]+)(?=\$(\d+))", moved, text)
