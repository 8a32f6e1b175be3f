"""The meeting page follows every plan by its formulas alone; a real spreadsheet program computes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.contract.output_tables import ALL_PRODUCTS
from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.domain.problem import ALL, BASE
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Answer, Options
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.references import columns_used
from templates.make import meeting_layout as at
from templates.make.examples import EXAMPLES, MULTI, SINGLE, Example, months
from templates.make.language import words_of
from templates.make.meeting_formulas import page_formulas
from templates.make.meeting_rows import ALSO
from templates.make.template_book import book_of
from tests.examples import few
from tests.hosts.calc import needs_calc, recalculated
from tests.unit.templates.page_values import page_values

EN, ES = words_of("en"), words_of("es")
FORMULAS = dict(page_formulas(EN))
Shown = dict[str, Any]
Row = Mapping[str, str | float | None]


def _long() -> Example:
    """Sixty periods; nine products, of which two are made alike and one never; three resources, two of them alike."""
    periods = months(2025, 1, 60)
    codes = [f"P{n}" for n in range(1, 10)]
    products: list[Row] = [{"Product": code, "Production cost": 1, "Holding cost": 0.1} for code in codes]
    demand = {code: tuple(float(n * 3 + t % 7) for t in range(60)) for n, code in enumerate(codes)}
    demand |= {"P3": demand["P2"], "P9": (0.0,) * 60}
    lines: list[Row] = [{"Resource": f"Line {n}", "Kind": "production", "Capacity": 400 + 50 * n} for n in (0, 1, 2)]
    routings: list[Row] = [
        {"Product": code, "Resource": f"Line {n % 3}", "Usage": 1 + n % 2} for n, code in enumerate(codes)
    ]
    return Example("multi", "long.xlsx", periods, tuple(products), demand, tuple(lines), tuple(routings))


def _short() -> Example:
    """Three periods and every cost line: late and lost demand, subcontracting, a resource with overtime, prices."""
    product: Mapping[str, Any] = {
        "Product": 'A,"1" é',
        "Production cost": 2,
        "Holding cost": 1,
        "Initial inventory": 1,
        "Price": 5,
        "Lost sale cost": 3,
        "Backorder cost": 0.5,
        "Subcontract cost": 6,
        "Max subcontract": 1.25,
    }
    resource_: Mapping[str, Any] = {
        "Resource": "Press", "Capacity": 4, "Cost": 0.25, "Overtime cost": 1, "Overtime capacity": 1.5,
    }  # fmt: skip
    routing: Mapping[str, Any] = {"Product": product["Product"], "Resource": "Press", "Usage": 1}
    demand = {str(product["Product"]): (0.0, 9.5, 12.25)}
    return Example("single", "short.xlsx", ("W1", "W2", "W3"), (product,), demand, (resource_,), (routing,))


def _rolled() -> Example:
    """The next month: other periods, one product less."""
    demand = {"SKU-001": MULTI.demand["SKU-001"], "SKU-003": MULTI.demand["SKU-003"]}
    products = tuple(row for row in MULTI.products if row["Product"] in demand)
    routings = tuple(row for row in MULTI.routings if row["Product"] in demand)
    return replace(MULTI, periods=months(2026, 1, 13), demand=demand, products=products, routings=routings)


def _factory() -> Example:
    """Four periods of a factory that uses more than there are rows for: components, routes, setups, shifts, workers,
    what is late, lost, bought and missed, with more lines of cost than have a row each."""
    bike: Row = {
        "Product": "Bike", "Production cost": 5, "Holding cost": 1, "Setup cost": 7, "Backorder cost": 0.5,
        "Max production": 12, "Price": 90, "Lost sale cost": 40, "Initial inventory": 2, "Target stock": 3,
        "Below target cost": 0.25, "Above target cost": 0.25,
    }  # fmt: skip
    wheel: Row = {
        "Product": "Wheel", "Production cost": 1, "Holding cost": 0.2, "Subcontract cost": 6, "Max subcontract": 5,
        "Safety stock": 4,
    }  # fmt: skip
    line: Row = {
        "Resource": "Line", "Capacity": 4, "Cost": 0.5, "Shift capacity": 8, "Max shifts": 1, "Shift cost": 3,
        "Overtime cost": 2, "Overtime capacity": 3,
    }  # fmt: skip
    crew: Row = {
        "Resource": "Crew", "Kind": "workforce", "Initial workers": 3, "Hours per worker": 8, "Cost per worker": 2,
        "Hire cost": 9, "Layoff cost": 4, "Whole workers": "yes",
    }  # fmt: skip
    routings: list[Row] = [
        {"Product": "Bike", "Resource": "Line", "Usage": 1, "Setup usage": 2},
        {"Product": "Wheel", "Resource": "Crew", "Usage": 1},
        {"Product": "Bike", "Resource": "Crew", "Usage": 0.5, "Route": "Hand"},
    ]
    further: dict[str, Any] = {
        "Routes": ({"Product": "Bike", "Route": "Hand", "Production cost": 20, "Setup cost": 3},),
        "BillOfMaterials": ({"Parent": "Bike", "Component": "Wheel", "Quantity": 2},),
        "Penalties": ({"Limit": "Safety stock", "Item": "Wheel", "Penalty": 0.1},),
    }
    demand = {"Bike": (6.0, 19.0, 7.0, 30.0), "Wheel": (0.0, 3.0, 0.0, 2.0)}
    settings = {"Relative gap": 0}
    periods = ("W1", "W2", "W3", "W4")
    return Example(
        "multi", "factory.xlsx", periods, (bike, wheel), demand, (line, crew), tuple(routings), further, settings
    )


def _crowded() -> Example:
    """The same factory with six products more, so that fewer rows are left."""
    factory, names = _factory(), [f"P{n}" for n in range(6)]
    more: list[Row] = [{"Product": name, "Production cost": 1} for name in names]
    return replace(
        factory,
        products=(*factory.products, *more),
        demand={**factory.demand, **dict.fromkeys(names, (1.0, 1.0, 1.0, 1.0))},
    )


def _open_line() -> Example:
    """A line whose capacity nobody states, and one that has none in a period; a scenario each way."""
    lines: list[Row] = [{"Resource": "Open"}, {"Resource": "Line"}]
    routings: list[Row] = [{"Product": "A", "Resource": name, "Usage": 1} for name in ("Open", "Line")]
    scenarios: list[Row] = [
        {"Scenario": f"Demand x{n}", "Field": "Demand", "Change": "multiply", "Value": n} for n in (0.5, 1.5, 2, 3, 4)
    ]
    return Example(
        "multi", "open.xlsx", ("W1", "W2", "W3"), ({"Product": "A", "Production cost": 2, "Holding cost": 1},),
        {"A": (4.0, 9.0, 6.0)}, tuple(lines), tuple(routings),
        {"Scenarios": tuple(scenarios), "Capacity": ({"Resource": "Line", "W1": 8, "W2": 8},)},
    )  # fmt: skip


def _unlimited() -> Example:
    """A line whose capacity nobody states."""
    lines: tuple[Row, ...] = ({"Resource": "Open"},)
    routings: tuple[Row, ...] = ({"Product": "SKU-001", "Resource": "Open", "Usage": 1},)
    return replace(SINGLE, resources=lines, routings=routings)


def _bare() -> Example:
    """A product without stock, and nothing else."""
    demand = {"A": (4.0, 9.0, 6.0)}
    return Example("single", "bare.xlsx", ("W1", "W2", "W3"), ({"Product": "A", "Holding cost": 1},), demand)


CASES = {
    "a line without a capacity": (_unlimited(), "en", ALL_PRODUCTS),
    "a line that is open in a period, scenarios": (_open_line(), "en", ALL_PRODUCTS),
    "a factory with everything": (_crowded(), "en", ALL_PRODUCTS),
    "one product": (SINGLE, "en", ALL_PRODUCTS),
    "several products, one shown, Spanish": (MULTI, "es", "SKU-003"),
    "sixty periods": (_long(), "en", "P2"),
    "no stock at all": (_bare(), "en", ALL_PRODUCTS),
    "three periods": (_short(), "en", ALL_PRODUCTS),
    "another horizon": (_rolled(), "en", ALL_PRODUCTS),
}
SOME = ("a factory with everything", "one product", "several products, one shown, Spanish", "another horizon")


def planned(example: Example, path: Path, language: str = "en", chosen: str = ALL_PRODUCTS) -> Answer:
    """Build a workbook out of the example and plan it."""
    words = words_of(language)
    book = book_of(example, words)
    book[words("sheets.PlanChart")]["B3"] = chosen
    book.save(path)
    scenario = ALL if "Scenarios" in example.further else BASE
    return plan_workbook(path, path, Options(scenario=scenario), resource(DONOR)).answer


def shown(path: Path, folder: Path, title: str) -> Shown:
    """What the page says after a hard recalculation, by cell."""
    cells = next(iter(recalculated([(path, [])], folder)))
    found = [cell for cell in cells if cell["sheet"] == title]
    assert not [cell for cell in found if cell["error"]]
    return {f"{chr(ord('A') + cell['column'])}{cell['row'] + 1}": cell["value"] for cell in found}


@pytest.mark.host
@needs_calc
@pytest.mark.parametrize("case", few(CASES, lambda case: case in SOME))
def test_the_page_shows_what_the_plan_says(case: str, tmp_path: Path) -> None:
    """Every cell, computed by Calc out of the output tables, equals what they say when they are read directly."""
    example, language, chosen = CASES[case]
    answer = planned(example, tmp_path / "book.xlsx", language, chosen)
    expected = page_values(answer.outputs, words_of(language), chosen)
    found = shown(tmp_path / "book.xlsx", tmp_path, words_of(language)("sheets.Meeting"))
    assert found.keys() == expected.keys()
    for cell, value in expected.items():
        wanted = value if isinstance(value, str) else pytest.approx(value, rel=1e-9, abs=1e-9)
        assert found[cell] == wanted, (cell, FORMULAS[cell])


@pytest.mark.host
@needs_calc
def test_without_a_plan_the_page_says_so_and_shows_no_number(tmp_path: Path) -> None:
    """A limit of 1 where hundreds are wanted."""
    product = {**SINGLE.products[0], "Max production": 1}
    planned(replace(SINGLE, products=(product,)), tmp_path / "book.xlsx")
    found = shown(tmp_path / "book.xlsx", tmp_path, "Meeting")
    assert found[f"A{at.LEAD}"] == EN("meeting.no_plan", checks="Checks")
    printed = {cell: value for cell, value in found.items() if int(re.sub(r"\D", "", cell)) <= at.LAST_PRINTED}
    assert {value for cell, value in printed.items() if not isinstance(value, str)} == set()
    assert printed[f"{at.TILE_CELLS['flag'][0]}{at.TILES}"] == "CHECK"
    assert {printed[f"A{row}"] for row in range(at.PERIODS, at.CAPACITY + 1)} == {""}
    assert printed[f"A{at.DECISION_HEAD}"] == EN("meeting.decision") + EN("meeting.without")
    assert printed[f"A{at.FIRST_REASON}"].startswith("No plan meets every limit")


def test_sixty_periods_stand_in_twelve_columns() -> None:
    """Each takes in five: the whole horizon is always there, and its sums are those of the plan."""
    page = page_values_of(_long())
    names = [page[f"{slot}{at.PERIODS}"] for slot in at.SLOT_LETTERS]
    assert names == [f"{year}-{month:02} – {end}" for year, month, end in _fives()] + [""]
    assert page[f"A{at.OTHERS}"] == EN("meeting.others")
    assert page[f"B{at.ALL}"] == pytest.approx(sum(map(sum, _long().demand.values())))


def _fives() -> list[tuple[int, int, str]]:
    starts, ends = months(2025, 1, 60)[::5], months(2025, 1, 60)[4::5]
    return [(int(start[:4]), int(start[5:]), end) for start, end in zip(starts, ends, strict=True)]


def page_values_of(example: Example) -> dict[str, Any]:
    """The page of an example's plan, without a file that stays."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        return dict(page_values(planned(example, Path(folder) / "book.xlsx").outputs, EN, ALL_PRODUCTS))


