"""Reads a file of another form than .xlsx; which form it has is told by its content, not by its name."""

from __future__ import annotations

from pathlib import Path

from sop_excel.hosts.sources.faults import content_of
from sop_excel.hosts.sources.text_file import MAX_FILE, text_sheet
from sop_excel.spreadsheet.raw_sheet import RawSheet


def read_sheets(path: Path) -> tuple[RawSheet, ...]:
    """The sheets of a file. Raises InputError if it cannot be used, and MachineError if it cannot be read."""
    return (text_sheet(path, content_of(path, MAX_FILE)),)
