"""Build the templates as they are shipped: from the schema, and already solved.

The clock and the run's name are fixed, so that building again gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from sop_excel.domain.problem import ALL, BASE
from sop_excel.hosts.xlsx.calculation.shipped_formulas import told_of
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import Options
from sop_excel.sheets.run_info import Stamp
from sop_excel.shipped import DEMAND_DONOR, DONOR, DONORS, FORMULAS, LIFE_DONOR, SALES, TEMPLATES
from templates.make import build_full, build_template
from templates.make.demand_book import blank_outputs, build_demand_book
from templates.make.example_sales import sales_lines
from templates.make.examples import EXAMPLES, FULL
from templates.make.language import FIRST, languages, words_of
from templates.make.life_book import build_life_book

STAMP = Stamp("template", "2026-01-01 00:00:00+00:00", 0.0)


def ship(folder: Path, language: str = FIRST) -> list[Path]:
    """Write every template of a language, solved, into the folder, and return where they are.

    No template says how its plan is called, as the plans of all workbooks that start from it would then have one name:
    it is called like its file, while it is planned like its example.
    """
    words, written = words_of(language), []
    folder.mkdir(parents=True, exist_ok=True)
    for kind, name in TEMPLATES.items():
        path = folder / Path(name).name
        build_template(kind, path, language)
        written.append(path)
    donor = folder / Path(DONOR).name
    build_full(donor, language)
    written.append(donor)
    for example, path in zip((*EXAMPLES, FULL), written, strict=True):
        scenario = ALL if example.rows("Scenarios") else BASE
        named = path.rename(path.with_stem(words(f"about.plan_name_{example.kind}")))
        plan_workbook(named, named, Options(stamp=STAMP, scenario=scenario), named if path == donor else donor)
        named.rename(path)
    own = folder / Path(DEMAND_DONOR).name
    build_demand_book(own, language)
    Workbook.open(own).write(blank_outputs(language), own, own)  # so that every formula has the value of no plan
    life = folder / Path(LIFE_DONOR).name
    build_life_book(life, language)
    return [*written, own, life]


def ship_all(folder: Path) -> list[Path]:
    """Write the templates of every language, English in the folder itself, each other one in its own; what is
    looked up of them; and a history."""
    books = [path for code in languages() for path in ship(folder if code == FIRST else folder / code, code)]
    formulas = folder / Path(FORMULAS).name
    donors = [book for book in books if book.name in {Path(donor).name for donor in DONORS}]
    formulas.write_bytes(f"{told_of(donors)}\n".encode())
    sales = folder / Path(SALES).name
    sales.write_bytes("".join(f"{line}\r\n" for line in sales_lines()).encode())
    return [*books, formulas, sales]
