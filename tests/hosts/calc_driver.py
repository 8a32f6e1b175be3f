"""Runs under the system's Python, which has LibreOffice's bridge: recalculates workbooks and tells what it computed.

Usage: calc_driver.py SOFFICE PROFILE JOBS.json ANSWER.json
A job is a workbook and the cells [sheet, address, number] to set in it. The answer to each: every formula cell with its
formula, number or text, and error code.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import uno
from com.sun.star.beans import PropertyValue

FORMULAS, TEXT = 16, 2
SECONDS_TO_START = 90


def connected(soffice: str, profile: Path) -> tuple[subprocess.Popen[bytes], Any]:
    """A private office and its desktop."""
    pipe = "calc" + uuid4().hex[:12]
    command = [
        soffice, "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
        f"--accept=pipe,name={pipe};urp;", f"-env:UserInstallation={profile.as_uri()}",
    ]  # fmt: skip
    office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            if office.poll() is not None:  # a new profile makes the office ask to be started again
                office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if time.monotonic() > end:
                office.kill()
                raise
            time.sleep(0.1)


def formula_cells(document: Any) -> list[dict[str, Any]]:
    """Every formula cell of the document, as computed."""
    found = []
    for sheet in document.Sheets:
        ranges = sheet.queryContentCells(FORMULAS)
        for area in ranges.RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    cell = sheet.getCellByPosition(column, row)
                    is_text = cell.FormulaResultType2 == TEXT
                    found.append({
                        "sheet": sheet.Name, "column": column, "row": row, "formula": cell.Formula,
                        "value": cell.String if is_text else cell.Value, "error": cell.getError(),
                    })  # fmt: skip
    return found


def recalculated(desktop: Any, book: Path, changes: list[tuple[str, str, float]]) -> list[dict[str, Any]]:
    """Formula cells after the changes and a hard recalculation."""
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    document = desktop.loadComponentFromURL(book.resolve().as_uri(), "_blank", 0, (hidden,))
    try:
        for sheet, cell, number in changes:
            document.Sheets.getByName(sheet).getCellRangeByName(cell).Value = number
        document.calculateAll()
        return formula_cells(document)
    finally:
        document.close(True)


def main(words: list[str]) -> None:
    """Do the job."""
    soffice, profile, jobs, answer = words
    office, desktop = connected(soffice, Path(profile))
    try:
        found = [recalculated(desktop, Path(book), changes) for book, changes in json.loads(Path(jobs).read_text())]
    finally:
        try:
            desktop.terminate()
            office.wait(10)
        except Exception:
            office.kill()
    Path(answer).write_text(json.dumps(found))


main(sys.argv[1:])
