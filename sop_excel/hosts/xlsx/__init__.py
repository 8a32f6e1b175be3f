"""Workbook files: planning tables read out of an .xlsx package, output tables written into it, all else untouched."""
