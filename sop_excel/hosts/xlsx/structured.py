"""References to table columns in formulas and names, such as ``Plan[2026-03]``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.formula import columns, indirect


@lru_cache(maxsize=256)
def columns_used(formula: str) -> Mapping[str, tuple[str, ...]]:
    """The columns that a formula names, by table in lower case; a text names nothing, unless INDIRECT reads it.

    >>> columns_used("SUM(Plan[[2026-01]:[2026-03]]) + plan[@Total] + Plan[[#Totals],[It''s]] + Plan[#All]")
    {'plan': ('2026-01', '2026-03', 'Total', "It's")}
    """
    found: dict[str, dict[str, None]] = {}
    for text in (formula, *indirect(formula)):
        for table, column in columns(text):
            found.setdefault(table.lower(), {}).update({column: None} if column else {})
    return {table: tuple(names) for table, names in found.items()}


def vanished(
    place: str, formula: str, gone: Mapping[str, Mapping[str, str]], shown: Callable[[], str] | None = None
) -> Iterator[Issue]:
    """An issue for each column in a formula that is about to vanish; ``gone``: headers by table and lower case.

    ``shown`` gives the formula as it reads at ``place``, where it is another.
    """
    used = columns_used(formula)
    for table, headers in gone.items():
        for column in used.get(table.lower(), ()):
            if header := headers.get(column.lower()):
                yield no_column(place, shown() if shown else formula, table, header)


def no_column(place: str, formula: str, table: str, header: str) -> Issue:
    """The issue of a formula at ``place`` that refers to a column which is about to vanish."""
    return Issue(
        place,
        "",
        f"no reference to {table}[{header}], a column that this plan does not have",
        f"={formula.removeprefix('=')[:80]}",
        "change the formula, or keep the column's period in table Demand",
    )
