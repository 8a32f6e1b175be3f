"""The plan moves on: its first periods are over, new ones come at the end, and it goes on from where it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from sop_excel.comparing.actuals import Actual, plan_and_actual
from sop_excel.contract import schema
from sop_excel.contract.demand_tables import FORECAST
from sop_excel.contract.forms import InputTable
from sop_excel.contract.life_tables import PLAN_AND_ACTUAL
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.forecast_measures import MEAN
from sop_excel.domain.next_periods import following_names
from sop_excel.domain.period_names import meaning
from sop_excel.domain.problem import Problem
from sop_excel.domain.questions import Answers, Choice, Question, UnsureError
from sop_excel.domain.table import Filling, OutputTable, Table, Value
from sop_excel.domain.told_issues import told_issue
from sop_excel.domain.vocabulary import counted, first_few, listed, quoted, units
from sop_excel.errors import InputError, Issue
from sop_excel.planning import HEADERS_ENOUGH, TABLE_NAMES, PlanningBook, checked_problem, named_tables
from sop_excel.preparing.actuals import BACKORDERS, Actuals, read_actuals
from sop_excel.preparing.opening import FormerPlan, Opening, former_plan, opening, opening_lines
from sop_excel.preparing.prepared import Prepared
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.moved_on import begun_rows, has_column, over_rows, products_in_classes
from sop_excel.sheets.read_plan import TABLES
from sop_excel.spreadsheet.raw_sheet import RawSheet

NAMES = "names"  # the key of the question what the new periods are called
_NAMED = 5  # products or rows in a sentence


@dataclass(frozen=True)
class RollOptions:
    """How many periods are over, what the new ones are called ("": as their names say), and whether formulas that name
    a period which leaves become values (else they are refused)."""

    periods: int = 1
    names: tuple[str, ...] = ()
    forced: bool = False


def roll_book(
    book: PlanningBook, options: RollOptions, actuals: Sequence[RawSheet] = (), answers: Answers | None = None
) -> Prepared:
    """What a workbook holds once its first periods are over; see ``roll_tables``."""
    enough = [name for name in HEADERS_ENOUGH if name not in TABLES]
    tables = named_tables(book, (*TABLE_NAMES, FORECAST.name, PLAN_AND_ACTUAL.name), enough)
    return roll_tables(tables, book.name, options, actuals, answers)


def roll_tables(
    tables: Mapping[str, Table],
    name: str,
    options: RollOptions,
    actuals: Sequence[RawSheet] = (),
    answers: Answers | None = None,
) -> Prepared:
    """Every input table moved on, and the opening state out of the plan or of the ``actuals``, sheets of a file.

    Raises InputError with every problem of the input, for a plan that is not of these inputs, and for what nobody
    tells; UnsureError where two ways to name the new periods fit.
    """
    started = perf_counter()
    problem, warnings = checked_problem(tables, name)
    count = _count(options, problem)
    new = _names(problem.periods, count, options, answers or {})
    over, horizon = problem.periods[:count], (*problem.periods[count:], *new)
    came = read_actuals(actuals, problem.product_codes, over) if actuals else Actuals()
    plan = former_plan(tables, problem)
    state = opening(problem, plan, came, count)
    shared = products_in_classes(tables[schema.DEMAND.name], schema.DEMAND)
    foreseen = _foreseen(tables.get(FORECAST.name), problem, new, shared)
    moves = _Moves(tables, problem, over, horizon, options.forced)
    fillings = [
        *moves.wide(foreseen, _receipts(problem, state, count, horizon)),
        *moves.lists(),
        moves.stocks(state),
        *moves.workers(plan, count),
    ]
    return Prepared(
        outputs=_compared(tables, came),
        fillings=tuple(fillings),
        summary=tuple(_summary(problem, over, horizon, state, bool(came.values))),
        notes=(
            *map(told_issue, warnings),
            *came.notes,
            *moves.notes(foreseen),
            *_of_opening(problem, state, came, over, horizon),
            *_of_workers(problem, plan, over),
            *_of_setups(problem, plan, over),
        ),
        details=tuple(opening_lines(problem, state, [*horizon, *["behind the horizon"] * state.arrivals.shape[1]])),
        seconds={"roll": perf_counter() - started},
    )


def _count(options: RollOptions, problem: Problem) -> int:
    most = len(problem.periods)
    if not 1 <= options.periods <= most:
        expected = f"a number from 1 to {most}, the periods of table {schema.DEMAND.name}"
        raise InputError([Issue("--periods", "", expected, str(options.periods), "type how many of them are over")])
    return options.periods


def _names(periods: Sequence[str], count: int, options: RollOptions, answers: Answers) -> tuple[str, ...]:
    """What the new periods are called: as given, as answered, or as the present names say."""
    ways = following_names(periods, count)
    given = options.names or tuple(filter(None, map(str.strip, answers.get(NAMES, "").split(","))))
    if given:
        _refuse_names(given, periods, count)
        return given
    if len(ways) == 1:
        return ways[0]
    last, example = quoted(periods[-1]), f'--names "{", ".join(ways[0] if ways else ["name"] * count)}"'
    if not ways:
        expected = f"names from which the next {counted(count, 'period')} after {last} follow"
        found, advice = first_few([*map(quoted, periods)], _NAMED), f"name the new ones yourself: {example}"
        raise InputError([Issue(schema.DEMAND.name, "", expected, found, advice)])
    choices = tuple(Choice(", ".join(way), f"{listed(way)} behind {last}") for way in ways)
    why = f"the periods so far are {first_few([*map(quoted, periods)], _NAMED)}"
    option = " or ".join(f'--names "{choice.name}"' for choice in choices)
    raise UnsureError([Question(NAMES, schema.DEMAND.name, f"What follows {last}?", choices, why, option)])


def _refuse_names(given: Sequence[str], periods: Sequence[str], count: int) -> None:
    """Say what is wrong with names that were given."""
    taken = {name.casefold() for name in periods[count:]}
    doubled = [name for n, name in enumerate(given) if name.casefold() in taken | {g.casefold() for g in given[:n]}]
    reserved = [name for name in given if name.casefold() in map(str.casefold, schema.RESERVED_PERIODS)]
    advice = "separate them by commas"
    if len(given) != count:
        raise InputError([Issue("--names", "", counted(count, "name"), str(len(given)), advice)])
    if wrong := doubled or reserved:
        expected = "names that no other period and no column of table Plan has"
        raise InputError([Issue("--names", "", expected, quoted(wrong[0]), "choose another one")])


def _foreseen(
    forecast: Table | None, problem: Problem, new: Sequence[str], shared: Collection[str]
) -> dict[tuple[str, str], Value]:
    """Demand of the new periods by product: the mean of table Forecast where it has them, else nothing; nothing either
    of products whose demand is ``shared`` among classes."""
    found: dict[tuple[str, str], Value] = {(code, period): None for code in problem.product_codes for period in new}
    headers = [_forecast_header(forecast, period) for period in new]
    for product, measure, *cells in cells_under(forecast, "Product", "Measure", *headers):
        for period, value in zip(new, cells, strict=True):
            at = text_of(product) or "", period
            if at in found and at[0] not in shared and measure == MEAN and isinstance(value, float):
                found[at] = max(value, 0.0)
    return found


def _forecast_header(forecast: Table | None, period: str) -> str:
    """The header of a period in table Forecast: its name, or one that means the same month, week or quarter."""
    said = meaning(period)
    if forecast is None or period in forecast.headers or said is None or not said.year:
        return period
    return next((header for header in forecast.headers if meaning(header) == said), period)


def _receipts(problem: Problem, state: Opening, count: int, horizon: Sequence[str]) -> dict[tuple[str, str], Value]:
    """Receipts to be of products and periods in which something arrives that was started before, with those known."""
    found: dict[tuple[str, str], Value] = {}
    for i, t in np.argwhere(state.arrivals > 0).tolist():
        if t < len(horizon):
            known = problem.receipts[i, count + t] if count + t < len(problem.periods) else 0.0
            found[problem.product_codes[i], horizon[t]] = float(known + state.arrivals[i, t])
    return found


class _Moves:
    """The tables of a workbook and the periods that are over and to be."""

    def __init__(
        self, tables: Mapping[str, Table], problem: Problem, over: Sequence[str], horizon: Sequence[str], forced: bool
    ) -> None:
        self.tables, self.problem, self.forced = tables, problem, forced
        self.over, self.horizon = tuple(over), tuple(horizon)

    def wide(
        self, demand: Mapping[tuple[str, str], Value], receipts: Mapping[tuple[str, str], Value]
    ) -> Iterator[Filling]:
        """Each table with a column, or a row, for each item and period."""
        given = {schema.DEMAND.name: demand, schema.RECEIPTS.name: receipts}
        for form in schema.INPUT_TABLES:
            cells = given.get(form.name, {})
            if form.wide and not form.later and (form.name in self.tables or cells):
                yield self._filling(form.name, form.columns[0].name, periods=True, cells=cells)

    def lists(self) -> Iterator[Filling]:
        """Each table with a row for each change in a period, that has some of a period which is over."""
        for name in dict.fromkeys(name for name, _ in (*self.leaving(), *self.begun())):
            form = next(one for one in schema.INPUT_TABLES if one.name == name)
            yield self._filling(name, form.columns[0].name, periods=False, cells={})

    def _filling(self, table: str, key: str, periods: bool, cells: Mapping[tuple[str, str], Value]) -> Filling:
        return Filling(
            table, key, self.horizon, {}, periods=periods, forced=self.forced, over=self.over, cells=dict(cells)
        )

    def leaving(self) -> list[tuple[str, list[Sequence[Value]]]]:
        """The rows that go, by the tables that have any."""
        return self._rows_of(over_rows)

    def begun(self) -> list[tuple[str, list[Sequence[Value]]]]:
        """The rows that stay and count from the first period now, by the tables that have any."""
        return self._rows_of(begun_rows)

    def _rows_of(
        self, which: Callable[[Table, InputTable, Sequence[str], Sequence[str]], Iterator[Sequence[Value]]]
    ) -> list[tuple[str, list[Sequence[Value]]]]:
        lists = [form for form in schema.INPUT_TABLES if not form.wide and form.name in self.tables]
        found = [(one.name, [*which(self.tables[one.name], one, self.over, self.problem.periods)]) for one in lists]
        return [(name, rows) for name, rows in found if rows]

    def notes(self, demand: Mapping[tuple[str, str], Value]) -> Iterator[str]:
        """What is blank, what is gone, and which new period is called as one that leaves."""
        for period in self.horizon[len(self.horizon) - len(self.over) :]:
            blank = [code for code in self.problem.product_codes if demand[code, period] is None]
            if blank:
                yield f"Demand of {period} is blank: {first_few(blank, _NAMED, 'product')}"
            if period in self.over:
                yield f"{period} is that of another year now, in formulas that name it too"
        for name, rows in self.leaving():
            told = first_few([" ".join(filter(None, map(text_of, row))) for row in rows], _NAMED, "row")
            yield f"{name}: {counted(len(rows), 'row')} of periods that are over {_are(rows)} gone ({told})"
        for name, rows in self.begun():
            begun = f"{counted(len(rows), 'row')} that began in a period which is over"
            now = f"now {'counts' if len(rows) == 1 else 'count'} from the first one"
            yield f"{name}: {begun} {now}: what had come to a limit in total by then is not counted any more"

    def stocks(self, state: Opening) -> Filling:
        """What table Products says of the state before the first period."""
        columns: dict[str, list[float | None]] = {"Initial inventory": state.inventory.tolist()}
        products = self.tables[schema.PRODUCTS.name]
        if state.backorders.any() or has_column(products, schema.PRODUCTS, "Initial backorders"):
            columns["Initial backorders"] = [late or None for late in state.backorders.tolist()]
        rows = dict(zip(self.problem.product_codes, zip(*columns.values(), strict=True), strict=True))
        return Filling(schema.PRODUCTS.name, "Product", tuple(columns), rows, forced=self.forced)

    def workers(self, plan: FormerPlan, count: int) -> Iterator[Filling]:
        """What table Resources says of the workers before the first period."""
        rows = {code: (workers,) for code, workers in _workers_after(self.problem, plan, count).items()}
        if rows:
            yield Filling(schema.RESOURCES.name, "Resource", ("Initial workers",), rows, forced=self.forced)


def _workers_after(problem: Problem, plan: FormerPlan, count: int) -> dict[str, float]:
    """The workers of each workforce at the end of the periods that are over, as far as a plan of these inputs says."""
    known = {} if plan.unfit or plan.quantities is None else plan.quantities.families
    crews = np.flatnonzero(problem.is_workforce).tolist() if "workers" in known else []
    return {problem.resource_codes[r]: float(known["workers"][r, count - 1]) for r in crews}


def _of_workers(problem: Problem, plan: FormerPlan, over: Sequence[str]) -> Iterator[str]:
    """Of which workforces nobody tells how many workers there are now."""
    known = _workers_after(problem, plan, len(over))
    crews = [problem.resource_codes[r] for r in np.flatnonzero(problem.is_workforce).tolist()]
    if untold := [code for code in crews if code not in known]:
        yield f"Initial workers of {listed(untold)} stay as they were: no plan says how many there were in {over[-1]}"


def _of_setups(problem: Problem, plan: FormerPlan, over: Sequence[str]) -> Iterator[str]:
    """Which products a plan of these inputs leaves set up: of that no table tells."""
    known = {} if plan.unfit or plan.quantities is None else plan.quantities.families
    left = np.flatnonzero(known["carried"][:, len(over) - 1] > 0).tolist() if "carried" in known else []
    if left:
        told = first_few([problem.product_codes[i] for i in left], _NAMED, "product")
        yield f"Left set up at the end of {over[-1]}, and set up anew, as nothing is before the first period: {told}"


def _compared(tables: Mapping[str, Table], came: Actuals) -> tuple[OutputTable, ...]:
    """Table PlanAndActual with what came; none where nothing is told of it."""
    actuals = [Actual(*place, quantity) for place, quantity in came.values.items()]
    plan, earlier = tables.get(schema.PLAN.name), tables.get(PLAN_AND_ACTUAL.name)
    return (plan_and_actual(plan, actuals, earlier),) if actuals else ()


def _are(what: Sequence[object]) -> str:
    return "is" if len(what) == 1 else "are"


def _summary(
    problem: Problem, over: Sequence[str], horizon: Sequence[str], state: Opening, has_actuals: bool
) -> Iterator[str]:
    new = horizon[len(horizon) - len(over) :]
    yield f"{listed(over)} {_are(over)} over: the plan is {horizon[0]} to {horizon[-1]} now"
    yield f"New: {listed(new)}"
    source = "the actuals and the plan" if has_actuals and any(state.from_plan.values()) else (
        "the actuals" if has_actuals else "the plan"
    )  # fmt: skip
    stock = f"{units(float(state.inventory.sum()))} units of {counted(len(problem.product_codes), 'product')}"
    late = f", {units(float(state.backorders.sum()))} late" if state.backorders.any() else ""
    yield f"Stock before {horizon[0]}, from {source}: {stock}{late}"
    if state.arrivals.any():
        periods = [horizon[t] for t in np.flatnonzero(state.arrivals.any(axis=0)).tolist() if t < len(horizon)]
        yield f"On the way: {units(float(state.arrivals.sum()))} units become receipts of {listed(periods)}"


def _of_opening(
    problem: Problem, state: Opening, came: Actuals, over: Sequence[str], horizon: Sequence[str]
) -> Iterator[str]:
    """What the actuals do not say, what of them is not used, and what arrives too late to be in the plan."""
    for measure, products in state.from_plan.items() if came.values else ():
        yield f"{measure} is the plan's where the actuals say none: {first_few(products, _NAMED, 'product')}"
    if state.shared:
        products = first_few(state.shared, _NAMED, "product")
        yield f"What was started is shared out among routes as it was planned, else by the default one: {products}"
    never_late = [
        code
        for i, code in enumerate(problem.product_codes)
        if came.values.get((code, BACKORDERS, over[-1])) and not state.backorders[i]
    ]
    if never_late:
        told = first_few(never_late, _NAMED, "product")
        yield f"{BACKORDERS} without a Backorder cost are left out, since such demand cannot be late: {told}"
    if due := float(problem.receipts[:, : len(over)].sum()):
        yield f"Receipts of {listed(over)} count as arrived ({units(due)} in all): enter again what is still to come"
    if late := float(state.arrivals[:, len(horizon) :].sum()):
        yield f"{units(late)} units arrive only behind {horizon[-1]}: enter them as receipts when that is planned"
