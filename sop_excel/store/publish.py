"""Publish the plan that stands in a workbook: its run and its rows in one transaction, one publisher after the other.

A run that is the current one of its plan already is not published twice. One that was begun before the current one was
published does not know of it, and is refused with who published that: plan again, so that both count.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from sop_excel.comparing.since_former import OWN_NAME
from sop_excel.domain.problem import BASE
from sop_excel.domain.table import Filling
from sop_excel.domain.vocabulary import quoted
from sop_excel.errors import InputError, Issue, SopError
from sop_excel.own_places import choices
from sop_excel.planning import PlanningBook
from sop_excel.running_step import running
from sop_excel.store import journal
from sop_excel.store.address import Address, address
from sop_excel.store.database_tables import SUPPLY_PLANS, Columns, plan_current, plan_runs, supply_plans
from sop_excel.store.kept_run import KeptRun, user_name
from sop_excel.store.plan_rows import Sums, Target, agree, reconciled
from sop_excel.store.standing_plan import AGAIN, StandingPlan, standing_plan
from sop_excel.store.transactions import is_journal, reading, writing

FORCE = "--force --reason WHY"


@dataclass(frozen=True)
class PublishOptions:
    """``database`` is a URL, None for the one that is chosen. With ``force`` a plan is published in spite of what
    speaks against it, for the ``reason`` given, which is recorded. ``who`` publishes."""

    database: str | None = field(default=None, repr=False)  # with its password
    force: bool = False
    reason: str = ""
    who: str = field(default_factory=user_name)


ALONE = "no database is chosen: that is a file of yours, which nobody else sees; sop-excel database set names one"


@dataclass(frozen=True)
class PublishedRun:
    """What came of it: the run, where it stands, and the rows that were counted there afterwards.

    ``is_new`` is False where it stood there already and nothing was changed; ``replaced`` is the run that was current
    before, "" where none was. ``forced`` are sentences on what spoke against it; ``fillings`` are for the workbook,
    whose later plans are to stay near to this one.
    """

    run: KeptRun
    where: str
    sums: Sums
    is_new: bool
    replaced: str = ""
    forced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fillings: tuple[Filling, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What is told of it."""
        run = self.run
        scenario = "" if run.scenario == BASE else f", scenario {quoted(run.scenario)},"
        what = f"Run {run.run_id} of plan {quoted(run.plan_name)}{scenario}"
        if not self.is_new:
            return f"{what} is published already in {self.where}: nothing was changed.", f"Counted there: {self.sums}."
        before = f" It replaces run {self.replaced}." if self.replaced else ""
        return f"{what} is published in {self.where}.{before}", f"Counted there afterwards: {self.sums}."


def publish(book: PlanningBook, options: PublishOptions | None = None) -> PublishedRun:
    """Publish the plan of a workbook, wherever that is; the workbook itself stays as it is.

    Raises InputError for a plan that is refused, with every reason, and MachineError where the database fails: then
    nothing of it was published, unless the message says so.
    """
    options = options or PublishOptions()
    _refuse_without_reason(options)
    return publish_standing(standing_plan(book), options)


@running("publishing")
def publish_standing(plan: StandingPlan, options: PublishOptions) -> PublishedRun:
    """Publish a plan that was read from its workbook: a host whose workbook is bound to a thread waits in another.

    Raises as ``publish`` does.
    """
    _refuse_without_reason(options)
    plan = _better_known(plan)
    target = address(options.database)
    try:
        with writing(target) as connection:
            done = _Publication(connection, plan, options).done()
    except InputError:
        _remember_current(target, plan.run)
        raise
    rows = Target(done.run.plan_name, done.run.run_id, done.day, done.columns)
    with reading(target) as connection:
        sums, since = _read_back(connection, rows, plan, done)
    notes = (*since, *((ALONE,) if is_journal(target) else _note_in_journal(done.run)))
    return PublishedRun(done.run, str(target), sums, done.is_new, done.replaced, done.forced, notes, plan.fillings)


