"""The tables of the database: forecasts, published plans, runs, and which run is current.

``demand_forecasts`` and ``supply_plans`` may be there before us, with or without ``sku`` and in types of their own:
what they really have is asked of the database (``Columns``), and nothing of it is dropped or renamed. How an older
schema becomes this one stands in ``migrations``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

from sop_excel.store.versions import iso

FORECASTS, SUPPLY_PLANS, RUNS, CURRENT = "demand_forecasts", "supply_plans", "plan_runs", "plan_current"


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: ``timestamptz`` where there is such a type, else a text in ISO form, which sorts by time."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """The type of the column."""
        sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(sa.Text() if sqlite else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """What is stored of a moment."""
        return iso(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment that was stored."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


_LONG = Context(prec=400)  # digits, more than any double has
AMOUNT = sa.Numeric().with_variant(sa.Double(), "sqlite")  # units, of which PostgreSQL keeps every digit

metadata = sa.MetaData()

demand_forecasts = sa.Table(
    FORECASTS,
    metadata,
    sa.Column("execution_date", sa.Date),
    sa.Column("sku", sa.Text),
    sa.Column("ds", sa.Date),
    sa.Column("yhat", AMOUNT),
    sa.Column("yhat_lower", AMOUNT),
    sa.Column("yhat_upper", AMOUNT),
    sa.Column("model_version", sa.Text),
)

supply_plans = sa.Table(
    SUPPLY_PLANS,
    metadata,
    sa.Column("id", sa.Uuid(as_uuid=False)),  # which a column of texts takes too
    sa.Column("execution_date", sa.Date),
    sa.Column("sku", sa.Text),
    sa.Column("plan_date", sa.Date),
    sa.Column("demand_forecast", AMOUNT),
    sa.Column("production_qty", AMOUNT),
    sa.Column("inventory_level", AMOUNT),
    sa.Column("safety_stock_target", AMOUNT),
    sa.Column("plan_name", sa.Text),
    sa.Column("run_id", sa.Text),
    sa.Column("period", sa.Text),
)

plan_runs = sa.Table(
    RUNS,
    metadata,
    sa.Column("run_id", sa.Text, primary_key=True),
    sa.Column("plan_name", sa.Text),
    sa.Column("scenario", sa.Text),
    sa.Column("made_at", Moment),
    sa.Column("kept_at", Moment),
    sa.Column("made_by", sa.Text),
    sa.Column("program", sa.Text),
    sa.Column("solver", sa.Text),
    sa.Column("python", sa.Text),
    sa.Column("options", sa.Text),
    sa.Column("input_hash", sa.Text),
    sa.Column("inputs_sha256", sa.Text),
    sa.Column("inputs", sa.LargeBinary),
    sa.Column("outputs", sa.LargeBinary),
    sa.Column("status", sa.Text),
    sa.Column("currency", sa.Text),
    sa.Column("total_cost", sa.Double),
    sa.Column("revenue", sa.Double),
    sa.Column("profit", sa.Double),
    sa.Column("lower_bound", sa.Double),
    sa.Column("gap", sa.Double),
    sa.Column("published_at", Moment),
    sa.Column("published_by", sa.Text),
    sa.Column("published_sha256", sa.Text),
    sa.Column("forced_reason", sa.Text),
)

plan_current = sa.Table(
    CURRENT,
    metadata,
    sa.Column("plan_name", sa.Text, primary_key=True),
    sa.Column("run_id", sa.Text),
    sa.Column("published_at", Moment),
    sa.Column("published_by", sa.Text),
)


@dataclass(frozen=True)
class Columns:
    """What a table of the database really has: how many decimals a column keeps (None: all of them) by its name.

    ``id_needed``: its ``id`` is a text or a uuid that the database does not fill by itself. ``keys`` are the sets of
    columns whose values may stand in one row alone.
    """

    decimals: Mapping[str, int | None]
    id_needed: bool = False
    keys: tuple[frozenset[str], ...] = field(default=())

    @classmethod
    def of(cls, connection: sa.Connection, table: str) -> Columns:
        """Of a table that is there."""
        found = sa.inspect(connection)
        columns = {column["name"]: column for column in found.get_columns(table)}
        own = columns.get("id")
        needed = own is not None and own["default"] is None and not isinstance(own["type"], sa.Integer)
        unique: list[list[str | None]] = [[*one["column_names"]] for one in found.get_unique_constraints(table)]
        unique += [one["column_names"] for one in found.get_indexes(table) if one["unique"]]
        unique.append([*found.get_pk_constraint(table)["constrained_columns"]])
        keys = tuple(frozenset(name for name in names if name) for names in unique)
        return cls({name: _decimals(column["type"]) for name, column in columns.items()}, needed, keys)

    def stored(self, name: str, amount: float) -> Decimal:
        """What a column keeps of an amount, to the last digit that it has."""
        exact, decimals = Decimal(repr(float(amount))), self.decimals.get(name)
        return exact if decimals is None else exact.quantize(Decimal(1).scaleb(-decimals), context=_LONG)


def _decimals(kind: sa.types.TypeEngine[Any]) -> int | None:
    if isinstance(kind, sa.Integer):
        return 0
    return kind.scale if isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Float) else None
