"""Which column of a range holds the products or the resources, also where no header says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sop_excel.adoption.adopted import EXACT, SHAPE
from sop_excel.adoption.columns import CERTAIN, Guess, RangeColumn, named_in
from sop_excel.domain.vocabulary import quoted

SHARED = 0.6  # of the codes of a column that another range has too, for them to be the same sort
ONLY_ONE, FIRST_OF_MANY = 0.8, 0.5
PRODUCT, RESOURCE = "Product", "Resource"
_TABLES = {PRODUCT: ("Products", "Demand"), RESOURCE: ("Resources", "Capacity")}


@dataclass(frozen=True)
class KnownCodes:
    """The codes of the columns that are headed as products or resources, by range."""

    of: dict[str, dict[str, frozenset[str]]]  # by PRODUCT or RESOURCE, then by range

    def share(self, column: RangeColumn, sort: str, place: str) -> float:
        """The largest share of a column's codes that is known as ``sort`` in a range that is not ``place``."""
        mine = set(column.codes)
        others = [codes for other, codes in self.of.get(sort, {}).items() if other != place]
        return max((len(mine & codes) / len(mine) for codes in others if mine), default=0.0)


def named_keys(columns: Sequence[RangeColumn], sort: str) -> list[tuple[RangeColumn, str]]:
    """The columns whose header says products (or resources), and how it says that."""
    found = []
    for column in columns:
        if not column.codes:
            continue
        told = [named_in(table, column) for table in _TABLES[sort]]
        how = next((one[1] for one in told if one and one[0] == sort), None)
        if how:
            found.append((column, how))
    return found


def key_of(
    columns: Sequence[RangeColumn], sort: str, known: KnownCodes, place: str
) -> tuple[RangeColumn, Guess] | None:
    """The column of keys, and how sure that is; None where none can be one."""
    named = named_keys(columns, sort)
    if len(named) == 1:
        column, how = named[0]
        return column, Guess(sort, CERTAIN[how], how, f"it is headed {quoted(column.head.text)}")
    if named:
        return _one_of(named, sort, known, place)
    free = [c for c in columns if _may_be_key(c)]
    first = [c for c in columns[:1] if c not in free and c.is_unique]  # codes may be numbers, or look like amounts
    sharing = [*free, *first]
    shared = sorted(((known.share(c, sort, place), n) for n, c in enumerate(sharing)), reverse=True)
    if shared and shared[0][0] >= SHARED:
        why = f"{shared[0][0]:.0%} of its codes are {sort.lower()}s elsewhere in the workbook"
        return sharing[shared[0][1]], Guess(sort, 0.95, SHAPE, why)
    if not free:
        return None
    unique = [column for column in free if column.is_unique] or free
    others = tuple(quoted(column.head.text) for column in free)
    if len(free) == 1:
        return free[0], Guess(sort, ONLY_ONE, SHAPE, "it is the only column of texts", (sort, "not read"))
    why = f"the first column of texts without repetitions among {len(others)}"
    return unique[0], Guess(sort, FIRST_OF_MANY, SHAPE, why, (sort, "not read"))


def _one_of(
    named: Sequence[tuple[RangeColumn, str]], sort: str, known: KnownCodes, place: str
) -> tuple[RangeColumn, Guess]:
    """The key among several columns that are headed as one: by shared codes, an exact header, or the shape of codes."""
    shared = [(column, known.share(column, sort, place)) for column, _ in named]
    matching = [column for column, share in shared if share >= SHARED]
    if len(matching) == 1:
        return matching[0], Guess(sort, 0.96, SHAPE, f"its codes are {sort.lower()}s elsewhere in the workbook")
    exact = [column for column, how in named if how == EXACT]
    coded = [column for column, _ in named if _is_coded(column)]
    if len(exact) == 1 and (not coded or exact[0] in coded):
        return exact[0], Guess(sort, CERTAIN[EXACT], EXACT, f"it is headed {quoted(exact[0].head.text)}")
    if len(coded) == 1 and coded[0].is_unique:
        return coded[0], Guess(sort, 0.92, SHAPE, "it holds codes, and the other column of that kind words")
    first = (coded or [column for column, _ in named])[0]
    return first, Guess(sort, FIRST_OF_MANY, SHAPE, "it is one of several columns of that kind", (sort, "not read"))


def _is_coded(column: RangeColumn) -> bool:
    """Whether nearly all codes have a digit and no space: codes, not names."""
    coded = [any(map(str.isdigit, code)) and " " not in code for code in column.codes]
    return bool(coded) and sum(coded) >= 0.8 * len(coded)


def _may_be_key(column: RangeColumn) -> bool:
    return bool(column.codes) and not column.is_numeric and not column.is_of_periods
