"""A planning model in Python: read from frames or a workbook, checked at once, solved when asked to."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sop_excel.analysts.planned import Planned
from sop_excel.contract import schema
from sop_excel.contract.life_tables import RULE_COMPARISON
from sop_excel.domain.depths import DEPTHS, FULL
from sop_excel.domain.problem import ALL, BASE, RESERVED_SCENARIOS, Problem
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import counted, listed, quoted
from sop_excel.errors import InputError, InputWarning, Issue
from sop_excel.extras import needs
from sop_excel.planning import Options, checked_problem, plan_tables
from sop_excel.sheets.added_changes import with_scenario_rows
from sop_excel.sheets.chosen_scenario import scenario_named, scenario_names

if TYPE_CHECKING:
    from os import PathLike
    from typing import BinaryIO

    import pandas as pd
    import xlwings

    from sop_excel.hosts.frames.outputs import TableFrames
    from sop_excel.hosts.xlsx.workbook import Workbook

_INPUTS = tuple(form.name for form in schema.INPUT_TABLES)
_ASKED = "scenario"  # the argument that names one
T = TypeVar("T")


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """A planning model that has been checked: ``Model.from_frames`` or ``Model.read`` make one.

    It does not change: ``scenario`` gives another one. ``name`` is the plan's name, ``scenario_name`` the scenario that
    is planned (``base``: the tables as they stand), ``problem`` the checked numbers as arrays, and ``warnings`` what is
    allowed but looks like a mistake.

    >>> import pandas as pd
    >>> products = pd.DataFrame({"Production cost": [5.0], "Holding cost": [1.0]}, index=["A"])
    >>> demand = pd.DataFrame([[10, 20]], index=["A"], columns=["2025-01", "2025-02"])
    >>> model = Model.from_frames(products=products, demand=demand)
    >>> model
    Model('plan': 1 product, 2 periods)
    >>> model.solve().total_cost
    150.0
    """

    name: str
    problem: Problem
    warnings: tuple[Issue, ...]
    scenario_name: str = BASE
    _tables: Mapping[str, Table] = field(default_factory=dict)
    _book: Workbook | None = None
    _chart_product: str = schema.ALL_PRODUCTS

    @classmethod
    def from_frames(
        cls,
        *,
        products: pd.DataFrame | None = None,
        demand: pd.DataFrame | pd.Series[Any] | None = None,
        settings: Mapping[str, object] | pd.Series[Any] | pd.DataFrame | None = None,
        name: str = "plan",
        **tables: pd.DataFrame | pd.Series[Any] | None,
    ) -> Model:
        """A model out of pandas frames, one for each table of the contract, in snake_case: ``bill_of_materials=...``.

        ``products`` has a row for each product: costs (money / unit, holding: money / unit / period), stocks (units).
        ``demand`` (units) is wide, products as rows and periods as columns, or long: columns Product, Period and
        Demand. Keys may be the index or columns; names match ignoring case, spaces, ``_`` and ``-``; missing values
        are blank cells. ``settings`` may be a dict. The frames stay as they are.
        Raises InputError with every problem, each with argument, row and column; warnings come as ``InputWarning``.
        """
        needs("pandas")
        from sop_excel.hosts.frames.frame_wording import error_of_frames, issue_of_frames
        from sop_excel.hosts.frames.input_frames import read_frames

        read = read_frames({"products": products, "demand": demand, "settings": settings, **tables})
        if read.issues:
            later = [issue for issue in _faults_of(read.tables, name) if issue.place not in read.refused]
            raise error_of_frames(InputError([*read.issues, *later]))
        problem, found = _worded(lambda: checked_problem(read.tables, name), error_of_frames)
        return _warned(cls(name, problem, tuple(map(issue_of_frames, found)), BASE, read.tables))

    @classmethod
    def read(cls, source: str | PathLike[str] | bytes | BinaryIO | xlwings.Book, scenario: str = BASE) -> Model:
        """A model out of a planning workbook: a path, a file that is open for reading bytes, its bytes, or an
        ``xlwings.Book`` that is open in Excel.

        ``scenario`` is one of its table Scenarios. Raises InputError with every problem, each with its cell, and
        MachineError where the file cannot be read; warnings come as ``InputWarning``.
        """
        from sop_excel.analysts.sources import opened

        source_, scenario = opened(source), _named(scenario)
        problem, found = checked_problem(source_.tables, source_.name, scenario, _ASKED)
        return _warned(cls(source_.name, problem, found, scenario, source_.tables, source_.file, source_.chart_product))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios of table Scenarios."""
        return scenario_names(self._tables.get(schema.SCENARIOS_TABLE.name))

    @property
    def products(self) -> tuple[str, ...]:
        """The codes of the products, I of them."""
        return self.problem.product_codes

    @property
    def periods(self) -> tuple[str, ...]:
        """The names of the periods in their order, T of them."""
        return self.problem.periods

    @cached_property
    def frames(self) -> TableFrames:
        """The input tables as frames, by their names; what is changed there changes no model."""
        from sop_excel.hosts.frames.outputs import TableFrames

        return TableFrames(
            {name: (self._tables[name].headers, self._tables[name].rows) for name in _INPUTS if name in self._tables}
        )

    def scenario(
        self,
        name: str,
        changes: Mapping[Any, object] | pd.Series[Any] | pd.DataFrame | None = None,
    ) -> Model:
        """Another model: this one with ``changes`` on top, under a name of its own; this one stays as it is.

        A key is a field, ``(field, item)`` or ``(field, item, period)``, as in table Scenarios; the field's table may
        stand before the item: ``("Products", "A", "Holding cost")``. A value is what the field is set to,
        ``("add", number)`` or ``("multiply", number)``. A frame has the columns of table Scenarios. Without changes it
        is the scenario of that name of table Scenarios; ``all`` compares all with the base (ScenarioSummary).
        Raises InputError with every problem, each with its key.

        >>> import pandas as pd
        >>> demand = pd.DataFrame({"Product": ["A"], "Jan": [10], "Feb": [20]})
        >>> model = Model.from_frames(products=pd.DataFrame({"Product": ["A"], "Production cost": [5]}), demand=demand)
        >>> more = model.scenario("More", {"Demand": ("multiply", 2), ("Production cost", "A", "Feb"): 6})
        >>> model.solve().total_cost, more.solve().total_cost
        (150.0, 300.0)
        """
        needs("pandas")
        from sop_excel.hosts.frames.frame_wording import error_of_frames, issue_of_frames
        from sop_excel.hosts.frames.scenario_changes_given import changes_given

        tables, book, name = self._tables, self._book, _named(name, of_changes=changes is not None)
        if changes is not None:
            given = changes_given(name, changes)
            table = tables.get(schema.SCENARIOS_TABLE.name)
            joined = with_scenario_rows(table, self.scenario_name, name, given.rows, given.places)
            compared = (schema.SCENARIO_SUMMARY.name, RULE_COMPARISON.name)  # of the model without the changes
            tables = {key: its for key, its in tables.items() if key not in compared}
            tables, book = {**tables, schema.SCENARIOS_TABLE.name: joined}, None
        problem, found = _worded(lambda: checked_problem(tables, self.name, name, _ASKED), error_of_frames)
        known = {issue.place for issue in self.warnings}
        new = tuple(issue_of_frames(issue) for issue in found if issue.place not in known)
        made = replace(
            self,
            problem=problem,
            warnings=(*self.warnings, *new),
            scenario_name=name,
            _tables=tables,
            _book=book,
        )
        return _warned(made, new)

    def solve(self, solver: str | None = None, explain: str = FULL) -> Planned:
        """The cheapest plan and its proof; or that there is none, and what would make one possible.

        ``solver`` is one of PuLP's (``cbc``, ``highs``, ...) for a second opinion; without one our own engine solves.
        ``explain`` is ``none``, ``brief`` or ``full``: how far the plan is explained, which changes neither the plan
        nor its cost nor its proof. Raises SolverError where the solver gives up.
        """
        if explain not in DEPTHS:
            issue = Issue("explain", "", f"one of {listed(DEPTHS, 'or')}", quoted(str(explain)), "choose one of these")
            raise InputError([issue])
        options = Options(
            self.name,
            solver,
            scenario=self.scenario_name,
            asked=_ASKED,
            explain=explain,
            chart_product=self._chart_product,
        )
        answer = _worded(lambda: plan_tables(self._tables, options), _of_python)
        return Planned(answer, self._tables, self.name, explain, self._book)

    def __repr__(self) -> str:
        scenario = f", scenario {self.scenario_name!r}" if self.scenario_name != BASE else ""
        return f"Model({self.name!r}{scenario}: {self._size})"

    @property
    def _size(self) -> str:
        items, resources = len(self.products), len(self.problem.resource_codes)
        parts = [counted(items, "product"), counted(len(self.periods), "period")]
        return ", ".join([*parts, *([counted(resources, "resource")] if resources else [])])

    def _repr_html_(self) -> str:
        from sop_excel.hosts.frames.pages import list_html, paragraph, table_html

        scenario = f" ({self.scenario_name})" if self.scenario_name != BASE else ""
        rows = [(name, f"{len(self._tables[name].rows):,}") for name in _INPUTS if name in self._tables]
        told = [*map(str, self.warnings)]
        title = paragraph(self._size, f"{self.name}{scenario}")
        return f"<div>{title}{table_html(['Table', 'Rows'], rows)}{list_html('To look at', told)}</div>"


