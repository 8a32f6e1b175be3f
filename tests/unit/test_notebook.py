"""The notebook of the documentation runs from top to bottom, and its sentences are true of what comes out."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.exhaustive

NOTEBOOK = Path(__file__).parents[2] / "docs" / "what_if.ipynb"


def notebook() -> Any:
    import nbformat  # here alone: it takes seconds, in each of the processes that share the tests

    return nbformat.read(NOTEBOOK, 4)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What each cell gave, by its first line."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as environment:
        environment.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))  # nothing of this user's own
        warnings.simplefilter("ignore")  # of the kernel's libraries
        from nbclient import NotebookClient

        book = notebook()
        asyncio.run(NotebookClient(book, timeout=120, kernel_name="python3").async_execute())
    return {cell.source.splitlines()[0]: cell.outputs for cell in book.cells if cell.cell_type == "code"}


@pytest.fixture(scope="module")
def told(ran: dict[str, list[Any]]) -> dict[str, str]:
    """What each cell printed, and the text of what it ends with."""
    return {
        first: "".join(one.get("text", "") or _shown(one, "text/plain") for one in its) for first, its in ran.items()
    }


@pytest.fixture(scope="module")
def pages(ran: dict[str, list[Any]]) -> dict[str, str]:
    """What each cell shows as a page."""
    return {first: "".join(_shown(one, "text/html") for one in its) for first, its in ran.items()}


@pytest.fixture(scope="module")
def forms(ran: dict[str, list[Any]]) -> dict[str, set[str]]:
    """In which forms each cell shows what it ends with."""
    return {first: {form for one in its for form in one.get("data", {})} for first, its in ran.items()}


def _shown(output: Any, form: str) -> str:
    return str(output.get("data", {}).get(form, ""))


def test_the_notebook_is_stored_without_outputs() -> None:
    """What it shows is what the reader's own version computes."""
    code = [cell for cell in notebook().cells if cell.cell_type == "code"]
    assert code
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)] * len(code)


def test_the_plan_and_its_proof_are_those_of_the_example(told: dict[str, str]) -> None:
    assert told["base = single.solve()"] == "Planned('single_product': optimal, total cost 2,213.00 EUR)"
    assert told['whole = single.scenario("Whole", {"Whole units": True}).solve()'].startswith(
        "2,220.00 {'production': 1680.0, 'holding': 540.0} optimal"
    )


def test_models_plans_and_pictures_are_shown_as_pages_and_images(forms: dict[str, set[str]]) -> None:
    """Whether or not pyplot was loaded."""
    assert "text/html" in forms["import pandas as pd"]
    assert "text/html" in forms["base = single.solve()"]
    assert "text/html" in forms['base.frames["Plan"]']
    assert {"image/png"} <= forms['base.plot("plan")'] & forms["shared = multi.solve()"]


def test_neither_claim_holds_with_constant_costs(told: dict[str, str]) -> None:
    for cell in (
        'dear = single.scenario("Dear to keep", {"Holding cost": 50}).solve()',
        'cheap = single.scenario("Cheap", {"Production cost": 1}).solve()',
    ):
        assert "the same production in every month: True" in told[cell]


def test_both_claims_hold_where_it_matters_when_a_unit_is_made(told: dict[str, str]) -> None:
    early = told['rising = {("Production cost", "SKU-001", period): 18 for period in single.periods[6:]}'].splitlines()
    kept = [float(line.split(":")[1].split()[0]) for line in early if line]
    assert kept == [39.0, 0.0, 0.0]
    (made,) = (text for cell, text in told.items() if cell.startswith("offer = "))
    assert made.strip() == "made in January: 167.75 of 167.75 units"


def test_more_capacity_costs_less_stock_and_never_more_production(told: dict[str, str]) -> None:
    lines = [line.split() for line in told["sizes = (14_600, 15_000, 16_000, 20_000)"].splitlines()[1:]]
    assert {production for _, production, _, _ in lines} == {"1973660.0"}
    assert [float(total) for _, _, _, total in lines] == [2156939.0, 2128139.0, 2068085.0, 1983951.0]


def test_too_little_capacity_is_answered_with_what_helps(pages: dict[str, str]) -> None:
    assert "Raise capacity of Factory" in pages['none = multi.scenario("Too small", {"Capacity": 12_000}).solve()']


def test_where_safety_stock_cannot_be_built_its_cost_is_missing(told: dict[str, str]) -> None:
    lines = [line.split() for line in told['mean = multi.frames["Demand"].mean(axis="columns")'].splitlines()[2:]]
    assert [total == "NaN" for _, total, _ in lines] == [False] * 5 + [True] * 4


def test_the_terms_of_the_proof_add_up_to_the_cost(told: dict[str, str]) -> None:
    assert told['certificate = shared.frames["Certificate"]'].startswith("sum 2,128,139.00, cost 2,128,139.00")
