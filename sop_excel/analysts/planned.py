"""What a model was solved to: the plan with its proof, or that there is none and what would make one possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sop_excel.domain.changes import in_short
from sop_excel.domain.depths import FULL
from sop_excel.domain.explanation import Explanation
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.problem import BASE
from sop_excel.domain.summary import cost_rows
from sop_excel.domain.table import Formula, Nowhere, OutputTable, Table
from sop_excel.domain.vocabulary import counted, listed, money_in_full, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.planning import Answer, explanation_of

if TYPE_CHECKING:
    from os import PathLike

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sop_excel.hosts.frames.outputs import TableFrames
    from sop_excel.hosts.xlsx.workbook import Workbook
    from sop_excel.model.verify import Verification


@dataclass(frozen=True, eq=False, repr=False)
class Planned:
    """The answer to a model. ``plan`` is None where no plan exists; ``fixes`` then say what would make one possible.

    ``found`` is the answer itself, with its arrays; see ``frames`` for tables, ``explain`` for words, ``plot`` for a
    picture, ``verify`` for a second opinion and ``to_excel`` for a workbook.
    """

    _answer: Answer
    _tables: Mapping[str, Table]
    name: str
    _depth: str = FULL
    _book: Workbook | None = None

    @property
    def found(self) -> Found:
        """The answer with its arrays: ``found.production`` and ``found.inventory`` are units (I, T)."""
        return self._answer.report.found

    @property
    def plan(self) -> Plan | None:
        """The plan with its arrays; None where there is none."""
        return self.found if isinstance(self.found, Plan) else None

    @property
    def status(self) -> str:
        """``optimal``, ``within gap``, ``feasible`` (a plan without a proof) or ``infeasible`` (no plan exists)."""
        return self.found.status

    @property
    def scenario_name(self) -> str:
        """The scenario that was planned; ``base`` for the tables as they stand."""
        return self.found.problem.scenario

    @property
    def total_cost(self) -> float | None:
        """What the plan costs (money), lost prices not counted; None where there is no plan, as of those below."""
        return self.plan.total_cost if self.plan else None

    @property
    def costs(self) -> dict[str, float]:
        """The lines of the cost that are not zero (money)."""
        return dict(self.plan.costs) if self.plan else {}

    @property
    def revenue(self) -> float | None:
        """Revenue of what is sold (money)."""
        return self.plan.revenue if self.plan else None

    @property
    def profit(self) -> float | None:
        """Revenue less total cost (money); None too where nothing has a price."""
        return self.plan.profit if self.plan else None

    @property
    def lower_bound(self) -> float | None:
        """The cost less revenue (money) that no plan can go below."""
        return self.plan.proof.lower_bound if self.plan else None

    @property
    def gap(self) -> float | None:
        """How much dearer than the cheapest one the plan can be at most, as a share."""
        return self.plan.gap if self.plan else None

    @property
    def fixes(self) -> tuple[str, ...]:
        """The smallest changes that make a plan possible, one sentence each; none where there is a plan."""
        found = self.found
        if isinstance(found, NoPlan) and found.fixes is not None:
            return in_short(found.fixes.changes, found.problem.periods)
        return ()

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Other ways to a plan, each with what the plan would cost then; none where there is a plan."""
        found = self.found
        if not isinstance(found, NoPlan):
            return ()
        periods, currency = found.problem.periods, found.problem.currency
        others = [f"{listed(in_short(way.changes, periods))} ({way.cost} {currency})" for way in found.alternatives]
        return (*(f"{other.what} ({other.cost} {currency})" for other in found.settings), *others)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """What is allowed in the input but looks like a mistake."""
        return self._answer.warnings

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know about the answer."""
        return self._answer.report.notes

    @property
    def seconds(self) -> dict[str, float]:
        """How long each step took."""
        return dict(self._answer.report.seconds)

    @cached_property
    def frames(self) -> TableFrames:
        """Every output table as a frame, by its name: ``frames["Plan"]`` has a row for each product and measure and a
        column for each period (units). Where no plan exists the numbers are missing."""
        from sop_excel.hosts.frames.outputs import TableFrames

        return TableFrames({table.name: (table.headers, table.rows) for table in self._answer.outputs})

    def explain(self) -> str:
        """Why the plan is as it is, the most valuable sentences first, a line each; ``print`` it."""
        return "\n".join(sentence.text for sentence in self._explanation.sentences)

    @cached_property
    def _explanation(self) -> Explanation:
        """The whole story, also of a plan that was solved without it or with a part of it."""
        return self._answer.report.explanation if self._depth == FULL else explanation_of(self.found)

    def verify(self) -> Verification:
        """A second opinion: another formulation, another solver, every rule and the bound, counted anew.

        ``agrees`` of the answer tells whether nothing disagrees, ``findings`` what was compared. Needs PuLP. Raises
        SolverError where our engine breaks down.
        """
        from sop_excel.model.verify import verify
        from sop_excel.sheets.read_plan import written_plan

        problem = self.found.problem
        return verify(problem, written_plan({table.name: _as_table(table) for table in self._answer.outputs}, problem))

    def plot(
        self, parts: str | Sequence[str] | None = None, product: str | None = None, ax: Axes | None = None
    ) -> Figure:
        """A picture of the plan (matplotlib): ``plan``, ``products``, ``capacity`` and ``cost``, or some of these.

        ``plan`` shows demand, production and inventory (units) of all products together or of one ``product``;
        ``products`` and ``capacity`` the 20 largest. Into ``ax`` goes a single part, ``plan`` if none is named; its
        figure is returned. Raises InputError where there is no plan to be drawn, for an unknown part and for an
        unknown product.
        """
        from sop_excel.hosts.frames.pictures import PARTS, draw_part, picture_of

        usual = PARTS if ax is None else PARTS[:1]
        asked = usual if parts is None else (parts,) if isinstance(parts, str) else tuple(parts)
        issues = [_unlike("parts", PARTS, part) for part in asked if part not in PARTS]
        if not asked:
            issues.append(_unlike("parts", PARTS, ""))
        if ax is not None and len(asked) > 1:
            issues.append(Issue("parts", "", "one part for one ax", f"{len(asked)} parts", "name one of them"))
        if product is not None and product not in self.found.problem.product_codes:
            issues.append(Issue("product", "", "the code of a product", quoted(str(product)), "see model.products"))
        if self.plan is None:
            issues.append(Issue("plot", "", "a plan", "an answer without one", "see its fixes"))
        if issues or self.plan is None:
            raise InputError(issues)
        if ax is None:
            return picture_of(self.plan, asked, product)
        draw_part(ax, self.plan, asked[0], product)
        return cast("Figure", ax.get_figure(root=True))

    def to_excel(self, path: str | PathLike[str], force: bool = False) -> Path:
        """Write inputs and outputs into a new workbook, and return its path.

        A model that was read from a file or bytes gives that workbook with the plan in it, all else as it was; any
        other one, scenarios with changes included, gives a workbook with a sheet for each table. A file that is there
        is replaced only with ``force``. Raises InputError and MachineError; then nothing was written.
        """
        from sop_excel.analysts.input_sheets import input_sheets
        from sop_excel.files import held
        from sop_excel.hosts.xlsx.plans import write_new
        from sop_excel.shipped import DONOR, resource

        target, outputs = Path(path), self._answer.outputs
        with _of_python():
            if self._book is None:
                write_new(input_sheets(self._tables), outputs, target, force)
                return target
            with held(target):
                self._book.write(outputs, self._book.target(target, force), resource(DONOR))
        return target

    def __repr__(self) -> str:
        currency = self.found.problem.currency
        if self.plan:
            told = f"total cost {money_in_full(self.plan.total_cost)} {currency}".rstrip()
        else:
            told = f"{counted(len(self.fixes), 'fix')}"
        scenario = f", scenario {self.scenario_name!r}" if self.scenario_name != BASE else ""
        return f"Planned({self.name!r}{scenario}: {self.status}, {told})"

    def _repr_html_(self) -> str:
        from sop_excel.hosts.frames.pages import list_html, paragraph, table_html

        scenario = f" ({self.scenario_name})" if self.scenario_name != BASE else ""
        title = paragraph(f"{self.status}{self._proof}", f"{self.name}{scenario}")
        rows = [(line, money_in_full(amount)) for line, amount in cost_rows(self.plan)] if self.plan else []
        costs = table_html(["Cost", self.found.problem.currency], rows) if rows else ""
        ways = list_html("To make a plan possible", self.fixes) + list_html("Or", self.alternatives)
        return f"<div>{title}{costs}{ways}{list_html('Notes', self.notes)}</div>"

    @property
    def _proof(self) -> str:
        if self.plan is None:
            return ": no plan keeps every limit"
        return (
            f": lower bound {money_in_full(self.plan.proof.lower_bound)}, gap {self.plan.gap:.2g}, {self.plan.solver}"
        )


@contextmanager
def _of_python() -> Iterator[None]:
    """What is said of an option of the command line is said of an argument."""
    try:
        yield
    except InputError as error:
        raise InputError(
            replace(one, advice=one.advice.replace("--force", "force=True")) for one in error.issues
        ) from None


def _unlike(place: str, known: Sequence[str], given: object) -> Issue:
    return Issue(place, "", f"some of {listed(known)}", quoted(str(given)), "choose among these")


def _as_table(output: OutputTable) -> Table:
    """An output table as it would be read back."""
    rows = [[cell.value if isinstance(cell, Formula) else cell for cell in row] for row in output.rows]
    return Table(output.name, output.headers, rows, Nowhere())
