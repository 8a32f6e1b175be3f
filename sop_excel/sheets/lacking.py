"""Which table or column of the contract is meant by a name, and whether a workbook has it."""

from __future__ import annotations

from collections.abc import Mapping

from sop_excel.contract.forms import InputTable
from sop_excel.domain.table import Table
from sop_excel.sheets.reading.known_names import KnownNames
from sop_excel.sheets.reading.matched_headers import columns_found


def meant(sort: str, known: Mapping[str, object], name: str) -> str:
    """``did you mean``, or what there is."""
    hint = KnownNames(sort, "", known).hint_or_all(name)
    nearest = hint.removeprefix(f"the nearest {sort} is ")
    return f"did you mean {nearest}?" if nearest != hint else hint


def header_of(table: Table, form: InputTable, key: str) -> str | None:
    """The header under which a table has a column of the contract; None where it lacks it."""
    place = columns_found(table, form).get(key)
    return None if place is None else table.headers[place]
