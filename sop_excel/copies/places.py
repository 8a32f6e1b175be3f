"""Where copies are, and by which a workbook is known again."""

from __future__ import annotations

import os
from pathlib import Path

from sop_excel.own_places import own_folder

FOLDER = "copies"  # in the user's own folder
MARK = " (before "  # in the name of every copy


def folder() -> Path:
    """Where the copies are; nobody may have made it yet."""
    return own_folder() / FOLDER


def name_of(workbook: Path) -> str:
    """By which a workbook is known again: where it really is."""
    return os.path.normcase(os.path.realpath(workbook))
