"""Databases of SQLite for tests: looked into by SQLite itself, and made as the article's program made them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def rows(file: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a statement gives; what it changes is kept."""
    with closing(sqlite3.connect(file)) as database, database:
        return database.execute(statement, values).fetchall()


def counts(file: Path) -> tuple[int, ...]:
    """How many rows of plans there are, of how many runs, and how many runs are kept and current."""
    return tuple(
        rows(file, f"SELECT {what}")[0][0]
        for what in (
            "count(*) FROM supply_plans",
            "count(DISTINCT run_id) FROM supply_plans",
            "count(*) FROM plan_runs",
            "count(*) FROM plan_current",
        )
    )


def articles(file: Path, sku: bool, decimals: str = "numeric") -> str:
    """A database with the article's two tables, with or without the products; its URL."""
    product, key = ("sku text NOT NULL,", "sku,") if sku else ("", "")
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(
            f"""
            CREATE TABLE demand_forecasts (
                id text PRIMARY KEY, execution_date date NOT NULL, {product} ds date NOT NULL,
                yhat numeric, yhat_lower numeric, yhat_upper numeric, model_version text,
                created_at timestamp DEFAULT CURRENT_TIMESTAMP, UNIQUE (execution_date, {key} ds));
            CREATE TABLE supply_plans (
                id text PRIMARY KEY, execution_date date NOT NULL, {product} plan_date date NOT NULL,
                demand_forecast {decimals}, production_qty {decimals}, inventory_level {decimals},
                safety_stock_target {decimals}, created_at timestamp DEFAULT CURRENT_TIMESTAMP,
                UNIQUE (execution_date, {key} plan_date));
            """
        )
    return f"sqlite:///{file}"
