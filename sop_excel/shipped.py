"""Where the files are that come with the program, such as the workbooks that planners start from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from sop_excel.errors import MachineError
from sop_excel.languages import LANGUAGES  # English stands in the folder itself, each other one in its own

TemplateKind = Literal["single", "multi", "aggregate_plan", "lot_sizing", "bill_of_materials"]
TEMPLATES: dict[TemplateKind, str] = {
    "single": "templates/single_product.xlsx",
    "multi": "templates/multi_product.xlsx",
    "aggregate_plan": "templates/aggregate_plan.xlsx",
    "lot_sizing": "templates/lot_sizing.xlsx",
    "bill_of_materials": "templates/bill_of_materials.xlsx",
}
DONOR = "templates/multi_product_full.xlsx"  # with every table and column that there is
DEMAND_DONOR = "templates/from_history.xlsx"  # what a history becomes, with sheets for all before the plan
LIFE_DONOR = "templates/over_time.xlsx"  # sheets for what becomes of a plan: what changed, runs, rules beside it
DONORS = (DONOR, DEMAND_DONOR, LIFE_DONOR)  # from which workbooks receive the sheets that they lack
FORMULAS = "templates/formulas.json"  # what the donors' formulas look like
SALES = "templates/sales.csv"  # a sales history as it comes out of other programs, to try with
_PACKAGE = Path(__file__).resolve().parent

# A built package carries the files inside itself; a working copy has them at its top.
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent)


def resource(name: str) -> Path:
    """The file of that name, such as ``templates/single_product.xlsx``.

    Raises MachineError if the installation lacks it.

    >>> resource("templates/single_product.xlsx").name
    'single_product.xlsx'
    """
    for place in _PLACES:
        if (place / name).is_file():
            return place / name
    raise MachineError(f"this installation of sop-excel lacks the file {name}; install sop-excel again")


def template(kind: TemplateKind, language: str = LANGUAGES[0]) -> str:
    """The name of a template among the files that come with the program.

    >>> template("single", "es")
    'templates/es/single_product.xlsx'
    """
    return in_language(TEMPLATES[kind], language)


def in_language(shipped: str, language: str) -> str:
    """The name of a shipped workbook in one of ``LANGUAGES``.

    >>> in_language("templates/from_history.xlsx", "en"), in_language("templates/from_history.xlsx", "es")
    ('templates/from_history.xlsx', 'templates/es/from_history.xlsx')
    """
    folder, _, name = shipped.rpartition("/")
    return shipped if language == LANGUAGES[0] else f"{folder}/{language}/{name}"


def in_every_language(donor: Path) -> list[Path]:
    """A template itself, and its namesakes in the folders of other languages beside it."""
    return [donor, *sorted(donor.parent.glob(f"*/{donor.name}"))]


def nearest(sheets: Iterable[str], donor: Path) -> Path:
    """The donor in the language whose templates share most names of sheets with a workbook; of equal ones the first."""
    names = {name.lower() for name in sheets}
    return max(in_every_language(donor), key=lambda path: len(names & _names_in(path.parent)))


def _names_in(folder: Path) -> set[str]:
    books = {folder / Path(name).name for name in (*TEMPLATES.values(), *DONORS)}
    return {name for path in books if path.is_file() for name in _sheet_names(path)}


def _sheet_names(path: Path) -> set[str]:
    """The names of a template's sheets, in lower case; templates are our own, so nothing is checked."""
    import zipfile  # which --version and --help do without

    found: set[str] = set()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            found.add(attributes["name"].lower())

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with zipfile.ZipFile(path) as package:
        parser.Parse(package.read("xl/workbook.xml"), True)
    return found
