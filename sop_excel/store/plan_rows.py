"""The rows of a published plan in the database: written in one go, and counted and added up when they stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from math import fsum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from sop_excel.domain.vocabulary import counted, first_few, quoted
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.store.database_tables import SUPPLY_PLANS, Columns, supply_plans
from sop_excel.store.standing_plan import PlanRow

# The amounts of a row: its column, and what it is in a sentence.
AMOUNTS = (
    ("demand_forecast", "demand"),
    ("production_qty", "production"),
    ("inventory_level", "inventory"),
    ("safety_stock_target", "safety stock"),
)
_AT_ONCE = 10_000  # rows of one statement
_TOLD = 3
_ROUNDING = 1e-9  # of a sum, by which a database may add up doubles in another order


@dataclass(frozen=True)
class Sums:
    """How many rows there are, and what each amount adds up to, by its name in a sentence."""

    rows: int
    amounts: dict[str, float]

    @classmethod
    def nothing(cls) -> Sums:
        """Of no rows."""
        return cls(0, {})

    def __str__(self) -> str:
        """Both, as they are said."""
        return ", ".join([counted(self.rows, "row"), *(f"{name} {sum_:,.2f}" for name, sum_ in self.amounts.items())])


@dataclass(frozen=True)
class Target:
    """The rows of one plan that were published on one day, as the database may hold them."""

    plan_name: str
    run_id: str
    day: date
    columns: Columns

    def replace(self, connection: sa.Connection, rows: Sequence[PlanRow], force: bool) -> None:
        """Put the rows in the place of what was published of this plan on this day.

        Raises InputError where the database has room for one of the products alone, or rows of others stand in the way;
        ``force`` replaces those of other programs, never those of another plan.
        """
        self._refuse_products(rows)
        own = supply_plans.c.plan_name == self.plan_name
        connection.execute(supply_plans.delete().where(own, supply_plans.c.execution_date == self.day))
        self._make_room(connection, rows, force)
        written = iter(self._records(rows))
        while some := list(islice(written, _AT_ONCE)):
            connection.execute(supply_plans.insert(), some)

    def _records(self, rows: Sequence[PlanRow]) -> Iterator[dict[str, Any]]:
        known, stored = self.columns.decimals, self.columns.stored
        names = [(name, k) for k, (name, _) in enumerate(AMOUNTS) if name in known]
        for row in rows:
            record: dict[str, Any] = {name: stored(name, row.amounts[k]) for name, k in names}
            record |= {"execution_date": self.day, "plan_date": row.plan_date, "period": row.period}
            record |= {"plan_name": self.plan_name, "run_id": self.run_id}
            if "sku" in known:
                record["sku"] = row.sku
            if self.columns.id_needed:
                record["id"] = str(uuid4())
            yield record

    def _refuse_products(self, rows: Sequence[PlanRow]) -> None:
        products = list(dict.fromkeys(row.sku for row in rows))
        if "sku" not in self.columns.decimals and len(products) > 1:
            found = f"{counted(len(products), 'product')}, {first_few([*map(quoted, products)], _TOLD)}"
            advice = f"add a column sku to {SUPPLY_PLANS} and to its unique key, or publish to another database"
            raise _refused(f"one product, since table {SUPPLY_PLANS} has no column sku", found, advice)

    def _make_room(self, connection: sa.Connection, rows: Sequence[PlanRow], force: bool) -> None:
        """Of the same products and dates on the same day there may be rows of others, where a key allows one alone."""
        if not any({"execution_date", "plan_date"} <= key and "plan_name" not in key for key in self.columns.keys):
            return
        has_sku = "sku" in self.columns.decimals
        names = ["plan_date", "plan_name", *(["sku"] if has_sku else [])]
        other = sa.select(*(supply_plans.c[name] for name in names)).where(supply_plans.c.execution_date == self.day)
        ours = {(row.plan_date, row.sku if has_sku else "") for row in rows}
        there = [row for row in connection.execute(other) if (row.plan_date, row.sku if has_sku else "") in ours]
        plans = sorted({quoted(row.plan_name) for row in there if row.plan_name})
        if plans:
            found = f"rows of the plan {first_few(plans, _TOLD)} for the same products and dates"
            advice = f"let the unique key of {SUPPLY_PLANS} have plan_name in it, or publish to another database"
            raise _refused("room for the rows of this plan", found, advice)
        if there and not force:
            found = f"{counted(len(there), 'row')} of another program for the same products and dates"
            raise _refused("no rows of this day", found, "publish with --force --reason to replace them")
        without = supply_plans.c.plan_name.is_(None), supply_plans.c.execution_date == self.day
        for row in there:
            which = [supply_plans.c.plan_date == row.plan_date, *([supply_plans.c.sku == row.sku] if has_sku else [])]
            connection.execute(supply_plans.delete().where(*without, *which))

    def expected(self, rows: Sequence[PlanRow]) -> Sums:
        """What the database must hold of these rows, in the decimals that it has."""
        known = self.columns.decimals
        columns = [[self.columns.stored(name, row.amounts[k]) for row in rows] for k, (name, _) in enumerate(AMOUNTS)]
        sums = {
            what: float(sum(c, Decimal(0))) for (name, what), c in zip(AMOUNTS, columns, strict=True) if name in known
        }
        return Sums(len(rows), sums)

    def found(self, connection: sa.Connection) -> Sums:
        """What it holds."""
        amounts = [(name, what) for name, what in AMOUNTS if name in self.columns.decimals]
        sums = [sa.func.sum(supply_plans.c[name]) for name, _ in amounts]
        where = supply_plans.c.run_id == self.run_id, supply_plans.c.execution_date == self.day
        count, *values = connection.execute(sa.select(sa.func.count(), *sums).where(*where)).one()
        named = zip(amounts, values, strict=True)
        return Sums(count, {what: float(value or 0) for (_, what), value in named})


def reconciled(expected: Sums, found: Sums, rows: Sequence[PlanRow], otherwise: str) -> Sums:
    """What was found, if it is what was expected. Raises MachineError, which begins with what that means."""
    if not agree(expected, found, rows):
        raise MachineError(
            f"{otherwise} the database does not hold the rows as written: expected {expected}, found {found}; "
            "see which trigger or which other program changes them, and publish again"
        )
    return found


def agree(expected: Sums, found: Sums, rows: Sequence[PlanRow]) -> bool:
    """Whether these are as many rows with the same sums, but for how a database adds up."""
    sizes = {what: fsum(abs(row.amounts[k]) for row in rows) for k, (_, what) in enumerate(AMOUNTS)}
    return expected.rows == found.rows and all(
        abs(found.amounts[what] - amount) <= _ROUNDING * max(1.0, sizes[what])
        for what, amount in expected.amounts.items()
    )


def _refused(expected: str, found: str, advice: str) -> InputError:
    return InputError([Issue(f"database table {SUPPLY_PLANS}", "", expected, found, advice)])
