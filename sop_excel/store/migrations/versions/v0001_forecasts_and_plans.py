"""Forecasts and plans, a row a product and date; where there are such tables already they stay as they are."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None
branch_labels = depends_on = None


def upgrade() -> None:
    """Make the tables that are not there."""
    there = sa.inspect(op.get_bind())
    if not there.has_table("demand_forecasts"):
        op.create_table(
            "demand_forecasts",
            _id(),
            sa.Column("execution_date", sa.Date, nullable=False),
            sa.Column("sku", sa.Text, nullable=False),
            sa.Column("ds", sa.Date, nullable=False),
            *(sa.Column(name, _amount()) for name in ("yhat", "yhat_lower", "yhat_upper")),
            sa.Column("model_version", sa.Text),
            _created(),
            sa.UniqueConstraint("execution_date", "sku", "ds", name="demand_forecasts_key"),
        )
        _only_for_us("demand_forecasts")
    if not there.has_table("supply_plans"):
        amounts = ("demand_forecast", "production_qty", "inventory_level", "safety_stock_target")
        op.create_table(
            "supply_plans",
            _id(),
            sa.Column("execution_date", sa.Date, nullable=False),
            sa.Column("sku", sa.Text, nullable=False),
            sa.Column("plan_date", sa.Date, nullable=False),
            *(sa.Column(name, _amount()) for name in amounts),
            _created(),
            sa.Column("plan_name", sa.Text),
            sa.UniqueConstraint("plan_name", "execution_date", "sku", "plan_date", name="supply_plans_key"),
        )
        _only_for_us("supply_plans")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _amount() -> sa.types.TypeEngine[Any]:
    return sa.Double() if _sqlite() else sa.Numeric()


def _id() -> sa.Column[Any]:
    filled = "(lower(hex(randomblob(16))))" if _sqlite() else "gen_random_uuid()"
    return sa.Column("id", sa.Text if _sqlite() else sa.Uuid, primary_key=True, server_default=sa.text(filled))


def _created() -> sa.Column[Any]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.current_timestamp())


def _only_for_us(table: str) -> None:
    """Whoever has the public key of a Supabase project would read a new table over the web."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        known = connection.execute(sa.text("SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated')"))
        for (role,) in known.all():
            op.execute(f'REVOKE ALL ON "{table}" FROM "{role}"')
