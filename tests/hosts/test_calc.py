"""LibreOffice Calc opens what we write, recalculates every formula, and comes to our numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.domain.costs import TOTAL_COST
from tests.hosts.books import Book, address, templates
from tests.hosts.calc import Calc, needs_calc
from tests.hosts.conftest import Judged
from tests.hosts.refilled import refilled
from tests.instances.published import BICYCLES, FACTORY, PUBLISHED, SAILBOATS, Instance

pytestmark = [pytest.mark.host, needs_calc]


def test_every_template_and_every_published_instance_is_judged(books: tuple[Book, ...]) -> None:
    """The templates of one product and of several are among them."""
    names = [book.name for book in books]
    assert {"single_product", "multi_product"} < set(names)
    assert names[-len(PUBLISHED) :] == [instance.name for instance in PUBLISHED]


def test_no_formula_gives_an_error(judged: tuple[Judged, ...]) -> None:
    """After a hard recalculation, in any workbook."""
    assert [(one.book.name, place) for one in judged for place in one.errors] == []


def test_the_office_sees_every_formula_of_the_file(judged: tuple[Judged, ...]) -> None:
    """None is lost or taken for a text: as many on each sheet as the file holds."""
    for one in judged:
        written = sorted(sheet for sheet, _, _ in one.book.formula_cells())
        assert sorted(cell["sheet"] for cell in one.cells) == written, one.book.name


def test_every_formula_gives_the_value_that_we_wrote(judged: tuple[Judged, ...]) -> None:
    """To 1e-9 relative, texts exactly; more than 1,000 cells in all."""
    assert sum(map(compared, judged)) > 1000


def compared(judged: Judged) -> int:
    """How many formula cells there are, each found equal."""
    for cell in judged.cells:
        place = (judged.book.name, address(cell["sheet"], cell["column"], cell["row"]))
        ours = judged.book.values[cell["sheet"]].cell(cell["row"] + 1, cell["column"] + 1).value
        if isinstance(cell["value"], str):
            assert cell["value"] == (ours or ""), place
        else:
            assert ours is not None, place
            assert cell["value"] == pytest.approx(ours, rel=1e-9, abs=1e-9), place
    return len(judged.cells)


@pytest.mark.parametrize(
    ("template", "instance"),
    [("multi_product_full", FACTORY), ("multi_product_full", SAILBOATS), ("es/multi_product_full", BICYCLES)],
    ids=["seven products, five resources", "one product, overtime", "twelve months, in Spanish"],
)
def test_a_template_with_other_figures_still_adds_up(
    template: str, instance: Instance, calc: Calc, tmp_path: Path
) -> None:
    """No error, our values in every table that we write, and the new total on a page that is made of formulas alone."""
    example = next(book for book in templates() if book.name == template)
    book = refilled(example, instance, tmp_path / "book.xlsx")
    _, errors, cells = calc.job(book.path, *({"do": step} for step in ("recalculate", "errors", "formulas")))
    assert errors == []
    ours = [book.blocks[form.name] for form in OUTPUT_FORMS]
    written = [cell for cell in cells if any(block.holds(cell["sheet"], cell["column"], cell["row"]) for block in ours)]
    assert compared(Judged(book, errors, written, [])) > 20
    (total,) = (row["Amount"] for row in book.rows("CostSummary") if row["Cost"] == TOTAL_COST)
    totals = book.blocks["PlanTotals"]  # below the page
    page = [cell for cell in cells if cell["sheet"] == totals.sheet and cell["row"] < totals.top]
    assert [cell for cell in page if cell["value"] == pytest.approx(total)]
