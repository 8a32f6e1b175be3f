"""Tables of cells as JSON and back, without loss: every float bit for bit, every kind of cell, rows in their order.

The JSON is canonical, so that equal tables give equal bytes whoever wrote them. Where a table stood in a workbook is
not kept: one that was brought back says so.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from sop_excel.domain.table import (
    Block,
    DateValue,
    ErrorValue,
    Formula,
    NotCalculated,
    OutputTable,
    PaddedNumber,
    Table,
    Value,
)

_PLAIN = (bool, str, int, type(None))  # which JSON says as they are
_FAST = 4  # of the levels of zlib: in a third of the time, a twelfth larger


@dataclass(frozen=True)
class StoredPlaces:
    """Places in a table that is in no workbook now: the run that it belongs to, and the row and the header there."""

    run: str
    table: str
    headers: Sequence[str]

    def header(self, column: int) -> str:
        """Place of the header of column ``column``."""
        return f"{self.table} of run {self.run}, column {self._named(column)}"

    def cell(self, row: int, column: int) -> str:
        """Place of the cell in data row ``row`` and column ``column``."""
        return f"{self.table} of run {self.run}, row {row + 1}, column {self._named(column)}"

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Place of the first cells of the blocks."""
        return "; ".join(self.cell(block.top, block.left) for block in blocks)

    def _named(self, column: int) -> str:
        return self.headers[column] if 0 <= column < len(self.headers) else str(column + 1)


def canonical(tables: Mapping[str, Table | OutputTable]) -> bytes:
    """All tables, by their names, as JSON.

    >>> from sop_excel.domain.table import Nowhere
    >>> canonical({"Demand": Table("Sales", ["Product", "Jan"], [["A", 0.1]], Nowhere())})
    b'{"Demand":{"headers":["Product","Jan"],"name":"Sales","rows":[["A",0.1]]}}'
    """
    plain = {name: _plain_table(table) for name, table in tables.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def sha256(content: bytes) -> str:
    """The hash of a content."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> bytes:
    """A content as it is stored; how it is compressed is no part of its hash."""
    return zlib.compress(content, _FAST)


def unpacked(stored: bytes) -> bytes:
    """The content that was stored. Raises ValueError for one that was damaged since."""
    try:
        return zlib.decompress(stored)
    except zlib.error as fault:
        raise ValueError(str(fault)) from None


def tables_of_json(content: bytes, run: str = "") -> dict[str, Table]:
    """The tables by their names; their places say that they stood in the run. Raises ValueError for no such JSON."""
    return {name: _table(found, run) for name, found in json.loads(content).items()}


def _plain_table(table: Table | OutputTable) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": table.name,
        "headers": list(table.headers),
        "rows": [
            [cell if type(cell) in _PLAIN or _is_finite(cell) else _plain(cell) for cell in row] for row in table.rows
        ],
    }
    if isinstance(table, Table) and table.unsure:
        plain["unsure"] = sorted(map(list, table.unsure))
    if isinstance(table, Table) and table.decided:
        plain["decided"] = dict(table.decided)
    return plain


def _is_finite(cell: Value) -> bool:
    """Whether a cell is a usual number."""
    return type(cell) is float and isfinite(cell)


def _plain(cell: Value) -> Any:
    """A cell that JSON cannot say as it is."""
    match cell:
        case PaddedNumber():
            return {"number": _number(float(cell)), "digits": cell.digits}
        case float():
            return _number(float(cell))
        case DateValue():
            return {"date": cell.moment.isoformat(), "shown": cell.shown}
        case ErrorValue():
            return {"error": cell.code}
        case Formula():
            return {"formula": cell.text, "value": _plain_value(cell.value)}
        case NotCalculated():
            return {"formula": None}
        case _:  # a number, a text or yes/no of a kind of its own
            return cell


def _plain_value(value: float | str) -> Any:
    return value if type(value) in _PLAIN else _plain(value)


def _number(number: float) -> Any:
    """A number; one that is none or without end by its bits."""
    return number if isfinite(number) else {"bits": struct.pack(">d", number).hex()}


def _table(plain: Mapping[str, Any], run: str) -> Table:
    headers = plain["headers"]
    return Table(
        plain["name"],
        headers,
        [[_cell(cell) if isinstance(cell, dict) else cell for cell in row] for row in plain["rows"]],
        StoredPlaces(run, plain["name"], headers),
        frozenset((row, column) for row, column in plain.get("unsure", ())),
        plain.get("decided", {}),
    )


def _cell(plain: Mapping[str, Any]) -> Value:
    if "digits" in plain:
        return PaddedNumber(_float(plain["number"]), plain["digits"])
    if "bits" in plain:
        return _float(plain)
    if "date" in plain:
        return DateValue(datetime.fromisoformat(plain["date"]), plain["shown"])
    if "error" in plain:
        return ErrorValue(plain["error"])
    return NotCalculated() if plain["formula"] is None else Formula(plain["formula"], _value(plain["value"]))


def _value(plain: Any) -> Any:
    return _cell(plain) if isinstance(plain, dict) else plain


def _float(plain: Any) -> float:
    if not isinstance(plain, dict):
        return float(plain)
    (number,) = struct.unpack(">d", bytes.fromhex(plain["bits"]))
    return float(number)
