"""Tables of a workbook that go by other names than the contract's: synonyms, and what table Mapping says (rule R2a)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sop_excel.contract.demand_tables import MAPPING
from tests.commands import sop_excel
from tests.workbooks import make_workbook, plan_rows, read_table

Tables = dict[str, list[list[Any]]]
MONTHS = ["2026-01", "2026-02"]
ENGLISH: Tables = {
    "Products": [["Product", "Production cost", "Holding cost"], ["A", 5, 1], ["B", 7, 2]],
    "Demand": [["Product", *MONTHS], ["A", 10, 30], ["B", 1, 2]],
    "Resources": [["Resource", "Capacity"], ["Line", 25]],
    "Routings": [["Product", "Resource", "Usage"], ["A", "Line", 1]],
}
GERMAN: Tables = {
    "Artikelstamm": [["Artikelnummer", "Herstellkosten", "Lagerkosten"], ["A", 5, 1], ["B", 7, 2]],
    "Nachfrage": [
        ["Artikel", "Monat", "Menge"],
        *[["A", MONTHS[0], 10], ["A", MONTHS[1], 25], ["B", MONTHS[0], 1], ["B", MONTHS[1], 2], ["A", MONTHS[1], 5]],
    ],
    "Maschinen": [["Maschine", "Kapazität"], ["Line", 25]],
    "Arbeitspläne": [["Material", "Arbeitsplatz", "Stunden pro Stück"], ["A", "Line", 1]],
}


def planned(tmp_path: Path, tables: Tables, *words: str) -> tuple[dict[str, Any], Path]:
    """The answer of optimize, and the workbook with the plan."""
    book = make_workbook(tmp_path / "in.xlsx", tables)
    ran = sop_excel("optimize", book, "-o", tmp_path / "out.xlsx", "--force", "--json", *words)
    assert ran.status == 0, ran.err
    return ran.answer, tmp_path / "out.xlsx"


def lines_of(tmp_path: Path, tables: Tables) -> list[str]:
    """What check says against the workbook."""
    ran = sop_excel("check", make_workbook(tmp_path / "in.xlsx", tables))
    assert ran.status == 2
    return ran.err.splitlines()


def mapping(*rows: tuple[str, str, str, str]) -> list[list[Any]]:
    """Table Mapping with (range, table, header, column)."""
    return [list(MAPPING.headers([])), *(["Sheet", *row, 1, "you", ""] for row in rows)]


def test_a_workbook_in_german_with_a_long_demand_has_the_plan_of_the_english_one(tmp_path: Path) -> None:
    """Names of tables and columns, and rows in place of columns, change nothing of the plan."""
    answer, _ = planned(tmp_path, ENGLISH)
    german, out = planned(tmp_path, GERMAN)
    assert german["total_cost"] == answer["total_cost"]
    assert plan_rows(out)["A", "Production"] == [15, 25]
    notes = [warning.split("found ")[1].split(", read")[0].split(";")[0] for warning in german["warnings"]]
    read_as = [f"table '{name}'" for name in GERMAN]
    assert notes == [*read_as[:2], "2 for 'A' in '2026-02'", *read_as[2:]]


def test_the_checks_watch_the_planner_s_own_tables(tmp_path: Path) -> None:
    """Their formulas name the tables as the workbook does, and every command finds the plan to be up to date."""
    _, out = planned(tmp_path, GERMAN)
    checks = {row[0]: row[1:3] for row in read_table(out, "Checks")[1:]}
    assert [checks[f"{table} unchanged since the solve"] for table in ENGLISH] == [["OK", 0]] * 4
    assert sop_excel("verify", out).status == 0
    assert sop_excel("explain", out).status == 0
    assert sop_excel("check", out).status == 0


def test_scenarios_and_export_go_by_the_planner_s_own_tables(tmp_path: Path) -> None:
    """Periods of a long demand are named in a scenario; the exported model is that of the English workbook."""
    rows: list[list[Any]] = [
        ["Scenario", "Field", "Item", "Period", "Change", "Value"],
        ["High", "Demand", "A", MONTHS[1], "add", 5],
    ]
    english, _ = planned(tmp_path, {**ENGLISH, "Scenarios": rows}, "--scenario", "all")
    german, _ = planned(tmp_path, {**GERMAN, "Szenarien": rows}, "--scenario", "all")
    figures = [[one["total_cost"] for one in answer["scenarios"]] for answer in (english, german)]
    assert figures[0] == figures[1]
    assert figures[0][1] > figures[0][0]
    models = []
    for name, tables in (("english", ENGLISH), ("german", GERMAN)):
        book = make_workbook(tmp_path / f"{name}.xlsx", tables)
        assert sop_excel("export", book, tmp_path / f"{name}.lp").status == 0
        models.append((tmp_path / f"{name}.lp").read_text(encoding="utf-8").replace("german", "english"))
    assert models[0] == models[1]


def test_the_steps_before_the_plan_read_and_fill_the_planner_s_own_tables(tmp_path: Path) -> None:
    """A forecast into Nachfrage, a safety stock into Artikelstamm, and a plan with both."""
    history: list[list[Any]] = [["Product", *(f"{2024 + n // 12}-{n % 12 + 1:02d}" for n in range(24))]]
    history += [[code, *(50 + 7 * (n % 5) for n in range(24))] for code in "AB"]
    tables = {name: GERMAN[name] for name in ("Artikelstamm", "Nachfrage")}
    book = make_workbook(tmp_path / "in.xlsx", {**tables, "DemandHistory": history})
    for command, into in (("forecast", "Demand"), ("safety-stock", "Products")):
        ran = sop_excel(command, book, "--into", into)
        assert ran.status == 0, ran.err
        assert f"filled: {into}" in ran.out
    assert {row[1] for row in read_table(book, "Nachfrage")[1:]} == set(MONTHS)
    assert read_table(book, "Nachfrage")[1][2] > 40
    assert "Safety stock" in read_table(book, "Artikelstamm")[0]
    assert sop_excel("optimize", book).status == 0


def test_the_contract_s_own_name_wins_over_a_synonym(tmp_path: Path) -> None:
    """The other table is the planner's own, whatever it holds."""
    tables = {**ENGLISH, "Nachfrage": [["Artikel", "Monat", "Menge"], ["?", "x", "many"]]}
    assert planned(tmp_path, tables)[0]["total_cost"] == planned(tmp_path, ENGLISH)[0]["total_cost"]


