"""The notebook of the documentation runs from top to bottom, and its sentences are true of what comes out."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "what_if.ipynb"


def notebook() -> Any:
    return nbformat.read(NOTEBOOK, 4)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each cell printed, by its first line."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as environment:
        environment.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))  # nothing of this user's own
        warnings.simplefilter("ignore")  # of the kernel's libraries
        from nbclient import NotebookClient

        book = notebook()
        asyncio.run(NotebookClient(book, timeout=120, kernel_name="python3").async_execute())
    return {cell.source.splitlines()[0]: _printed(cell) for cell in book.cells if cell.cell_type == "code"}


def _printed(cell: Any) -> str:
    texts = [output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "".join(texts)


def test_the_notebook_is_stored_without_outputs() -> None:
    """What it shows is what the reader's own version computes."""
    code = [cell for cell in notebook().cells if cell.cell_type == "code"]
    assert code
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)] * len(code)


def test_the_plan_and_its_proof_are_those_of_the_example(told: dict[str, str]) -> None:
    assert told["base = planned(single)"].startswith(
        "2,213.00 (production 1,677.50, holding 535.50); no plan costs less than 2,213.00"
    )
    assert told["from dataclasses import replace"].startswith("2,220.00 (production 1,680.00, holding 540.00)")


def test_neither_claim_holds_with_constant_costs(told: dict[str, str]) -> None:
    for cell in (
        "dear = planned(changed(single, holding_cost=50))",
        "cheap = planned(changed(single, production_cost=1))",
    ):
        assert "the same production in every month: True" in told[cell]


def test_both_claims_hold_where_it_matters_when_a_unit_is_made(told: dict[str, str]) -> None:
    early = told["rising = np.where(np.arange(12) < 6, 10.0, 18.0)"].splitlines()
    kept = [float(line.split(":")[1].split()[0]) for line in early]
    assert kept[0] > 0 == kept[-1]
    made = told["offer = np.full(12, 10.0)"].splitlines()[-1]
    assert made == "made in January: 167.75 of 167.75 units"


def test_too_little_capacity_is_answered_with_what_helps(told: dict[str, str]) -> None:
    assert "possible with: Raise capacity of Factory" in told["none = planned(changed(multi, capacity=12_000))"]


def test_the_terms_of_the_proof_add_up_to_the_cost(told: dict[str, str]) -> None:
    assert told["terms = pd.DataFrame(certificate(shared).terms)"].startswith("sum 2,128,139.00, cost 2,128,139.00")
