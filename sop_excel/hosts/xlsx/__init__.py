"""Workbook files: planning tables read out of an .xlsx package, output tables written into it, all else untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sop_excel.hosts.xlsx.workbook import Workbook

__all__ = ["Workbook"]


def __getattr__(name: str) -> object:
    """What reads and writes workbooks, with the libraries that it takes, for those who ask for it."""
    if name == "Workbook":
        from sop_excel.hosts.xlsx.workbook import Workbook

        return Workbook
    raise AttributeError(name)
