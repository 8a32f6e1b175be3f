"""A table as text, such as CSV: one sheet whose values are all text, as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sop_excel.domain.said import say, word
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import first_few, whole
from sop_excel.hosts.sources.encodings import WESTERN, NoTextError, decoded
from sop_excel.hosts.sources.faults import UNDAMAGED, refused
from sop_excel.hosts.sources.separated import SEPARATORS, separated
from sop_excel.spreadsheet.areas import MAX_TEXT, letters
from sop_excel.spreadsheet.raw_sheet import RawSheet

_AS_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_NAMED = 3
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_REMEMBERED = 200_000  # different texts


def text_sheet(path: Path, data: bytes) -> RawSheet:
    """The sheet of a text file. Raises InputError for bytes that are no text in an encoding that we know."""
    try:
        found = decoded(data)
    except NoTextError as fault:
        if path.suffix.lower() in _WORKBOOKS:
            raise refused(path, "a damaged file, or one of another program", UNDAMAGED) from fault
        expected = f"text in UTF-8, UTF-16 or {WESTERN}"
        raise refused(path, str(fault), "export it again as CSV UTF-8", expected) from fault
    table = separated(found.text)
    told = say("read as text in {encoding}, one column", encoding=found.encoding)
    if table.separator:
        name = SEPARATORS.get(table.separator, f"'{table.separator}'")
        told = say("read as text in {encoding}, columns between {signs}", encoding=found.encoding, signs=word(name))
    cells = _Cells()
    rows: list[list[Value]] = [[cells[value] for value in row] for row in table.rows]
    notes = (told, *found.notes, *table.notes, *cells.notes(), *_too_long(table.rows))
    return RawSheet(path.stem, rows, is_text=True, notes=notes)


class _Cells(dict[str, str | None]):
    """What stands in a cell by its text, one text for all that are equal: most stand there often.

    An empty one is blank. One such as ``="00123"`` is the text in it: so exports write codes for Excel to keep them.
    """

    def __init__(self) -> None:
        super().__init__({"": None})
        self.as_formula = ""  # the first of such texts

    def __missing__(self, text: str) -> str | None:
        found = _AS_FORMULA.fullmatch(text) if text.startswith("=") else None
        if found:
            self.as_formula = self.as_formula or text
        cell = found[1].replace('""', '"') or None if found else text
        if len(self) < _REMEMBERED:
            self[text] = cell
        return cell

    def notes(self) -> Iterator[str]:
        """What to know of them."""
        if self.as_formula:
            yield say("values such as {value} are read as the texts in them", value=self.as_formula)


def _too_long(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Where a text stands that no cell of a workbook can hold whole."""
    places = [
        f"{letters(c)}{r}" for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if len(text) > MAX_TEXT
    ]
    if places:
        named = first_few(places, _NAMED)
        yield say(
            "texts of more than {most} characters lose their ends in a workbook: {cells}",
            most=whole(MAX_TEXT),
            cells=named,
        )