def _faults_of(tables: Mapping[str, Table], name: str) -> Sequence[Issue]:
    """What else is wrong in tables beside some that could not be read at all."""
    try:
        checked_problem(tables, name)
    except InputError as error:
        return error.issues
    return ()


def _named(scenario: str, *, of_changes: bool = False) -> str:
    """The name of a scenario; InputError for what can be none, or with changes is none of one's own."""
    name = scenario_named(scenario) if isinstance(scenario, str) else ""
    reserved = of_changes and name in RESERVED_SCENARIOS
    if name and not reserved:
        return name
    told = f"{name!r}, which means {'every scenario' if name == ALL else 'the tables as they stand'}"
    advice = "choose another name" if reserved else "give it a name"
    raise InputError([Issue(_ASKED, "", "a name of your own", told if reserved else repr(scenario), advice)])


def _of_python(error: InputError) -> InputError:
    """What is said of an option of the command line as it is said of an argument."""
    return InputError(replace(issue, place=issue.place.removeprefix("--")) for issue in error.issues)


def _worded(read: Callable[[], T], said: Callable[[InputError], InputError]) -> T:
    """What ``read`` gives; its errors as they are said of frames."""
    try:
        return read()
    except InputError as error:
        raise said(error) from None


def _warned(model: Model, issues: Sequence[Issue] | None = None) -> Model:
    """The model, once its warnings are told to the one who asked for it."""
    for issue in model.warnings if issues is None else issues:
        warnings.warn(str(issue), InputWarning, stacklevel=3)
    return model
