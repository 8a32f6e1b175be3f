"""The headers of a range: what stands in them, above them, and which period they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sop_excel.adoption.blocks import Cells
from sop_excel.contract.headers import PERIOD_HEADERS
from sop_excel.contract.synonyms import name_key
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.period_names import Meaning, meaning
from sop_excel.domain.table import DateValue, Value
from sop_excel.spreadsheet.areas import Area

FEWEST = 3  # headers that count, or share a word, before they are taken for periods
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NUMBERED = re.compile(r"\s*([^\W\d_]+)?[\s._-]*0*([0-9]{1,2})\s*")
_COUNTED = frozenset(name_key(name) for names in PERIOD_HEADERS for name in names) | {
    "p",
    "m",
    "per",
    "t",
    "bucket",
    "w",
}


@dataclass(frozen=True)
class Head:
    """The header of one column of the sheet.

    ``value`` is what its cell holds, ``text`` that as text, ``upper`` what stands above it and belongs to it (a year, a
    group) and ``period`` the month, week or quarter that all of it says. ``above`` is what stands above it, whether it
    belongs to it or not, ``unit`` what stands between it and the numbers.
    """

    column: int
    value: Value
    text: str
    upper: str = ""
    period: Meaning | None = None
    above: str = ""
    unit: str = ""

    @property
    def whole(self) -> str:
        """What stands above and in it, as one name."""
        return " ".join(filter(None, (self.upper, self.text)))


def heads_of(cells: Cells, area: Area, uppers: Sequence[int], row: int) -> tuple[Head, ...]:
    """The headers of an area in ``row``, with those in the rows ``uppers`` above."""
    columns = range(area.left, area.right + 1)
    above = dict.fromkeys(columns, "")
    alone = dict.fromkeys(columns, "")
    for upper in uppers:
        carried = _carried(cells, upper, area)
        belongs = _belongs(cells, upper, area)
        for column, text in carried.items():
            alone[column] = " ".join(filter(None, (alone[column], text)))
            if column in belongs or cells.at(row, column) is None:
                above[column] = " ".join(filter(None, (above[column], text)))
    heads = [replace(_head(cells.at(row, c), c, above[c]), above=alone[c]) for c in columns]
    return tuple(_counted(_sharing_a_word(heads)))


def _belongs(cells: Cells, row: int, area: Area) -> set[int]:
    """The columns whose cell in a row of upper headers surely is theirs: merged, a year, or one of many in the row."""
    columns = range(area.left, area.right + 1)
    filled = {c for c in columns if cells.at(row, c) is not None}
    merged = {c for one in cells.sheet.merged if one.top <= row <= one.bottom for c in range(one.left, one.right + 1)}
    years = {c for c, text in _carried(cells, row, area).items() if _YEAR.fullmatch(text)}
    return (filled if 2 * len(filled) > area.width else set()) | merged | years


def _carried(cells: Cells, row: int, area: Area) -> dict[int, str]:
    """What stands above each column; a year goes on to the right up to the next one."""
    said, year = {}, ""
    for column in range(area.left, area.right + 1):
        text = text_of(cells.spread(row, column)) or ""
        if _YEAR.fullmatch(text):
            year = text
        elif text:
            year = ""
        said[column] = text or year
    return said


def _head(value: Value, column: int, upper: str) -> Head:
    text = text_of(value) or ""
    if isinstance(value, DateValue):
        day = value.moment
        return Head(column, value, text, upper, Meaning(day.year, "month", day.month, 0 if day.day == 1 else day.day))
    period = meaning(text) if text else None
    year = _YEAR.search(upper)
    if year and not text.isdigit() and period is not None and not period.year:
        period = period._replace(year=int(year[0]))
    if year and text.isdigit() and 1 <= int(text) <= 12:
        period = Meaning(int(year[0]), "month", int(text))
    if period is None:  # below a period may stand a unit
        period = meaning(upper)
    return Head(column, value, text, upper, period)


def _sharing_a_word(heads: list[Head]) -> list[Head]:
    """Headers such as ``Demand Jan``, ``Demand Feb``: periods behind, or in front of, a word that they share."""
    shared: Counter[tuple[str, bool]] = Counter()
    parts: dict[int, list[tuple[tuple[str, bool], Meaning]]] = {}
    for n, head in enumerate(heads):
        words = re.split(r"[\s_]+", head.text.strip())
        if head.period is None and 2 <= len(words) <= 4:
            for cut in range(1, len(words)):
                front, back = words[:cut], words[cut:]
                for word, rest, behind in ((front, back, False), (back, front, True)):
                    said = meaning(" ".join(rest))
                    if said is not None and meaning(" ".join(word)) is None:
                        key = (" ".join(word), behind)
                        shared[key] += 1
                        parts.setdefault(n, []).append((key, said))
    found = []
    for n, head in enumerate(heads):
        best = max(parts.get(n, ()), key=lambda part: shared[part[0]], default=None)
        if best is None or shared[best[0]] < FEWEST:
            found.append(head)
        else:
            upper = " ".join(filter(None, (head.upper, best[0][0])))
            found.append(replace(head, period=best[1], upper=upper))
    return found


def _counted(heads: list[Head]) -> list[Head]:
    """Headers that count 1, 2, 3 …, alone or behind a word for periods: three neighbours at least."""
    run: list[Head] = []
    counted: dict[int, Meaning] = {}
    for head in [*heads, Head(-1, None, "")]:
        number = _numbered(head)
        if number and run and number[1] == (_numbered(run[-1]) or ("", 0))[1] + 1 and number[0] == _word(run[-1]):
            run.append(head)
            continue
        if len(run) >= FEWEST and (_numbered(run[0]) or ("", 0))[1] <= 2:
            counted |= {one.column: Meaning(0, "number", (_numbered(one) or ("", 0))[1]) for one in run}
        run = [head] if number else []
    return [replace(head, period=counted[head.column]) if head.column in counted else head for head in heads]


def _word(head: Head) -> str:
    return (_numbered(head) or ("", 0))[0]


def _numbered(head: Head) -> tuple[str, int] | None:
    """(word, number) of a header that may count periods."""
    found = _NUMBERED.fullmatch(head.text)
    if head.period is not None or not found:
        return None
    word = name_key(found[1] or "")
    return (word, int(found[2])) if not word or word in _COUNTED else None
