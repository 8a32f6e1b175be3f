"""Faults of the file itself: every one ends as one sentence that names the file."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers.expat import ExpatError

from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.spreadsheet.areas import NotationError

WORKBOOK = "an Excel workbook (.xlsx or .xlsm)"
REPAIR = "open it in the spreadsheet program, save it again as .xlsx and run again"


class BrokenPartError(NotationError):
    """Something in the package is not as the format demands; the text says what was found."""


class PlacedFaultError(BrokenPartError):
    """A fault of a package whose text says already where it is."""


def file_issue(path: Path, found: str, advice: str = REPAIR, expected: str = WORKBOOK) -> Issue:
    """The issue whose place is the file."""
    return Issue(path.name, "", expected, found, advice)


def refused(path: Path, found: str, advice: str = REPAIR) -> InputError:
    """The error of a file that cannot be used at all."""
    return InputError([file_issue(path, found, advice)])


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever a damaged package makes the parsers raise into one InputError about the file."""
    try:
        yield
    except NotationError as fault:
        raise refused(path, str(fault)) from fault
    except ExpatError as fault:
        raise refused(path, f"a damaged part ({fault})") from fault
    except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
        raise refused(path, f"a damaged file ({fault})", "get an undamaged copy, for example from a backup") from fault
    except NotImplementedError as fault:
        raise refused(path, f"a part packed in a way that no spreadsheet program uses ({fault})") from fault


@contextmanager
def within(place: str) -> Iterator[None]:
    """Say of a fault in which part (and of which sheet) it is."""
    try:
        yield
    except PlacedFaultError:
        raise
    except ExpatError as fault:
        raise PlacedFaultError(f"a damaged part ({place}: {fault})") from fault
    except NotationError as fault:
        raise PlacedFaultError(f"{fault}, in {place}") from fault


@contextmanager
def machine(path: Path, doing: str) -> Iterator[None]:
    """Turn what the operating system refuses into a MachineError that says what we were doing."""
    try:
        yield
    except PermissionError as fault:
        raise MachineError(
            f"{path.name} could not be {doing}: permission denied; close it in Excel if it is open there, "
            "and check that you may write to the file and its folder."
        ) from fault
    except OSError as fault:
        raise MachineError(f"{path.name} could not be {doing}: {fault.strerror or fault}.") from fault