def test_no_formula_names_a_column_that_a_plan_may_lack() -> None:
    """A period's column that vanishes would be refused while a formula names it."""
    for form in OUTPUT_FORMS:
        fixed = {*form.lead, *form.tail}
        for formula in FORMULAS.values():
            assert set(columns_used(formula).get(form.name.lower(), ())) <= fixed


def test_the_formulas_are_the_same_in_every_template() -> None:
    """They depend on no example, so one that holds for one plan holds for another."""
    sheets = [book_of(example, EN)["Meeting"] for example in EXAMPLES]
    pages = (sheet.iter_rows(max_row=at.TOTALS_HEAD, max_col=len("AB") + at.SLOTS) for sheet in sheets)
    first, *others = ([(cell.coordinate, cell.value) for row in page for cell in row] for page in pages)
    assert others == [first] * len(others)


def test_formulas_need_neither_spilling_nor_a_new_excel() -> None:
    """No function newer than Excel 2019, none that spills, none that is volatile."""
    used = {name for formula in FORMULAS.values() for name in re.findall(r"([A-Z]+)\(", formula)}
    assert used == {
        "AVERAGE", "COLUMN", "COLUMNS", "COUNT", "COUNTIF", "EXACT", "IF", "IFERROR", "INDEX", "ISNUMBER",
        "LARGE", "LEFT", "LEN", "MATCH", "MAX", "SMALL", "MIN", "OR", "ROUNDUP", "ROW", "ROWS", "SUM", "SUMIFS",
        "SUMPRODUCT",
    } - {"ISNUMBER"}  # fmt: skip
    assert not any("#" in formula.replace("[#Headers]", "") for formula in FORMULAS.values())


