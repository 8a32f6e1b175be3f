"""Which column of a table is which column of the contract: by its name, by a synonym, or because it was decided so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.headers import is_own
from sop_excel.contract.kinds import Kind
from sop_excel.contract.synonyms import column_meant, columns_possible, table_meant
from sop_excel.domain.said import say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import folded, listed, quoted
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Findings, Spot, spot_of
from sop_excel.sheets.reading.known_names import misspelt, part_of

MOST_HEADERS = 8  # of a table that are named in a message


def match_columns(table: Table, form: InputTable, found: Findings) -> dict[str, int]:
    """Where the columns of the contract stand (rules R1 to R3); reports missing, doubled and misspelt headers.

    What the workbook has decided goes before a column's own name, and that before a synonym; each synonym is noted.
    """
    matched = _matched(table, form, found)
    strangers = [
        n for n, header in enumerate(table.headers) if n not in matched.taken and not is_left_out(table, header)
    ]
    if not form.wide:
        _report_misspelt(table, form, matched.columns, strangers, found)
    _report_missing(table, form, matched.columns, strangers, found)
    return matched.columns


def columns_found(table: Table, form: InputTable) -> dict[str, int]:
    """Where the columns of the contract stand, by the same rules, with nothing said."""
    return _matched(table, form, Findings()).columns


def _matched(table: Table, form: InputTable, found: Findings) -> _Matched:
    matched = _Matched(table, form, found)
    matched.take({n: column for n, header in enumerate(table.headers) if (column := _decided(table, header))})
    matched.take(_by_name(table, form))
    matched.take_synonyms()
    return matched


class _Matched:
    """The columns that were found so far, and the headers that are taken by them."""

    def __init__(self, table: Table, form: InputTable, found: Findings) -> None:
        self.table, self.form, self.found = table, form, found
        self.columns: dict[str, int] = {}
        self.taken: set[int] = set()

    def take(self, names: Mapping[int, str]) -> None:
        """Take headers for the columns whose names they have; a second one for a column is an error."""
        by_name = {column.name: column for column in self.form.columns}
        for n, name in names.items():
            if n not in self.taken and name in by_name:
                self._take(n, by_name[name])

    def take_synonyms(self) -> None:
        """Take headers that are synonyms of columns that have not been found, with a note."""
        absent = {column.name: column for column in self.form.columns if column.key not in self.columns}
        meant = {
            n: absent[name]
            for n, header in enumerate(self.table.headers)
            if n not in self.taken and not is_left_out(self.table, header)
            if (name := column_meant(self.form.name, header)) in absent
        }
        for n, column in meant.items():
            self._take(n, column)
        if meant or is_other_name(self.table, self.form):
            self.found.warn(_read_as(self.table, self.form, meant))

    def _take(self, n: int, column: Column) -> None:
        self.taken.add(n)
        first = self.columns.setdefault(column.key, n)
        if first != n:
            headers, place = self.table.headers, self.table.places.header(first)
            same = folded(headers[n]) == folded(headers[first])
            other = (
                say("another in {place}", place=place)
                if same
                else say(
                    "{header} in {place}, which means the same", header=quoted(headers[first].strip()), place=place
                )
            )
            told = say("{header} here and {other}", header=quoted(headers[n].strip()), other=other)
            advice = say("rename the one of the two that is not meant")
            self.found.error(
                header_spot(self.table, n).issue(say("one column for {column}", column=column.name), told, advice)
            )


def _by_name(table: Table, form: InputTable) -> dict[int, str]:
    """The headers that are the contract's own names."""
    known = {folded(column.name): column.name for column in form.columns}
    return {
        n: known[name]
        for n, header in enumerate(table.headers)
        if (name := folded(header)) in known and not is_left_out(table, header)
    }


def _decided(table: Table, header: str) -> str:
    """The column for which the workbook has decided a header; "" where it has not, or left it out."""
    return table.decided.get(header.strip(), "")


def is_left_out(table: Table, header: str) -> bool:
    """Whether the workbook has decided that the column with this header is not read."""
    return table.decided.get(header.strip()) == ""


def is_other_name(table: Table, form: InputTable) -> bool:
    """Whether a table is read by a synonym of its name."""
    return table.name.casefold() != form.name.casefold() and table_meant(table.name) == form.name