def test_two_tables_that_mean_the_same_are_an_error_that_names_both(tmp_path: Path) -> None:
    """Neither is the one to take; Mapping can say which."""
    tables: Tables = {**GERMAN, "Bedarf": [["Artikel", *MONTHS], ["A", 99, 99], ["B", 9, 9]]}
    assert lines_of(tmp_path, tables) == [
        (
            "Bedarf: expected one table that means Demand, found 'Nachfrage' and 'Bedarf', which mean the same; rename "
            "the one that is not meant, or say in column Table of table Mapping that it is not read"
        )
    ]
    decided = {**tables, "Mapping": mapping(("Bedarf", "not read", "", ""))}
    assert planned(tmp_path, decided)[0]["total_cost"] == planned(tmp_path, ENGLISH)[0]["total_cost"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Parameters", [["Parameter", "Value"], ["Exchange rate", 1.1]]),
        ("Open_orders", [["Order", "Product", "Date", "Supplier"], ["4711", "A", "soon", "X"]]),
        ("Máquinas", [["Name", "Location"], ["Press", "Hall 2"]]),
        ("Kapazität", [["Linie", "Hinweis"], ["Line", "2 Schichten"]]),
    ],
)
def test_a_planner_s_own_table_of_another_form_is_left_alone(tmp_path: Path, name: str, rows: list[list[Any]]) -> None:
    """A name alone does not make a table one of the contract's (rule R1)."""
    contract = {table: ENGLISH[table] for table in ("Products", "Demand")}
    answer, _ = planned(tmp_path, {**contract, name: rows})
    assert answer["warnings"] == []


def test_mapping_says_what_tables_and_headers_mean_that_say_nothing_by_themselves(tmp_path: Path) -> None:
    """Without it the workbook is refused; an address in Range, or a header of another table, changes nothing."""
    tables: Tables = {
        "Table1": [["Nr", "Kst/Stk", "Lagerkst", "Safety stock"], ["A", 5, 1, 999], ["B", 7, 2, 999]],
        "Table2": [["Kunde", "Wer", "Wann", "Wieviel"], *(["x", *row] for row in GERMAN["Nachfrage"][1:])],
        "Resources": ENGLISH["Resources"],
        "Routings": ENGLISH["Routings"],
    }
    refused = lines_of(tmp_path, tables)
    assert [line.split(":")[0] for line in refused[:2]] == ["Products", "Demand"]
    said = mapping(
        ("Table1", "Products", "", ""),
        ("A1:D3", "Products", "Nr", "Product"),
        ("A1:D3", "Products", "kst/stk", "Production cost"),
        ("A1:D3", "Products", "Lagerkst", "Holding cost"),
        ("A1:D3", "Products", "Safety stock", "not read"),
        ("Table2", "Demand", "", ""),
        ("Table2", "Demand", "Wer", "Product"),
        ("Table2", "Demand", "Wann", "Period"),
        ("Table2", "Demand", "Wieviel", "Quantity"),
        ("B7:C9", "Resources", "", ""),
        ("Table9", "Resources", "", ""),
        ("A1:D3", "Routings", "Nr", "Product"),
        ("A1:D3", "SalesHistory", "Product", "Quantity"),
    )
    answer, out = planned(tmp_path, {**tables, "Mapping": said})
    assert answer["total_cost"] == planned(tmp_path, ENGLISH)[0]["total_cost"]
    assert sop_excel("verify", out).status == 0


def test_mapping_and_a_table_of_the_contract_s_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    """What is decided and what stands there do not agree."""
    tables: Tables = {**ENGLISH, "Table1": ENGLISH["Demand"], "Mapping": mapping(("Table1", "Demand", "", ""))}
    (line,) = lines_of(tmp_path, tables)
    assert "found 'Demand' and 'Table1', which mean the same" in line
    tables["Mapping"] = mapping(("Table1", "Demand", "", ""), ("Demand", "not read", "", ""))
    assert planned(tmp_path, tables)[0]["total_cost"] == planned(tmp_path, ENGLISH)[0]["total_cost"]
