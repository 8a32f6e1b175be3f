"""Steps that write files: a sheet as it would be printed, the book as the office saves it, a web page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from com.sun.star.beans import PropertyValue


def print_sheet(document: Any, sheet: str, target: str) -> None:
    """One sheet alone as a PDF: the others are hidden and lose their print areas, which would print all the same."""
    sheets = [document.Sheets.getByIndex(n) for n in range(document.Sheets.Count)]
    areas = [other.PrintAreas for other in sheets]
    document.Sheets.getByName(sheet).IsVisible = True
    for other in sheets:
        other.IsVisible = other.Name == sheet
        if other.Name != sheet:
            other.PrintAreas = ()
    _store(document, target, "calc_pdf_Export")
    for other, area in zip(sheets, areas, strict=True):
        other.PrintAreas = area


def save(document: Any, target: str, kind: str = "Calc MS Excel 2007 XML", password: str = "") -> None:
    """All of it as the office writes an Excel workbook, or a file of another kind."""
    _store(document, target, kind, **({"Password": password} if password else {}))


def web_page(document: Any, target: str) -> str:
    """All sheets as a web page, whose cells have the colours of the conditional formats that apply."""
    _store(document, target, "HTML (StarCalc)")
    return Path(target).read_text(encoding="utf-8")


def _store(document: Any, target: str, kind: str, **more: str) -> None:
    document.storeToURL(Path(target).as_uri(), tuple(_property(*one) for one in {"FilterName": kind, **more}.items()))


def _property(name: str, value: str) -> PropertyValue:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


STEPS: dict[str, Callable[..., Any]] = {"print": print_sheet, "save": save, "web page": web_page}