def _read_as(table: Table, form: InputTable, meant: Mapping[int, Column]) -> Issue:
    """What was read by a synonym (rule R2a); a note, one for the table and all of its headers."""
    told = (
        [say("table {table}, read as {form}", table=quoted(table.name), form=form.name)]
        if is_other_name(table, form)
        else []
    )
    told += [
        say("{header}, read as {column}", header=quoted(table.headers[n].strip()), column=_with_unit(column))
        for n, column in meant.items()
    ]
    advice = say("nothing to do if that is what they mean; if not, rename the column or the table")
    spot = Spot(table.places.header(min(meant, default=0)), table.name)
    return spot.issue(say("the names of the contract"), listed(told), advice)


def _with_unit(column: Column) -> str:
    """A column with its unit, where it has one: a time in days is no time in periods."""
    return column.name if column.kind in (Kind.TEXT, Kind.CHOICE) else f"{column.name} ({column.unit})"


def header_spot(table: Table, column: int) -> Spot:
    """The place of a header with its table and column."""
    return spot_of(table.places, -1, column, table.name, table.headers[column])


def _report_misspelt(
    table: Table, form: InputTable, columns: Mapping[str, int], strangers: Sequence[int], found: Findings
) -> None:
    for n in strangers:
        header = table.headers[n]
        near = near_columns(header, form, columns)
        absent = [column for column in near if column.key not in columns]
        if near and not (absent and absent[0].required):
            column = (absent or near)[0]
            found.warn(misspelt_column(header_spot(table, n), header, column, not absent))
        elif not near and (possible := possible_columns(header, form, columns)):
            found.warn(ambiguous_column(header_spot(table, n), header, possible))


def near_columns(header: str, form: InputTable, present: Mapping[str, int]) -> list[Column]:
    """The columns that an unknown header may stand for: misspelt, or for short where none of that kind is present."""
    near = [column for column in form.columns if misspelt(header, column.name)]
    short = [column for column in form.columns if part_of(header, column.name)]
    return near or ([] if any(column.key in present for column in short) else short)


def possible_columns(header: str, form: InputTable, present: Mapping[str, int]) -> list[Column]:
    """The columns that an ambiguous header may mean, if the one that it means most often is not present."""
    possible = [form.column(name) for name in columns_possible(form.name, header)]
    return possible if possible and possible[0].key not in present else []


def ambiguous_column(spot: Spot, header: str, possible: Sequence[Column]) -> Issue:
    """A header that may mean several columns, or one in another unit, and is read as none."""
    names = [f"{column.name} ({column.unit})" for column in possible]
    meant = names[0] if len(names) == 1 else say("one of {names}", names=listed(names, "or"))
    advice = say("rename it if it is {meant}; as it stands it is not read", meant=meant)
    return spot.issue(say("a column of the contract or one clearly your own"), quoted(header), advice)


def misspelt_column(spot: Spot, header: str, column: Column, present: bool) -> Issue:
    """A column of the planner's own whose header looks like a misspelling (rule R3)."""
    advice = say("rename it if {column} is meant; as it stands it is not read", column=column.name)
    if present:
        advice = say("nothing to do if it is your own: it is not read, {column} is", column=column.name)
    return spot.issue(say("a column of the contract or one clearly your own"), quoted(header), advice)


def _report_missing(
    table: Table, form: InputTable, columns: Mapping[str, int], strangers: Sequence[int], found: Findings
) -> None:
    for column in form.columns:
        if column.required and column.key not in columns:
            spot = Spot(table.places.header(0), f"{table.name}[{column.name}]")
            near = next((table.headers[n] for n in strangers if misspelt(table.headers[n], column.name)), None)
            others = [table.headers[n] for n in strangers if table.headers[n].strip() and not is_own(table.headers[n])]
            found.error(_missing_column(spot, column, near, others[:1] if form.wide else others))


def _missing_column(spot: Spot, column: Column, near: str | None, others: Sequence[str]) -> Issue:
    """A required column that is not there, perhaps because of a misspelt header, or under another name (``others``)."""
    found, advice = say("none"), say("add the column {column}", column=column.name)
    if near is not None:
        advice = say("rename column {near} to {column}", near=quoted(near), column=column.name)
    elif others:
        found = say("none, but {headers}", headers=listed(map(quoted, others[:MOST_HEADERS])))
        advice = say("rename the column that is meant to {column}, or add it", column=column.name)
    return spot.issue(say("a column headed {column}", column=column.name), found, advice)
