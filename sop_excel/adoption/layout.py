"""Where an adopted table stands: as an Excel Table over the planner's own range, or on a sheet of formulas over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sop_excel.adoption.adopted import PERIODS, CellChange, TableInPlace
from sop_excel.adoption.heads import Head
from sop_excel.adoption.part import KEYS, Part
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.period_names import Meaning, meaning
from sop_excel.domain.table import Filling, Formula, Value
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet

PERIOD, QUANTITY = "Period", "Quantity"
Spelling = Mapping[Meaning, str]  # how periods are written
_AS_THEY_ARE: Spelling = {}
_BLANK_HEADER = "Column"  # as spreadsheets call a column without a header


def area_in_place(part: Part, same_range: Sequence[Part]) -> Area | None:
    """The cells that can become the table as they stand; None where only another sheet can hold it."""
    source, area = part.source, part.source.area
    if part.is_transposed:
        return None
    if not source.is_plain or part.rows != source.rows or part.joined or len(part.codes) > 0:
        return None
    if len(same_range) > 1:
        if part.is_wide:
            return None
        others = [n for other in same_range if other is not part for n in other.read if n not in part.read]
        left = area._replace(right=min(others, default=area.right + 1) - 1)
        area = left if all(left.left <= n <= left.right for n in part.read) else area
        if any(other.is_wide for other in same_range) and area == source.area:
            return None
    return None if _is_merged(part, area) or _has_formula_headers(part, area) else area


def _is_merged(part: Part, area: Area) -> bool:
    """Whether cells of the data are merged; merged headers can be taken apart."""
    return any(one.meets(area) and one not in headers_merged(part, area) for one in part.source.sheet.merged)


def headers_merged(part: Part, area: Area) -> tuple[Area, ...]:
    """The merged cells that reach into the row of headers from above, and no further."""
    return tuple(one for one in part.source.sheet.merged if one.meets(area) and one.bottom == area.top)


def _has_formula_headers(part: Part, area: Area) -> bool:
    """Whether a header is a formula: the headers of an Excel Table are texts, and a formula is not overwritten."""
    return any((area.top, n) in part.source.sheet.formulas for n in range(area.left, area.right + 1))


def header_texts(part: Part, area: Area, spelt: Spelling = _AS_THEY_ARE) -> dict[int, str]:
    """The headers of the columns of an area: as they stand where they can, but periods as they are to be ``spelt``."""
    heads = {head.column: head for head in part.source.heads}
    taken: set[str] = set()
    texts: dict[int, str] = {}
    names = _names([heads.get(n, Head(n, None, "")) for n in range(area.left, area.right + 1)], spelt)
    for n, text in names.items():
        number, unique = 2, text or f"{_BLANK_HEADER}{n - area.left + 1}"
        while unique.casefold() in taken:
            unique, number = f"{text} {number}", number + 1
        taken.add(unique.casefold())
        texts[n] = unique
    return texts


def _names(heads: Sequence[Head], spelt: Spelling) -> dict[int, str]:
    """The names of columns; where one period cannot keep its own, all get the ISO one, if they have it."""
    doubled = _doubled(heads)
    names = {head.column: _text(head, head.text.casefold() in doubled) for head in heads}
    periods = [head for head in heads if head.period is not None]
    renamed = [head for head in periods if names[head.column] != head.value]
    if renamed and all(head.period is not None and head.period.iso for head in periods):
        names |= {head.column: head.period.iso for head in periods if head.period is not None}
    names |= {head.column: spelt[head.period] for head in periods if head.period is not None and head.period in spelt}
    return names


def _doubled(heads: Sequence[Head]) -> set[str]:
    seen = [head.text.casefold() for head in heads if head.text]
    return {text for text in seen if seen.count(text) > 1}


def _text(head: Head, is_doubled: bool) -> str:
    """A header's text: its own; of a date or number the period; with what stands above where that tells it apart."""
    if isinstance(head.value, str) and not is_doubled:
        return head.value if head.value.strip() else ""
    if head.period is not None and (head.period.iso or meaning(head.upper) == head.period):
        return head.period.iso or head.upper
    return head.whole


def period_names(part: Part, spelt: Spelling = _AS_THEY_ARE) -> dict[int, str]:
    """The names of the periods of a wide table, as it would have them on a sheet of its own."""
    columns = [n for n, name in part.read.items() if name == PERIODS]
    return {n: text.strip() for n, text in _names([h for h in part.source.heads if h.column in columns], spelt).items()}


def one_spelling(parts: Sequence[Part]) -> dict[Meaning, str]:
    """How periods are to be written where tables differ, so that one finds those of the other; empty where they agree.

    As the demand writes them where it cannot be changed (a list, an Excel Table), else as ISO does.
    """
    texts: dict[Meaning, set[str]] = {}
    kept: dict[Meaning, str] = {}
    for part in parts:
        names = period_names(part) if part.is_wide else {}
        for head in part.source.heads:
            if head.column in names and head.period is not None:
                texts.setdefault(head.period, set()).add(names[head.column])
        kept |= _kept_periods(part)
    for period, text in kept.items():
        texts.setdefault(period, set()).add(text)
    if all(len(written) == 1 for written in texts.values()):
        return {}
    return kept or {period: period.iso for period in texts if period.iso}


