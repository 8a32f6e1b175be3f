"""A table as text, such as CSV: one sheet whose values are all text, as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import listed
from sop_excel.hosts.sources.encodings import WESTERN, NoTextError, decoded
from sop_excel.hosts.sources.faults import refused
from sop_excel.hosts.sources.separated import SEPARATORS, separated
from sop_excel.spreadsheet.areas import MAX_TEXT, letters
from sop_excel.spreadsheet.raw_sheet import RawSheet

_NAMED = 3
_REMEMBERED = 200_000  # different texts


def text_sheet(path: Path, data: bytes) -> RawSheet:
    """The sheet of a text file. Raises InputError for bytes that are no text in an encoding that we know."""
    try:
        found = decoded(data)
    except NoTextError as fault:
        expected = f"text in UTF-8, UTF-16 or {WESTERN}"
        raise refused(path, str(fault), "export it again as CSV UTF-8", expected) from fault
    table = separated(found.text)
    name = SEPARATORS.get(table.separator, f"'{table.separator}'")
    told = f"read as text in {found.encoding}, " + (f"columns between {name}" if table.separator else "one column")
    rows = list(_shared(table.rows))
    long = tuple(_too_long(table.rows))
    return RawSheet(path.stem, rows, is_text=True, notes=(told, *found.notes, *table.notes, *long))


def _shared(rows: Sequence[Sequence[str]]) -> Iterator[list[Value]]:
    """The rows with blank cells for empty texts, and with one text for all that are equal: most stand there often."""
    known: dict[str, str | None] = {"": None}
    for row in rows:
        if len(known) < _REMEMBERED:
            yield [known.setdefault(value, value) for value in row]
        else:
            yield [known.get(value, value) for value in row]


def _too_long(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Where a text stands that no cell of a workbook can hold whole."""
    places = [
        f"{letters(c)}{r}" for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if len(text) > MAX_TEXT
    ]
    if places:
        named = listed(places[:_NAMED]) + (f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else "")
        yield f"texts of more than {MAX_TEXT:,} characters lose their ends in a workbook: {named}"