def _read_back(
    connection: sa.Connection | None, rows: Target, plan: StandingPlan, done: _Done
) -> tuple[Sums, tuple[str, ...]]:
    """What the database holds of the plan in a transaction of its own; in the meantime somebody may have replaced it.

    Raises MachineError where it holds something else.
    """
    assert connection is not None  # noqa: S101 - for types: its tables are there
    found = rows.found(connection)
    where = plan_current.c.plan_name == rows.plan_name
    current = _first(connection, sa.select(plan_current).where(where))
    if current is not None and current["run_id"] != rows.run_id:
        who = current["published_by"] or "somebody"
        note = f"{who} has published run {current['run_id']} in its place since; these rows were counted before that"
        return done.sums, (note,)
    return reconciled(rows.expected(plan.rows), found, plan.rows, "the plan was published, but"), ()


def _refuse_without_reason(options: PublishOptions) -> None:
    if options.force and not options.reason.strip():
        raise InputError([Issue("--force", "", "a reason, which is recorded", "none", "add --reason WHY")])


def _refuse(objections: tuple[str, ...], options: PublishOptions) -> None:
    if objections and not options.force:
        advice = f"{AGAIN}, or publish this all the same with {FORCE}"
        raise InputError([Issue("the plan", "", "one that may be published", why, advice) for why in objections])


def _better_known(plan: StandingPlan) -> StandingPlan:
    """The plan, with what the journal knows of its run: its inputs, the moment, who made it, by which versions."""
    try:
        own = journal.kept(plan.run.run_id) if choices().keep_runs else None
    except SopError:
        own = None
    if own is None:
        return plan
    names = ("made_at", "made_by", "program", "python", "options", "input_hash", "inputs")
    return replace(plan, run=replace(plan.run, **{name: getattr(own, name) for name in names}))


def _remember_current(target: Address, run: KeptRun) -> None:
    """Keep here what somebody else has published of this plan: the next plan of it is compared with that one."""
    with suppress(SopError):
        if is_journal(target) or not choices().keep_runs:
            return
        joined = plan_current.join(plan_runs, plan_current.c.run_id == plan_runs.c.run_id)
        where = plan_current.c.plan_name == run.plan_name, plan_current.c.run_id != run.run_id
        with reading(target) as connection:
            query = sa.select(plan_runs).select_from(joined).where(*where)
            row = None if connection is None else _first(connection, query)
        if row is not None:
            journal.keep(KeptRun.of_row(row))


def _note_in_journal(run: KeptRun) -> tuple[str, ...]:
    """Mark the run as published in the journal too; what to tell where that fails, since the plan is published."""
    try:
        if choices().keep_runs:
            journal.keep(run)
    except SopError as error:
        return (f"published, but not marked so in the journal: {error}",)
    return ()


