"""Draws every sheet of every template and of a solved workbook: ``python -m tests.pictures pictures [docs]``.

A developer's tool; it needs LibreOffice and poppler. The first folder gets a PDF of each workbook and a PNG of each of
its pages. The second one, where it is named, gets the few that the README shows: cut out of the same pages, in
the resolution that keeps them small.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.languages import LANGUAGES
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, TEMPLATES, resource, template
from tests.instances.published import PUBLISHED
from tests.workbooks import make_workbook

DPI = 80  # of the pages to look through
SOLVED = next(instance for instance in PUBLISHED if instance.name == "factory_planning")


@dataclass(frozen=True)
class Cut:
    """A part of a page for the README, in millimetres from the upper left of the paper."""

    name: str
    book: str
    sheet: str
    left: float
    top: float
    width: float
    height: float
    dpi: int


MULTI = "en-multi"
CUTS = (
    Cut("plan-chart", MULTI, "Plan chart", 8, 36, 180, 78, 100),
    Cut("pictures/meeting", MULTI, "Meeting", 36, 13, 225, 167, 118),
    Cut("pictures/plan-chart-sheet", MULTI, "Plan chart", 8, 14, 196, 162, 90),
)


def draw_all(folder: Path) -> None:
    """A PDF of every workbook, and a PNG of each of its pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.pdf"), *folder.glob("*.png")):
        old.unlink()
    with TemporaryDirectory() as name:
        _to_pdf(_books(Path(name)), folder, Path(name) / "profile")
    for pdf in folder.glob("*.pdf"):
        _run("pdftoppm", "-r", str(DPI), "-png", pdf, folder / pdf.stem)


def cut_out(folder: Path, target: Path) -> None:
    """The pictures of the README, out of the PDFs in the folder."""
    for cut in CUTS:
        (target / cut.name).parent.mkdir(parents=True, exist_ok=True)
        pdf = folder / f"{cut.book}.pdf"
        page = str(_page_of(pdf, cut.sheet))
        places = {"-x": cut.left, "-y": cut.top, "-W": cut.width, "-H": cut.height}
        area = [word for option, mm in places.items() for word in (option, str(round(mm * cut.dpi / 25.4)))]
        _run(
            "pdftoppm", "-r", str(cut.dpi), "-f", page, "-l", page, "-singlefile", "-png", *area, pdf, target / cut.name
        )


def _books(folder: Path) -> list[Path]:
    """Copies under names that tell them apart: each template in each language, and a planner's workbook solved."""
    books = []
    for language in LANGUAGES:
        for kind in TEMPLATES:
            books.append(folder / f"{language}-{kind}.xlsx")
            shutil.copyfile(resource(template(kind, language)), books[-1])
    solved = make_workbook(folder / "solved.xlsx", SOLVED.tables)
    plan_workbook(solved, solved, Options(), resource(DONOR))
    return [*books, solved]


def _to_pdf(books: Sequence[Path], folder: Path, profile: Path) -> None:
    """All in one go, with a profile of its own; the first start on a new profile may end at once."""
    convert = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    for _ in range(2):
        _run(*convert, "--outdir", folder, *books)
        if all((folder / f"{book.stem}.pdf").exists() for book in books):
            return
    raise SystemExit("LibreOffice made no PDF; is it installed?")


def _page_of(pdf: Path, sheet: str) -> int:
    """The first page of a sheet, whose name stands in the middle of the footer."""
    pages = _run("pdftotext", "-layout", pdf, "-").split("\f")
    return next(number for number, page in enumerate(pages, 1) if re.search(rf"  {sheet}  +\d+ / ", page))


def _run(*command: str | Path) -> str:
    return subprocess.run([*command], check=True, capture_output=True, text=True, timeout=300).stdout


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]))
    if len(sys.argv) > 2:
        cut_out(Path(sys.argv[1]), Path(sys.argv[2]))