def test_costs_that_find_no_row_are_put_together(factory: Shown) -> None:
    """The lines of a factory with nearly all of them add up to the total, which stands among the last."""
    rows = range(at.FIRST_COST, at.FIRST_COST + at.COST_LINES)
    costs = {factory[f"{at.COST_NAME[0]}{row}"]: factory[f"{at.COST_AMOUNT[0]}{row}"] for row in rows}
    assert len(costs) == at.COST_LINES
    assert EN("meeting.other_costs") in costs
    total, revenue, profit = (costs.pop(name) for name in ("Total cost", "Revenue", "Profit"))
    assert sum(costs.values()) == pytest.approx(total)
    assert revenue - total == pytest.approx(profit)


def test_what_else_a_plan_uses_stands_below_its_products_as_far_as_there_is_room(factory: Shown) -> None:
    """In a fixed order; a heading says that there is more. A plan that uses nothing else says so."""
    rows = [factory[f"A{row}"] for row in range(at.FIRST_PRODUCT, at.LAST_PRINTED + 1)]
    order = [EN(f"meeting.also_{also.name}") for also in ALSO]
    assert rows[:4] == ["Wheel", "Bike", "", EN("meeting.also") + EN("meeting.also_more")]
    also = [row for row in rows[4:] if row]
    assert len(also) == at.LISTS - 4
    assert [order.index(row) for row in also] == sorted(order.index(row) for row in also)
    full = page_values_of(_crowded())
    below = [full[f"A{row}"] for row in range(at.OTHERS, at.LAST_PRINTED + 1)]
    room = at.LISTS - at.PRODUCTS - 3
    assert below == [EN("meeting.others"), "", EN("meeting.also") + EN("meeting.also_more"), *also[:room]]
    nothing = page_values_of(SINGLE)
    rows = [nothing[f"A{row}"] for row in range(at.FIRST_PRODUCT, at.LAST_PRINTED + 1)]
    assert rows == ["SKU-001", "", EN("meeting.also_none"), *[""] * (at.LISTS - 3)]