@dataclass(frozen=True)
class _Done:
    run: KeptRun
    is_new: bool
    columns: Columns
    sums: Sums
    replaced: str = ""
    forced: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day on which it was published, in UTC: the execution date of its rows."""
        assert self.run.published_at is not None  # noqa: S101 - for types
        return self.run.published_at.date()


class _Publication:
    """One plan on its way into the database, within a transaction that no other publisher shares."""

    def __init__(self, connection: sa.Connection, plan: StandingPlan, options: PublishOptions) -> None:
        self._connection, self._plan, self._options = connection, plan, options
        self._now, self._ahead = _clock(connection)
        self._columns = Columns.of(connection, SUPPLY_PLANS)
        where = plan_current.c.plan_name == plan.run.plan_name
        self._current = _first(connection, sa.select(plan_current).where(where))

    def done(self) -> _Done:
        """Publish it, unless it is current already. Raises InputError."""
        run, current = self._plan.run, self._current
        published = self._published()
        if published is not None and (there := self._stands(published)):
            return _Done(published, False, self._columns, there)
        against = (*self._late(current), *self._another(current)) if current is not None else ()
        forced = (*self._plan.objections, *against)
        _refuse(forced, self._options)
        if published is not None and published.published_sha256 != self._plan.rows_sha256:
            raise _other_numbers(published)
        run = replace(
            run,
            published_at=self._now,
            published_by=self._options.who,
            published_sha256=self._plan.rows_sha256,
            forced_reason=_recorded(self._options, forced),
        )
        rows = Target(run.plan_name, run.run_id, self._now.date(), self._columns)
        rows.replace(self._connection, self._plan.rows, self._options.force)
        found = rows.found(self._connection)
        sums = reconciled(rows.expected(self._plan.rows), found, self._plan.rows, "nothing was published:")
        self._put(plan_runs, "run_id", run.row(self._now))
        marked = ("plan_name", "run_id", "published_at", "published_by")
        self._put(plan_current, "plan_name", {name: getattr(run, name) for name in marked})
        return _Done(run, True, self._columns, sums, current["run_id"] if current is not None else "", forced)

    def _stands(self, published: KeptRun) -> Sums | None:
        """The rows of the run, if it is current and the database still holds all of them as they stand here."""
        current, same = self._current, published.published_sha256 == self._plan.rows_sha256
        if current is None or current["run_id"] != published.run_id or not same or published.published_at is None:
            return None
        rows = Target(published.plan_name, published.run_id, published.published_at.date(), self._columns)
        found = rows.found(self._connection)
        return found if agree(rows.expected(self._plan.rows), found, self._plan.rows) else None

    def _published(self) -> KeptRun | None:
        """The run of this id as it was published; None where it was not."""
        where = plan_runs.c.run_id == self._plan.run.run_id, plan_runs.c.published_at.is_not(None)
        row = _first(self._connection, sa.select(plan_runs).where(*where))
        return None if row is None else KeptRun.of_row(row)

    def _late(self, current: Mapping[str, Any]) -> tuple[str, ...]:
        """Whether somebody has published since the run began, by the clock of the database."""
        if current["run_id"] == self._plan.run.run_id or current["published_at"] < self._plan.run.made_at + self._ahead:
            return ()
        who = current["published_by"] or "somebody"
        when = current["published_at"].astimezone().isoformat(sep=" ", timespec="seconds")
        made = self._plan.run.made_at.astimezone().isoformat(sep=" ", timespec="seconds")
        plan = quoted(self._plan.run.plan_name)
        said = f"{who} published run {current['run_id']} of plan {plan} at {when}"
        if current["published_at"] > self._now:
            return (f"{said}, which is still to come by the clock of the database: correct the clock that is wrong",)
        return (f"{said}, and this one was begun at {made}",)

    def _another(self, current: Mapping[str, Any]) -> tuple[str, ...]:
        """Whether what is current is another plan of the same name, such as that of a workbook of the same template."""
        if "sku" not in self._columns.decimals:
            return ()
        there = sa.select(supply_plans.c.sku).distinct().where(supply_plans.c.run_id == current["run_id"])
        products = set(self._connection.execute(there).scalars())
        if not products or products & {row.sku for row in self._plan.rows}:
            return ()
        which = f"run {current['run_id']}, which is the current one of plan {quoted(self._plan.run.plan_name)}"
        return (f"{which}, with none of these products: if that is another plan, {OWN_NAME}",)

    def _put(self, table: sa.Table, key: str, row: Mapping[str, Any]) -> None:
        """Insert a row, or change the one of its key."""
        values = {name: value for name, value in row.items() if name != key}
        changed = self._connection.execute(table.update().where(table.c[key] == row[key]).values(**values))
        if not changed.rowcount:
            self._connection.execute(table.insert().values(**row))


def _other_numbers(run: KeptRun) -> InputError:
    found = f"other numbers than those that were published as run {run.run_id} of plan {quoted(run.plan_name)}"
    advice = "plan it again (sop-excel optimize), so that it is a run of its own, and publish that"
    return InputError([Issue("table Plan", "", "the plan as it was published", found, advice)])


def _first(connection: sa.Connection, query: sa.Select[Any]) -> dict[str, Any] | None:
    """The row that a query by a key finds, by its columns."""
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else {str(name): value for name, value in row.items()}


def _recorded(options: PublishOptions, forced: tuple[str, ...]) -> str:
    """What is recorded where something spoke against it: why it was published, and what that was."""
    return "\n".join([options.reason.strip(), *forced]) if forced else ""


def _clock(connection: sa.Connection) -> tuple[datetime, timedelta]:
    """Now by the clock of the database, which all publishers share, and how far that is ahead of this machine's."""
    before = datetime.now(UTC)
    if connection.dialect.name == "sqlite":
        return before, timedelta()
    now: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one().astimezone(UTC)
    return now, now - (before + (datetime.now(UTC) - before) / 2)
