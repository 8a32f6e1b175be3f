"""The catalogue of messages about headers and whole tables."""

from __future__ import annotations

from collections.abc import Sequence

from sop_excel.contract.forms import Column, InputTable
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import listed, quoted, shown
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Spot
from sop_excel.sheets.reading.names import Names

MOST_HEADERS = 8  # of a table that are named in a message


def missing_table(form: InputTable) -> Issue:
    """A required table that is not there."""
    name = form.name
    advice = f"give the table with your {name.lower()} this name (Table Design, Table Name), or insert it"
    return Spot(name, "").issue(f"a table named {name}", "none", advice)


def missing_column(spot: Spot, column: Column, near: str | None, others: Sequence[str]) -> Issue:
    """A required column that is not there, perhaps because of a misspelt header, or under another name (``others``)."""
    found, advice = "none", f"add the column {column.name}"
    if near is not None:
        advice = f"rename column {quoted(near)} to {column.name}"
    elif others:
        found = f"none, but {listed(map(quoted, others[:MOST_HEADERS]))}"
        advice = f"rename the column that is meant to {column.name}, or add it"
    return spot.issue(f"a column headed {column.name}", found, advice)


def column_twice(spot: Spot, column: Column, header: str, other: str) -> Issue:
    """Two headers that match the same column (rule R2); names both places."""
    found = f"{quoted(header)} here and another in {other}"
    return spot.issue(f"one column for {column.name}", found, "rename or delete one of the two columns")


def misspelt_column(spot: Spot, header: str, column: Column, present: bool) -> Issue:
    """A column of the planner's own whose header looks like a misspelling (rule R3)."""
    advice = f"rename it if {column.name} is meant; as it stands it is not read"
    if present:
        advice = f"nothing to do if it is your own: it is not read, {column.name} is"
    return spot.issue("a column of the contract or one clearly your own", quoted(header), advice)


def own_columns(spot: Spot, key: Column, headers: Sequence[str]) -> Issue:
    """Columns of a wide table that are no periods (rule R4); a note."""
    one = len(headers) == 1
    found = f"your own {'column' if one else 'columns'} {listed(map(quoted, headers))}"
    advice = f"nothing to do: {'it is' if one else 'they are'} not read as {'a period' if one else 'periods'}"
    return spot.issue(f"only periods beside the column {key.name}", found, advice)


def blank_header(spot: Spot) -> Issue:
    """A column of a wide table without a header."""
    return spot.issue("the name of a period", "a blank header", "type the period's name, or delete the column")


def reserved_period(spot: Spot, header: str) -> Issue:
    """A period whose name the output tables use (rule R8)."""
    return spot.issue("the name of a period", f"{quoted(header)}, which the results use", "rename the column")


def like_a_total(spot: Spot, header: str) -> Issue:
    """A period whose name begins like a total: read as a period, which is right or doubles the demand."""
    advice = "it is read as a period: if it is a sum, head it Total or move it left of the key column"
    return spot.issue("the name of a period", quoted(header), advice)


def text_column(spot: Spot, header: str, key: Column, cells: int, example: Value) -> Issue:
    """A column of a wide table with text below a header that can hardly be a period (rule R4)."""
    count = "1 cell" if cells == 1 else f"{cells:,} cells"
    found = f"{quoted(header)}, with text in {count} below it, such as {shown(example)}"
    return spot.issue("the name of a period", found, f"if it is your own column, place it left of {key.name}")


def unlike_a_period(spot: Spot, header: str, key: Column) -> Issue:
    """A column that is named otherwise than the periods: read as one, which is right or adds what is no demand."""
    advice = f"it is read as a period: if it is your own column, place it left of {key.name}"
    return spot.issue("the name of a period", f"{quoted(header)} among periods with numbers or months", advice)


def sum_of_others(spot: Spot, header: str, summed: int, key: Column) -> Issue:
    """A column of Demand that holds the sum of those before it in every row: read as a period, it is planned again."""
    found = f"{quoted(header)}, the sum of the {summed} columns before it in every row"
    advice = f"it is planned as a period: if it is your own total, place it left of {key.name}, or head it Total"
    return spot.issue("demand of one period", found, advice)


def period_twice(spot: Spot, header: str, other: str) -> Issue:
    """Two columns for one period; names both places."""
    return spot.issue("each period once", f"{quoted(header)} in {other} too", "rename or delete one of the two columns")


def no_periods(spot: Spot) -> Issue:
    """Table Demand has no column that is a period."""
    return spot.issue("a column for each period", "none", "add the periods to the right of the products")


def no_products(spot: Spot) -> Issue:
    """Table Products has no row."""
    return spot.issue("at least one product", "no rows", "add a row for each product")


def unknown_header(spot: Spot, known: Names, header: str, key: Column) -> Issue:
    """A column of a wide table that can hardly be a period: it may be the planner's own (rule R4)."""
    advice = f"if it is your own column, place it left of {key.name}; otherwise correct it, or add it to {known.table}"
    return spot.issue(f"a {known.sort} of table {known.table}", quoted(header), advice)


def long_list(spot: Spot, header: str, key: Column, example: Value) -> Issue:
    """A list with a row for each period, where a wide table is expected."""
    advice = f"make it wide: one row for each {key.name.lower()}, one column for each period (a PivotTable does it)"
    return spot.issue("a column for each period", f"a column {quoted(header)} with {shown(example)} below it", advice)
