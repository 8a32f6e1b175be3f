"""Random packages, each planned and judged: refused with a sentence, or written without harm to what is the planner's.

``python -m tests.damaged.fuzz FIRST COUNT`` writes a line of JSON for each of COUNT seeds. Whatever hangs ends the
process by an alarm, so that the line for its seed is missing.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import warnings
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import openpyxl
from openpyxl.utils import range_boundaries

from sop_excel.contract import schema
from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated
from sop_excel.errors import DraftError, InputError, SopError
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.hosts.xlsx.soundness import broken
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.damaged.books import fresh, planned
from tests.damaged.mutations import Parts, damaged
from tests.fidelity.foreign import foreign_book
from tests.fidelity.test_schema import faults
from tests.unit.xlsx.books import contents

SECONDS = 20
VALIDATED = 20  # every so many seeds: the validator takes longer than all else together
_STYLES = "xl/styles.xml"
INPUTS = [form.name for form in schema.INPUT_TABLES]
OURS = {form.name for form in schema.OUTPUT_FORMS}


@dataclass(frozen=True)
class Verdict:
    """What became of a seed: ``accepted``, ``refused`` or ``failed``, why, whether it was compared, what is wrong."""

    seed: int
    outcome: str
    why: str
    compared: bool
    wrong: list[str]


@cache
def bases() -> list[tuple[str, Parts]]:
    """The good workbooks that are damaged: before a plan, after one, and with all that other programs put in."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "foreign.xlsm"
        foreign_book(book)
        before = contents(book)
        plan_workbook(book, book, Options(), resource(DONOR))
        return [("xlsx", fresh()), ("xlsx", planned()), ("xlsm", before), ("xlsm", contents(book))]


def judged(seed: int, folder: Path) -> Verdict:
    """Make the package of this seed, plan it and look at what has become of it."""
    random = Random(seed)  # noqa: S311
    suffix, parts = random.choice(bases())
    book, out = folder / f"{seed}.{suffix}", folder / f"{seed}-out.{suffix}"
    content = damaged(random, parts)
    book.write_bytes(content)
    outcome, why = _planned(book, out)
    wrong = [] if book.read_bytes() == content else ["the input has changed"]
    wrong += _unreadable(book)
    compared = False
    if outcome == "accepted":
        wrong += _unsound(book, out)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if (before := _loaded(book)) is not None:
                compared = True
                wrong += [*_misread(book), *_harmed(before, _loaded(out))]
                wrong += _invalid(book, out) if seed % VALIDATED == 0 else []
    elif out.exists():
        wrong.append("something was written")
    if outcome == "failed":
        wrong.append(why)
    return Verdict(seed, outcome, why, compared, wrong)


def _planned(book: Path, out: Path) -> tuple[str, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            plan_workbook(book, out, Options(), resource(DONOR))
    except InputError as error:
        return "refused", str(error.issues[0])
    except DraftError as error:
        return "failed", str(error)
    except SopError as error:
        return "refused", str(error)
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"
    return "accepted", ""


def _unreadable(book: Path) -> list[str]:
    """How the reading of all its sheets ends, if it is neither with them nor with a sentence."""
    try:
        Workbook.open(book).raw_sheets()
    except SopError:
        return []
    except Exception as error:
        return [f"its sheets: {type(error).__name__}: {error}"]
    return []


def _unsound(book: Path, out: Path) -> list[str]:
    """Rules of packages that the output breaks and the input did not."""
    return sorted(broken(Package(out)) - broken(Package(book)))


def _invalid(book: Path, out: Path) -> list[str]:
    """Faults that the validator finds in the output and did not find in the input."""
    return [f"{part}: {sentence}" for part, sentence, _ in faults(out) - faults(book)][:3]


def _loaded(path: Path) -> Any:
    """The workbook as openpyxl reads it; none where it reads no styles, since it knows their part by one spelling."""
    with ZipFile(path) as package:
        names = package.namelist()
    if any(name.lower() == _STYLES != name for name in names):
        return None
    with suppress(Exception):  # what openpyxl cannot read, it cannot be compared with
        return openpyxl.load_workbook(path)
    return None


def _misread(book: Path) -> list[str]:
    """Cells of input tables that we read otherwise than openpyxl."""
    ours, theirs = Workbook.open(book).tables(INPUTS), openpyxl.load_workbook(book, data_only=True)
    found = []
    for sheet in theirs.worksheets:
        for table in sheet.tables.values():
            mine = next((one for key, one in ours.items() if key.lower() == table.name.lower()), None)
            rows = list(sheet[table.ref])[1:] if mine else []
            for row, cells in zip(mine.rows if mine else (), rows, strict=False):
                found += [
                    f"{sheet.title}!{cell.coordinate} read as {value!r}, not {cell.value!r}"
                    for value, cell in zip(row, cells, strict=False)
                    if not _same(value, cell.value)
                ]
    return found[:3]


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, DateValue | NotCalculated):
        return True
    if isinstance(ours, ErrorValue):
        return isinstance(theirs, str)
    if isinstance(ours, str):
        return (isinstance(theirs, str) and ("_x" in theirs or ours == theirs)) or (theirs is None and not ours)
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= 1e-12 * abs(ours) or ours == theirs
    return bool(ours == theirs)


def _harmed(before: Any, after: Any) -> list[str]:
    """What openpyxl reads otherwise after the plan than before, outside our tables."""
    if after is None:
        return ["openpyxl reads the input and not the output"]
    if after.sheetnames[: len(before.sheetnames)] != before.sheetnames:
        return [f"sheets {before.sheetnames} became {after.sheetnames}"]
    found: list[str] = []
    for old in before.worksheets:
        new = after[old.title]
        ours = _areas(old) + _areas(new)
        for row in old.iter_rows():
            for cell in row:
                if cell.value is not None and not any(_holds(area, cell) for area in ours):
                    now = new[cell.coordinate]
                    if (_told(now.value), now.number_format) != (_told(cell.value), cell.number_format):
                        found.append(f"{old.title}!{cell.coordinate} was {cell.value!r} and is {now.value!r}")
        found += [f"table {t.name} moved" for t in old.tables.values() if t.name not in OURS and _moved(t, new)]
    return found[:3]


def _told(value: Any) -> str:
    """A value as text; formulas of arrays and data tables are objects with what they say in them."""
    return str(vars(value) if hasattr(value, "ref") else value)


def _moved(table: Any, sheet: Any) -> bool:
    return table.name not in sheet.tables or bool(sheet.tables[table.name].ref != table.ref)


def _areas(sheet: Any) -> list[tuple[int, int, int, int]]:
    ours = {name.lower() for name in OURS}
    return [range_boundaries(table.ref) for table in sheet.tables.values() if table.displayName.lower() in ours]


def _holds(area: tuple[int, int, int, int], cell: Any) -> bool:
    return bool(area[0] <= cell.column <= area[2] and area[1] <= cell.row <= area[3])


def main(first: int, count: int) -> None:
    """Judge the seeds from ``first`` on."""
    bases()
    with tempfile.TemporaryDirectory() as place:
        for seed in range(first, first + count):
            signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of processor time: other programs may keep this one waiting
            verdict = judged(seed, Path(place))
            sys.stdout.write(json.dumps(asdict(verdict)) + "\n")
            sys.stdout.flush()
            for left in Path(place).iterdir():
                left.unlink()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