def test_few_periods_are_spread_over_the_columns(factory: Shown) -> None:
    """Four in twelve of the thirteen, so that no half of the page is empty; twelve months stand side by side."""
    names = [factory[f"{slot}{at.PERIODS}"] for slot in at.SLOT_LETTERS]
    assert names == ["W1", "", "", "W2", "", "", "W3", "", "", "W4", "", "", ""]
    months_ = page_values_of(SINGLE)
    assert [months_[f"{slot}{at.PERIODS}"] for slot in at.SLOT_LETTERS] == [*SINGLE.periods, ""]


@pytest.fixture(scope="module")
def factory() -> Shown:
    return page_values_of(_factory())


def test_the_page_is_one_landscape_sheet_of_paper_and_its_workings_are_in_sight() -> None:
    """A4; what finds the numbers stands below what is printed, not hidden."""
    sheet: Any = book_of(MULTI, EN)["Meeting"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_area == f"'Meeting'!$A$1:$O${at.LAST_PRINTED}"
    assert at.WORKINGS > at.LAST_PRINTED
    assert len(sheet._charts) == 2


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_shipped_page_carries_the_values_of_its_plan(language: str) -> None:
    """A viewer that does not calculate shows them."""
    folder = "templates" if language == "en" else f"templates/{language}"
    path = resource(f"{folder}/multi_product.xlsx")
    page = openpyxl.load_workbook(path, data_only=True)[words_of(language)("sheets.Meeting")]
    assert page[f"A{at.TILES}"].value == 2128139
    assert page[f"{at.BUSY_NAME[0]}{at.FIRST_BUSIEST}"].value == "Factory"
    assert page[f"{at.TILE_CELLS['flag'][0]}{at.TILES}"].value == "OK"
