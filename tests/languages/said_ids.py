"""What the program says, found in its code: the templates and words that every catalogue must have."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import sop_excel
from sop_excel.comparing.cost_changes import SOLVED_AGAIN
from sop_excel.comparing.input_groups import GROUPS
from sop_excel.contract.kinds import Kind
from sop_excel.contract.schema import ASSUMED_CURRENCY, INPUT_TABLES
from sop_excel.demand.cleaning.clean import STATES
from sop_excel.demand.history import PERIODS
from sop_excel.demand.stock_sizing import SHARES
from sop_excel.domain.axes import WORDS
from sop_excel.domain.costs import COST_LINES
from sop_excel.domain.goal_words import GOALS
from sop_excel.domain.soft_limits import PENALISED, TARGET_STOCK
from sop_excel.hosts.sources.separated import SEPARATORS
from sop_excel.model.explain.cost_lines import REVENUE
from sop_excel.model.repair.postpone import POSTPONE
from sop_excel.model.rules import COLUMNS
from sop_excel.model.rules.capacity import OVERTIME_CAPACITY, REGULAR_CAPACITY
from sop_excel.model.rules.rule import LOWER, RAISE
from sop_excel.model.rules.service import DELIVERED, LOST

PACKAGE = Path(sop_excel.__file__).resolve().parent
# The calls whose arguments are templates, or words, and which of them; a function of another name is none of ours.
TEMPLATES: Mapping[str, tuple[int, ...]] = {"say": (0,), "phrase": (0,), "Told": (0, 1)}
NOUNS: Mapping[str, tuple[int, ...]] = {
    "word": (0,), "counted": (1,), "attempted": (0,), "listed": (1,), "a_name": (0,), "KnownNames": (0,)
}  # fmt: skip
CHECKED: Mapping[str, tuple[int, ...]] = {"Broken": (0,), "at_most": (0,), "at_least_0": (0,)}
LIMITS: Mapping[str, tuple[int, ...]] = {"Limit": (0, 1)}
OURS = (
    "sop_excel.domain.said",
    "sop_excel.domain.vocabulary",
    "sop_excel.model.rules.rule",
    "sop_excel.model.mishap",
    "sop_excel.sheets.reading.known_names",
)
CHOSEN = {  # words that stand in code which chooses among them, or in constants
    *("unit", "hour", "header", "workers", "hired workers", "laid off", "the regular hours of the workers"),
    *("the overtime hours of the workers", "production by a route that comes too late"),
    *("increase of the load", "decrease of the load"),
}


def templates() -> set[str]:
    """Every template of a sentence that stands in the code."""
    return set(_arguments(TEMPLATES))


def words() -> set[str]:
    """Every word of ours that stands in the code, or in what names it."""
    own = {argument.removeprefix("more ") for argument in _arguments(NOUNS)}
    return own | {"and"} | _names() | _of_rules()


def _of_rules() -> set[str]:
    """What limits are called that may give way, and the rules of the check."""
    told = set(_arguments(LIMITS)) | {"maximum", "minimum"}
    actions = {one for one in told if one[:1].isupper()}
    return actions | {f"the {one}" for one in told - actions} | set(_arguments(CHECKED))


def _names() -> set[str]:
    lines = [line.name for line in COST_LINES]
    nouns = {column.told.noun for column in COLUMNS if column.told} - {""}
    counted = {column.counted for column in COLUMNS} - {""}
    causes = {f"{cause[:1].lower()}{cause[1:]}" for cause in (*GROUPS, SOLVED_AGAIN)}
    stated = {*PENALISED, TARGET_STOCK, ASSUMED_CURRENCY}
    codes = {column.name.lower() for form in INPUT_TABLES for column in form.columns if column.kind is Kind.TEXT}
    told = {*STATES, *PERIODS, "year", "quantity", *SHARES, *SEPARATORS.values()}
    return {
        *codes,
        *told,
        *lines,
        *map(str.lower, lines),
        REVENUE,
        *GOALS,
        *nouns,
        *counted,
        *WORDS,
        *WORDS.values(),
        *causes,
    } | (stated | CHOSEN | {RAISE, LOWER, POSTPONE, LOST, DELIVERED, REGULAR_CAPACITY, OVERTIME_CAPACITY})


def _arguments(calls: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    for tree in _trees():
        ours = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom | ast.FunctionDef) and _is_ours(node)
            for alias in (node.names if isinstance(node, ast.ImportFrom) else [ast.alias(node.name)])
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ours:
                places = calls.get(ours[node.func.id], ())
                yield from filter(None, (_text(node.args[n]) for n in places if n < len(node.args)))


def _is_ours(node: ast.ImportFrom | ast.FunctionDef) -> bool:
    return node.module in OURS if isinstance(node, ast.ImportFrom) else node.name in ("counted", "say")


@cache
def _trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")))


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
