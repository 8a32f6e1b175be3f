"""Every command that writes a workbook, on Spanish workbooks: no sentence of ours in their output cells is English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.life_tables import LIFE_FORMS
from tests.commands import sop_excel
from tests.languages.said_ids import templates
from tests.languages.test_spanish_workbooks import ENGLISH, NAMES
from tests.workbooks import Rows, make_workbook, read_table

FORMS = (*schema.OUTPUT_FORMS, *LIFE_FORMS, *DEMAND_FORMS)
CODES = {  # columns whose texts are codes: formulas, programs and older versions find cells by them
    ("CostSummary", "Cost"), ("CapacityUse", "Measure"), ("Plan", "Measure"), ("PlanTotals", "Measure"),
    ("PlanChanges", "Measure"), ("RunInfo", "Field"), ("Forecast", "Method"), ("ForecastAccuracy", "Method"),
    ("ForecastAccuracy", "Pattern"), ("SafetyStock", "Rule"), ("SafetyStock", "Basis"), ("SalesHistory", "Flag"),
    ("Audit", "Action"), ("Certificate", "Part"), ("ScenarioSummary", "Status"),
}  # fmt: skip
OF_RUNS = re.compile(r"duals of the linear (model|relaxation)|solver's .*")  # in RunInfo
QUOTED = re.compile(r"'[^']*'|--\w+ \w+")
OURS = re.compile(
    "|".join(  # names of the contract, the longest first
        sorted(
            {re.escape(one.name) for form in schema.INPUT_TABLES for one in (*form.columns, *schema.SETTINGS)}, key=len
        )[::-1]
    )
)
WORDS = re.compile(r"[^\W\d_]{2,}")
KINDS = ("single", "multi", "aggregate_plan", "lot_sizing", "bill_of_materials")


def sentences_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """(table, column, text) of every text of three words or more in the output tables, but for codes."""
    names = {name for sheet in openpyxl.load_workbook(path, read_only=False) for name in sheet.tables}
    for form in FORMS:
        if form.name not in names:
            continue
        headers, *rows = read_table(path, form.name)
        for header, cell in ((header, cell) for row in rows for header, cell in zip(headers, row, strict=True)):
            if isinstance(cell, str) and len(WORDS.findall(cell)) >= 3 and not _is_code(form.name, header, cell):
                yield form.name, header, cell


def _is_code(table: str, header: str, cell: str) -> bool:
    return (table, header) in CODES or (table == "RunInfo" and OF_RUNS.fullmatch(cell) is not None)


def english_of(path: Path) -> dict[tuple[str, str, str], list[str]]:
    """The sentences that have English words, or are an English sentence of ours, filled in or not."""
    return {told: words for told in sentences_of(path) if (words := [*english_words(told[2]), *_ours(told[2])])}


def english_words(text: str) -> list[str]:
    """The English words of a text, but for what it quotes, options of commands and names of the contract."""
    return ENGLISH.findall(OURS.sub("", NAMES.sub("", QUOTED.sub("", text))))


def _ours(text: str) -> list[str]:
    return ["a sentence of ours"] if any(one.fullmatch(text) for one in _english()) else []


@cache
def _english() -> tuple[re.Pattern[str], ...]:
    """The English sentences with three words of their own."""
    own = [one for one in templates() if len(WORDS.findall(re.sub(r"\{\w+\}", "", one))) >= 3]
    return tuple(re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", one)))) for one in own)


def _new(kind: str, path: Path, *more: str) -> Path:
    ran = sop_excel("new", kind, path, "--language", "es", *more)
    assert ran.status == 0, ran.err
    return path


def _ran(*words: object, status: int = 0) -> str:
    ran = sop_excel(*words)
    assert ran.status == status, ran.err
    return ran.err


def _changed(path: Path, table: str, change: Any) -> None:
    """Change the number cells of the last column but one of a table of a workbook."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if table in one.tables)
    for row in sheet[sheet.tables[table].ref][1:]:
        row[-2].value = change(row[-2].value or 0)
    book.save(path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_and_its_scenarios_are_planned_in_spanish(kind: str, tmp_path: Path) -> None:
    """Explanation, Checks, Certificate, the lines of the page, and the scenarios beside the plan."""
    path = _new(kind, tmp_path / "plan.xlsx")
    _ran("optimize", path, "--scenario", "all")
    assert english_of(path) == {}


def test_what_rules_cost_and_why_a_plan_costs_more_is_spanish(tmp_path: Path) -> None:
    """Tables RuleComparison, CostChanges and PlanChanges, and that they are no longer those of the inputs."""
    path = _new("multi", tmp_path / "plan.xlsx", "--full")
    _ran("optimize", path)
    _ran("compare-rules", path, "--paths", "20")
    assert english_of(path) == {}
    old = path.rename(tmp_path / "old.xlsx")
    new = tmp_path / "new.xlsx"
    new.write_bytes(old.read_bytes())
    _changed(new, "Demand", lambda units: units + 50)
    assert "Aviso" not in _ran("optimize", new)
    _ran("diff", old, new, "-o", tmp_path / "both.xlsx")
    assert {table for table, _, _ in sentences_of(tmp_path / "both.xlsx")} >= {"RuleComparison", "CostChanges"}
    assert english_of(tmp_path / "both.xlsx") == {}


def test_that_there_is_no_plan_is_spanish_in_the_workbook_and_at_the_terminal(tmp_path: Path) -> None:
    """Names of limits such as the maximum inventory of a product, and what would make a plan possible."""
    path = _new("multi", tmp_path / "plan.xlsx", "--full")
    _changed(path, "Demand", lambda units: 90_000)
    told = _ran("optimize", path, status=3)
    assert english_of(path) == {}
    assert "Ningún plan cumple todos los límites." in told
    assert "Estos cambios juntos hacen posible uno:" in told


def test_a_plan_that_rolls_on_and_is_published_stays_spanish(tmp_path: Path) -> None:
    """What is told of the periods that are over."""
    path = _new("multi", tmp_path / "plan.xlsx", "--full")
    _ran("optimize", path)
    _ran("roll", path, "--optimize")
    assert english_of(path) == {}


def test_a_sales_history_becomes_a_spanish_plan(tmp_path: Path) -> None:
    """Audit, preparation, forecast and safety stock, in a new workbook and in one that is there."""
    sales = tmp_path / "sales.csv"
    _ran("new", "sales", sales)
    history, plan = tmp_path / "history.xlsx", tmp_path / "plan.xlsx"
    _ran("clean", sales, "-o", history, "--language", "es")
    _ran("chain", sales, "-o", plan, "--language", "es")
    _ran("optimize", plan)
    for path in (history, plan):
        assert english_of(path) == {}
    assert {table for table, _, _ in sentences_of(plan)} >= {"Preparation", "Audit", "AuditSummary", "Checks"}


SUSPECT: dict[str, Rows] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Initial inventory", "Backorder csot"],
        ["A", 0, 1, None, 3], ["B", 2, 1, None, 3],
    ],
    "Demand": [
        ["Product", "2026-01", "2026-02", "2026-03", "Sum", "Total 2026"], ["A", 1, 2, 3, 6, 1], ["B", 1, 1, 1, 3, 1],
    ],
    "Limits": [["Limit", "Measure", "Item", "Min", "Max"], ["Room", "Inventory", "A", None, None]],
    "Penalties": [["Limit", "Item", "Period", "Penalty"], ["Max inventory", "A", None, 5]],
    "Settings": [
        ["Setting", "Value"], ["Language", "es"], ["Safety stock penalty", 5], ["Change penalty", 2],
        ["Currency", "cost units"],
    ],
}  # fmt: skip


