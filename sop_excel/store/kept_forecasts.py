"""Forecasts as a database keeps them, row by row, whatever the number of rows: table ``demand_forecasts``.

The table may be of another making: it needs the columns execution_date, ds and yhat, and may have sku, bounds and the
version of the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sop_excel.domain.vocabulary import counted, listed, quoted
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.preparing.pulled_rows import ForecastRow, Snapshot
from sop_excel.store.address import Address
from sop_excel.store.connecting import connected

TABLE = "demand_forecasts"
EXECUTED, PRODUCT, DAY, MEAN, LOW, HIGH = "execution_date", "sku", "ds", "yhat", "yhat_lower", "yhat_upper"
METHOD, CREATED = "model_version", "created_at"
NEEDED = (EXECUTED, DAY, MEAN)
BOUNDS = (LOW, HIGH)
MEANWHILE = "the forecast was written to meanwhile; run it again"
_AT_A_TIME = 5_000  # rows
_SAME = 1e-9  # of a sum of doubles, whose last digits depend on the order


@dataclass(frozen=True)
class Database:
    """The forecasts of a database."""

    address: Address

    @property
    def name(self) -> str:
        """The database, without its password."""
        return str(self.address)

    @property
    def brief(self) -> str:
        """The name of the database or of its file alone."""
        return f"the database {Path(self.address.url.database or '').name}"

    @contextmanager
    def snapshot(self, as_of: date | None, with_bounds: bool) -> Iterator[Snapshot]:
        """The newest forecast, within one transaction that sees the database as it was at its begin."""
        if self.address.is_file and not Path(self.address.file).exists():
            raise InputError([_none(self.name, "no such file", "name a database that has some with --database")])
        with connected(self.address, **self._reading()) as connection:
            columns = _columns(connection, self.name, with_bounds)
            executed = _newest(connection, as_of)
            if executed is None:
                when = f" of {as_of} or before" if as_of else ""
                raise InputError([_none(self.name, f"none{when}", "store one, or name another database")])
            table = sa.table(TABLE, *(sa.column(name) for name in columns))
            chosen = table.c[EXECUTED] == sa.bindparam("executed", executed)
            count, total, method = _counted(connection, table, chosen)
            rows = _all_of(_rows(connection, table, chosen), count, total, self.name)
            yield Snapshot(day_of(executed), PRODUCT in columns, rows, method)

    def _reading(self) -> dict[str, Any]:
        if self.address.is_file:
            return {}
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _none(name: str, found: str, advice: str) -> Issue:
    return Issue(name, "", f"a forecast in table {TABLE}", found, advice)


def _columns(connection: sa.Connection, name: str, with_bounds: bool) -> list[str]:
    """The columns that are read. Raises InputError where there is no such table or column."""
    inspector = sa.inspect(connection)
    if not inspector.has_table(TABLE) and TABLE not in inspector.get_view_names():
        raise InputError([_none(name, "no such table", "see what sop-excel database check says of it")])
    found = {column["name"] for column in inspector.get_columns(TABLE)}
    return columns_read(found, name, with_bounds)


def columns_read(found: set[str], name: str, with_bounds: bool) -> list[str]:
    """Those of the columns of a table of forecasts that are read. Raises InputError for one that it lacks."""
    needed = (*NEEDED, *(BOUNDS if with_bounds else ()))
    if missing := [column for column in needed if column not in found]:
        advice = "add it, or read from a view of that name that has it"
        raise InputError([Issue(name, TABLE, f"the columns {listed(needed)}", f"no {listed(missing, 'or')}", advice)])
    return [*needed, *(column for column in (PRODUCT, METHOD) if column in found)]


def _newest(connection: sa.Connection, as_of: date | None) -> Any:
    """The newest execution date, as the database has it; None where there is none."""
    column: sa.ColumnClause[Any] = sa.column(EXECUTED)
    newest = sa.select(sa.func.max(column)).select_from(sa.table(TABLE))
    if as_of:
        end: Any = as_of + timedelta(days=1)
        is_text = connection.dialect.name == "sqlite"
        newest = newest.where(column < sa.bindparam("end", end.isoformat() if is_text else end))
    return connection.execute(newest).scalar()


def _counted(
    connection: sa.Connection, table: sa.TableClause, chosen: sa.ColumnElement[bool]
) -> tuple[int, Decimal | None, str]:
    """How many rows there are, their sum (None where it is no number) and their model, as the database itself says."""
    method = sa.func.max(table.c[METHOD]) if METHOD in table.c else sa.null()
    count, total, made = connection.execute(
        sa.select(sa.func.count(), sa.func.sum(table.c[MEAN]), method).select_from(table).where(chosen)
    ).one()
    return int(count), number(total), str(made or "")


def _rows(connection: sa.Connection, table: sa.TableClause, chosen: sa.ColumnElement[bool]) -> Iterator[ForecastRow]:
    """The rows, a few thousand at a time, whatever their number."""
    ordered = [table.c[name] for name in (PRODUCT, DAY) if name in table.c]
    read = [table.c[name] for name in (DAY, MEAN, *BOUNDS, PRODUCT) if name in table.c]
    names = [column.name for column in read]
    product, bounds = PRODUCT in names, LOW in names
    query = sa.select(*read).where(chosen).order_by(*ordered)
    with connection.execution_options(yield_per=_AT_A_TIME).execute(query) as result:
        for row in result:
            yield ForecastRow(
                str(row[-1] if row[-1] is not None else "").strip() if product else "",
                day_of(row[0]),
                number(row[1]),
                number(row[2]) if bounds else None,
                number(row[3]) if bounds else None,
            )


def _all_of(rows: Iterator[ForecastRow], count: int, total: Decimal | None, name: str) -> Iterator[ForecastRow]:
    """Hand the rows on. Raises MachineError at their end where they are not all that the database counts."""
    read, added = 0, Decimal(0)
    for row in rows:
        read += 1
        added += row.mean or 0
        yield row
    differs = total is not None and not isclose(added, total, rel_tol=_SAME, abs_tol=_SAME)
    if read != count or differs:
        came = f"{counted(read, 'row')} of {count:,} were read, {added} of {total} units"
        raise MachineError(f"{name}: {came}: {MEANWHILE}")


def day_of(value: Any) -> date:
    """A date as drivers give it: a date, a moment, or a text that begins with one. Raises InputError for none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        found = quoted(str(value))
        raise InputError([Issue("the forecast", "", "dates such as 2026-01-31", found, "correct the rows")]) from None


def number(value: Any) -> Decimal | None:
    """A number, exactly as it is written; None for none, and for one that is not finite."""
    if value is None:
        return None
    try:
        found = (
            value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else str(value))
        )
    except ArithmeticError:
        return None
    return found if found.is_finite() else None
