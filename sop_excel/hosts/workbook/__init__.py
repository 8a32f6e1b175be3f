"""Workbook files: planning tables read out of an .xlsx package, output tables written into it, all else untouched."""

from sop_excel.hosts.workbook.workbook import Workbook

__all__ = ["Workbook"]