def test_what_looks_wrong_is_told_in_spanish(tmp_path: Path) -> None:
    """Warnings stand in Checks and are notes at the terminal; JSON has them in English."""
    path = make_workbook(tmp_path / "plan.xlsx", SUSPECT)
    notes = _ran("optimize", path).splitlines()
    assert len([line for line in notes if "se esperaba" in line]) >= 6
    assert {line: words for line in notes if (words := english_words(line.removeprefix("note:")))} == {}
    assert english_of(path) == {}
    warnings = sop_excel("check", path, "--json").answer["warnings"]
    assert len(warnings) >= 6
    assert all("expected" in one for one in warnings)


def test_what_is_refused_is_told_in_spanish_and_to_programs_in_english(tmp_path: Path) -> None:
    """With the same exit status."""
    tables: dict[str, Rows] = {**SUSPECT, "Demand": [["Product", "2026-01", "2026-02"], ["A", "n/a", -1], ["C", 1, 2]]}
    path = make_workbook(tmp_path / "plan.xlsx", tables)
    told = _ran("optimize", path, status=2).splitlines()
    assert len(told) >= 3
    assert {line: words for line in told if (words := english_words(line))} == {}
    answer = json.loads(sop_excel("optimize", path, "--json").out)
    assert all("expected" in issue["text"] for issue in answer["problems"])