def _kept_periods(part: Part) -> dict[Meaning, str]:
    """The periods of demand as they stand in the rows of a list, or in the headers of an Excel Table."""
    columns = [n for n, name in part.read.items() if name == PERIOD]
    if part.table == "Demand" and part.is_wide and part.source.table:
        return {head.period: head.text for head in part.source.heads if head.period is not None}
    if part.table != "Demand" or len(columns) != 1:
        return {}
    texts = [text_of(part.source.cells.at(row, columns[0])) or "" for row in part.rows]
    return {said: text for text in dict.fromkeys(texts) if (said := meaning(text)) is not None}


def in_place(part: Part, area: Area, spelt: Spelling = _AS_THEY_ARE) -> tuple[TableInPlace, tuple[CellChange, ...]]:
    """The Table over the planner's own cells, and the headers that change for it."""
    texts = header_texts(part, area, spelt)
    table = TableInPlace(part.source.sheet.name, area, part.table, tuple(texts.values()), headers_merged(part, area))
    return table, tuple(_header_changes(part, area, texts))


def _header_changes(part: Part, area: Area, texts: Mapping[int, str]) -> Iterator[CellChange]:
    for n, text in texts.items():
        before = part.source.sheet.at(area.top, n)
        if before != text:
            yield CellChange(area.top, n, before, text, _why_renamed(before))


def _why_renamed(before: Value) -> str:
    if before is None:
        return "a column of a table needs a header"
    return "a header of a table is a text of its own" if isinstance(before, str) else "a header of a table is a text"


Numbers = Mapping[str, Mapping[tuple[int, int], float]]  # what texts become, by sheet, row and column


def on_a_sheet(part: Part, numbers: Numbers, spelt: Spelling = _AS_THEY_ARE) -> Filling | None:
    """The table on a sheet of its own: formulas over the planner's cells, with the ``numbers`` that texts become.

    None where a row is told by more than one key, so that only the planner's own range can be the table.
    """
    if part.is_transposed:
        return _turned(part, numbers)
    key = part.key
    if key is None:
        return None
    if not part.is_wide and PERIOD in part.read.values():
        return _long(part, numbers)
    periods = period_names(part, spelt)
    columns = list(periods) if part.is_wide else [n for n in part.read if n != key]
    names = [periods.get(n, part.read[n]) for n in columns]
    cells = _cells_by_code(part, columns)
    rows = {code: [_formula(part, places, numbers) for places in of_code] for code, of_code in cells.items()}
    for other in part.joined if part.is_wide else ():
        found = _cells_by_code(other, list(period_names(other)))
        rows |= {code: [_formula(other, places, numbers) for places in cells] for code, cells in found.items()}
    for other in () if part.is_wide else part.joined:
        more = [n for n in other.read if n != other.key]
        names += [other.read[n] for n in more]
        found = _cells_by_code(other, more)
        for code, values in rows.items():
            values += [_formula(other, places, numbers) for places in found.get(code, [()] * len(more))]
    return Filling(
        part.table, part.read[key], names, {code: tuple(v) for code, v in rows.items()}, periods=part.is_wide
    )


def _cells_by_code(part: Part, columns: Sequence[int]) -> dict[str, list[list[tuple[int, int]]]]:
    """For each key its cells in each of the columns; several where several rows have the key."""
    found: dict[str, list[list[tuple[int, int]]]] = {}
    for row in part.rows:
        if code := part.code(row):
            places = found.setdefault(code, [[] for _ in columns])
            for n, column in enumerate(columns):
                places[n].append((row, column))
    return found


def _turned(part: Part, numbers: Numbers) -> Filling:
    """A table with a row for each period, the other way round."""
    (when,) = (n for n, name in part.read.items() if name == PERIOD)
    heads = [head for head in part.source.heads if part.read.get(head.column) == QUANTITY]
    periods = [text_of(part.source.cells.at(row, when)) or "" for row in part.rows]
    rows = {head.text: tuple(_formula(part, [(row, head.column)], numbers) for row in part.rows) for head in heads}
    return Filling(part.table, KEYS[0], periods, rows, periods=True)


def _long(part: Part, numbers: Numbers) -> Filling:
    """A list of products, periods and quantities as a wide table, with the sums of the quantities."""
    column = {name: n for n, name in part.read.items()}
    cells: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in part.rows:
        code, period = part.code(row), text_of(part.source.cells.at(row, column[PERIOD]))
        if code and period:
            cells.setdefault((code, period), []).append((row, column[QUANTITY]))
    periods = list(dict.fromkeys(period for _, period in cells))
    rows = {
        code: tuple(_formula(part, cells.get((code, period), ()), numbers) for period in periods)
        for code in dict.fromkeys(code for code, _ in cells)
    }
    return Filling(part.table, KEYS[0], periods, rows, periods=True)


def _formula(part: Part, cells: Sequence[tuple[int, int]], numbers: Numbers) -> Value:
    """A formula that gives the planner's cell, blank where that is blank, or the sum of several."""
    sheet = quoted_sheet(part.source.sheet.name)
    places = [f"{sheet}!{letters(column)}{row}" for row, column in cells]
    changed = numbers.get(part.source.sheet.name, {})
    values = [changed.get(place, part.source.cells.at(*place)) for place in cells]
    if not places:
        return None
    if len(places) == 1:
        value = values[0]
        shown = float(value) if isinstance(value, float | int) else text_of(value) or ""
        return Formula(f'IF({places[0]}="","",{places[0]})', shown)
    return Formula("+".join(places), sum(float(value) for value in values if isinstance(value, float | int)))
