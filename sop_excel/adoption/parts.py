"""What a range holds: one planning table, or several side by side, such as costs and demand in one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sop_excel.adoption.columns import columns_of
from sop_excel.adoption.keys import PRODUCT, RESOURCE, KnownCodes, named_keys
from sop_excel.adoption.lists import as_list, list_part
from sop_excel.adoption.part import Part, unread
from sop_excel.adoption.ranges import Range
from sop_excel.adoption.transposed import are_products_above_periods, transposed_part
from sop_excel.adoption.wide import is_sum_column, period_groups, wide_parts


def codes_known(ranges: Sequence[Range]) -> KnownCodes:
    """The codes of all columns that are headed as products or resources."""
    found: dict[str, dict[str, frozenset[str]]] = {PRODUCT: {}, RESOURCE: {}}
    for one in ranges:
        columns = [column for column in columns_of(one) if column.head.period is None]
        for sort, places in found.items():
            for column, _ in named_keys(columns, sort):
                places[one.id] = places.get(one.id, frozenset()) | frozenset(column.codes)
    return KnownCodes(found)


def parts_of(one: Range, known: KnownCodes) -> list[Part]:
    """The planning tables that a range may hold; none where it holds none."""
    columns = columns_of(one)
    if are_products_above_periods(one, columns, known):
        columns = tuple(replace(column, head=replace(column.head, period=None)) for column in columns)
    groups = period_groups(columns)
    taken = {column.head.column for group in groups for column in group}
    taken |= {column.head.column for column in columns if groups and is_sum_column(column, groups)}
    others = [column for column in columns if column.head.column not in taken and column.head.period is None]
    parts = list(wide_parts(one, columns, others, groups, known))
    listed = list_part(one, others, known, beside=bool(parts))
    if listed is None and not parts:
        turned = transposed_part(one, columns, known)
        return [turned] if turned is not None else []
    if listed is None:
        return parts
    if parts:
        periods = {column.head.column: unread("it is a period") for column in columns}
        listed = replace(listed, guesses={**periods, **listed.guesses})
    return [listed, *parts]


def as_table(part: Part, table: str) -> Part:
    """A part as another table that it may be."""
    if part.is_wide or part.is_transposed:
        return replace(part, table=table)
    columns = [column for column in columns_of(part.source) if column.head.period is None]
    return as_list(part.source, table, columns, KnownCodes({}), [table]) or replace(part, table=table)
