"""Runs under the system's Python, which has LibreOffice's bridge: imports add-in files, runs their functions.

Usage: basic_driver.py SOFFICE PROFILE JOBS.json ANSWER.json
A job is a file and a list of calls [module, function, arguments]. The answer to each: the text of every module as
imported, and for every call what it returned, or null if it could not be run.
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

PROJECT = "SopExcel"
RUN_MACROS = 4
SECONDS_TO_START = 90


def connected(soffice: str, profile: Path) -> tuple[subprocess.Popen[bytes], Any]:
    """A private office and its desktop."""
    pipe = "basic" + uuid4().hex[:12]
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


def option(name: str, value: Any) -> Any:
    """A named value as the office takes it."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def answered(desktop: Any, file: str, calls: list[tuple[str, str, list[Any]]]) -> dict[str, Any]:
    """What one job asks for."""
    how = (
        option("Hidden", True),
        option("MacroExecutionMode", RUN_MACROS),
        option("FilterName", "Calc MS Excel 2007 VBA XML"),
    )
    document = desktop.loadComponentFromURL(Path(file).resolve().as_uri(), "_blank", 0, how)
    try:
        library = document.BasicLibraries.getByName(PROJECT)
        scripts = document.getScriptProvider()
        return {
            "sheets": [(sheet.Name, sheet.IsVisible) for sheet in document.Sheets],
            "modules": {name: library.getByName(name) for name in library.ElementNames},
            "calls": [called(scripts, *call) for call in calls],
        }
    finally:
        document.close(True)


def called(scripts: Any, module: str, function: str, arguments: list[Any]) -> Any:
    """What the function returns; null if it cannot be run."""
    address = f"vnd.sun.star.script:{PROJECT}.{module}.{function}?language=Basic&location=document"
    try:
        return scripts.getScript(address).invoke(tuple(arguments), (), ())[0]
    except Exception:
        return None


def main(words: list[str]) -> None:
    """Do the jobs."""
    soffice, profile, jobs, answer = words
    office, desktop = connected(soffice, Path(profile))
    try:
        found = [answered(desktop, file, calls) for file, calls in json.loads(Path(jobs).read_text())]
    finally:
        try:
            desktop.terminate()
            office.wait(10)
        except Exception:
            office.kill()
    Path(answer).write_text(json.dumps(found))


main(sys.argv[1:])
