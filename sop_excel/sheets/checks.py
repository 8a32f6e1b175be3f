"""Table Checks: what a planner can see with one look, recomputed by the sheet itself wherever a formula can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from sop_excel.contract import schema
from sop_excel.domain.changes import in_short, shown
from sop_excel.domain.costs import COST_LINES, PROFIT, REVENUE, TOTAL_COST
from sop_excel.domain.measures import DEMAND, INTO_OTHERS, arrivals_differ, into_others
from sop_excel.domain.plan import KEPT, Fixes, Found, NoPlan, Plan, proof_tolerance
from sop_excel.domain.said import Said, in_language, phrase, say, together, word
from sop_excel.domain.summary import units_after_horizon
from sop_excel.domain.table import Formula, OutputTable, Value
from sop_excel.domain.told_issues import told_issue
from sop_excel.domain.vocabulary import whole
from sop_excel.errors import Issue
from sop_excel.sheets.fingerprint import Watched, column_reference, formulas
from sop_excel.sheets.outputs import output_table

OK, CHECK = "OK", "CHECK"
CENT = 0.005
_RESULT = (
    "IF(ISNUMBER(Checks[[#This Row],[Value]]),IF(ABS(Checks[[#This Row],[Value]])<=Checks[[#This Row],[Tolerance]],"
    f'"{OK}","{CHECK}"),"{CHECK}")'
)
_MOVED = {  # by their signs: what comes in and what goes out
    "Production": "+", "Subcontract": "+", "Receipts": "+", "Lost sales": "+", DEMAND: "-", INTO_OTHERS: "-",
    "Scrapped": "-",
}  # fmt: skip
Row = tuple[str, Value, Value, Value]  # what stands in these columns
# How lines of one kind are numbered.
NOTE, WARNING, SETTING = phrase("Note {number}"), phrase("Warning {number}"), phrase("Setting {number}")
IN_SHORT, CHANGE, ALTERNATIVE = phrase("In short {number}"), phrase("Change {number}"), phrase("Alternative {number}")
_COLUMNS = ("Check", "Result", "Value", "Tolerance")


def checks(
    plan: Found, notes: Iterable[str], warnings: Sequence[Issue], watched: Mapping[str, Watched], initial: str
) -> OutputTable:
    """Table Checks. ``watched`` are the cells recorded in RunInfo, ``initial`` the formula of the initial stock."""
    own = _proof_rows(plan, initial) if isinstance(plan, Plan) else _no_plan_rows(plan)
    unchanged = [_unchanged(name, cells) for name, cells in watched.items()]
    rows = [*own, *unchanged, *_numbered(NOTE, notes), *_numbered(WARNING, map(told_issue, warnings))]
    form, language = schema.CHECKS, plan.problem.language
    told = [[in_language(cell, language) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return output_table(form, [form.row(dict(zip(_COLUMNS, row, strict=True))) for row in told])


def _check(name: str, value: Value, number: float, tolerance: float) -> Row:
    return name, Formula(_RESULT, OK if abs(number) <= tolerance else CHECK), value, tolerance


def _formula(name: str, text: str, number: float, tolerance: float) -> Row:
    return _check(name, Formula(text, number), number, tolerance)


def _proof_rows(plan: Plan, initial: str) -> list[Row]:
    proof, asked = plan.proof, plan.problem.policies.relative_gap
    tolerance = proof_tolerance(plan.status, asked)
    rows = [
        _formula(say("Cost is proved: gap to the lower bound"), _gap_formula(), plan.gap, tolerance),
        _check(
            say("Every rule is kept (worst: {rule})", rule=word(proof.violated)),
            proof.worst_violation, proof.worst_violation, KEPT,
        ),
        _formula(say("Cost lines add up to the total"), _lines_formula(), 0.0, CENT),
        _formula(say("Products add up to the total cost"), _products_formula(), 0.0, CENT),
        _formula(say("Units in are units out"), *_balance(plan, initial)),
    ]  # fmt: skip
    if plan.problem.change_counts.any():
        rows.append(_formula(say("Units moved at the change penalty add up"), _moved_formula(plan), 0.0, CENT))
    return rows


def _cost(line: str) -> str:
    return f'SUMIFS(CostSummary[Amount],CostSummary[Cost],"{line}")'


def _run(field: str) -> str:
    return f'INDEX(RunInfo[Value],MATCH("{field}",RunInfo[Field],0))'


def _gap_formula() -> str:
    cost = _cost(TOTAL_COST)
    objective = f"({cost}-{_cost(REVENUE)})"
    return f"({objective}-{_run('Lower bound')})/MAX(1,ABS({objective}),{cost})"


def _lines_formula() -> str:
    return f"SUM(CostSummary[Amount])-2*{_cost(TOTAL_COST)}-{_cost(REVENUE)}-{_cost(PROFIT)}"


def _products_formula() -> str:
    return f"SUM(ProductSummary[Direct cost])-{_cost(TOTAL_COST)}"


def _balance(plan: Plan, initial: str) -> tuple[str, float, float]:
    """Initial stock and all that comes in, less all that goes out, is the stock at the end.

    Firm starts that would arrive after the horizon come in later: their units stand in the formula. Where what arrives
    is not what was started, it has rows of its own.
    """
    by_itself = arrivals_differ(plan.problem)
    last = column_reference("Plan", plan.problem.periods[-1])
    signs = {"Arrivals" if by_itself and name == "Production" else name: sign for name, sign in _MOVED.items()}
    moved = "".join(f'{sign}SUMIFS(Plan[Total],Plan[Measure],"{name}")' for name, sign in signs.items())
    end = f'-SUMIFS({last},Plan[Measure],"Inventory")'
    late = 0.0 if by_itself else units_after_horizon(plan.problem, plan.quantities)
    after = f"-{late!r}" if late else ""
    used = into_others(plan.problem, plan.quantities)
    volume = fsum([*plan.problem.demand.flat, *used.flat, *plan.production.flat])
    return initial + moved + end + after, 0.0, 1e-9 * max(1.0, volume)


def _moved_formula(plan: Plan) -> str:
    """What is moved from the published plan, at its price, is the line of the cost summary."""
    penalty, line = plan.problem.policies.change_penalty, next(one for one in COST_LINES if one.key == "plan_changes")
    return f'{penalty!r}*SUMIFS(Plan[Total],Plan[Measure],"Moved")-{_cost(line.name)}'


def _unchanged(name: str, cells: Watched) -> Row:
    recorded, now = cells.fingerprint, formulas(cells.parts)
    then = [_run(f"{name} {kind}") for kind, _ in recorded.items()]
    text = "+".join(f"ABS({formula}-{field})" for formula, field in zip(now, then, strict=True))
    scale = max(1.0, abs(recorded.total), abs(recorded.weighted))
    return _formula(say("{table} unchanged since the solve", table=name), text, 0.0, 1e-11 * scale)


def _no_plan_rows(plan: NoPlan) -> list[Row]:
    rows: list[Row] = [(say("A plan exists"), CHECK, None, None)]
    rows += _numbered(SETTING, (_at_its_cost(plan, other.what, other.cost) for other in plan.settings))
    if plan.fixes is not None:
        changes, periods = plan.fixes.changes, plan.problem.periods
        short, told = in_short(changes, periods), shown(changes, periods)
        rows += _numbered(IN_SHORT, short if len(told) > len(short) else ())
        rows += _numbered(CHANGE, (change.what for change in told))
        told_cost = {"cost": plan.fixes.cost, "currency": plan.problem.currency}
        cost = say("The cheapest plan then costs {cost} {currency}", **told_cost)
        rows.append((say("With these changes"), cost, None, None))
    return rows + _numbered(ALTERNATIVE, (_in_one_line(plan, other) for other in plan.alternatives))


def _numbered(name: str, texts: Iterable[str]) -> list[Row]:
    return [(say(name, number=whole(k)), text, None, None) for k, text in enumerate(texts, 1)]


def _in_one_line(plan: NoPlan, fixes: Fixes) -> Said:
    """The changes and the cost of an alternative, one sentence for each lever."""
    return _at_its_cost(plan, together(in_short(fixes.changes, plan.problem.periods)), fixes.cost)


def _at_its_cost(plan: NoPlan, what: str, cost: str) -> Said:
    told = {"what": what, "cost": cost, "currency": plan.problem.currency}
    return say("{what}: the cheapest plan then costs {cost} {currency}", **told)
