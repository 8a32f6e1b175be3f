"""Runs with their inputs and outputs, which of them is current, and of which run a row of a plan is."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"
branch_labels = depends_on = None


def upgrade() -> None:
    """Add the tables of the runs, and to the plans the columns that they lack; these are blank in rows of others."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("supply_plans")}
    for name in ("plan_name", "run_id", "period"):
        if name not in there:
            op.add_column("supply_plans", sa.Column(name, sa.Text))
    op.create_index("supply_plans_run_id", "supply_plans", ["run_id"], if_not_exists=True)  # of another schema's runs
    texts = ("program", "solver", "python", "options", "input_hash", "inputs_sha256", "status", "currency")
    op.create_table(
        "plan_runs",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("plan_name", sa.Text, nullable=False, index=True),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("kept_at", _moment(), nullable=False),
        sa.Column("made_by", sa.Text),
        *(sa.Column(name, sa.Text) for name in texts),
        sa.Column("inputs", sa.LargeBinary, nullable=False),
        sa.Column("outputs", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.Double) for name in ("total_cost", "revenue", "profit", "lower_bound", "gap")),
        sa.Column("published_at", _moment()),
        *(sa.Column(name, sa.Text) for name in ("published_by", "published_sha256", "forced_reason")),
    )
    op.create_table(
        "plan_current",
        sa.Column("plan_name", sa.Text, primary_key=True),
        sa.Column("run_id", sa.Text, sa.ForeignKey("plan_runs.run_id"), nullable=False),
        sa.Column("published_at", _moment(), nullable=False),
        sa.Column("published_by", sa.Text),
    )
    for table in ("plan_runs", "plan_current"):
        _only_for_us(table)


def _moment() -> sa.types.TypeEngine[Any]:
    return sa.Text() if op.get_bind().dialect.name == "sqlite" else sa.DateTime(timezone=True)


def _only_for_us(table: str) -> None:
    """Whoever has the public key of a Supabase project would read a new table over the web."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        known = connection.execute(sa.text("SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated')"))
        for (role,) in known.all():
            op.execute(f'REVOKE ALL ON "{table}" FROM "{role}"')
