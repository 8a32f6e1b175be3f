"""Machines to install on: the layouts of Windows and of a Mac in a temporary home, with the Python of the tests."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from sop_excel.domain.problem import Problem
from sop_excel.hosts.addin.locations import Machine
from sop_excel.hosts.xlsx.plans import read
from sop_excel.shipped import TEMPLATES, resource

LAYOUTS = ("win32", "darwin")
MAC_STARTUP = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
MAC_DATA = "Library/Containers/com.microsoft.Excel/Data"


def machine(layout: str, home: Path) -> Machine:
    """A machine of that system on which Excel has been started and everything is installed."""
    return windows(home) if layout == "win32" else mac(home)


def windows(home: Path) -> Machine:
    """A user of Windows."""
    roaming = home / "AppData" / "Roaming"
    (roaming / "Microsoft" / "Excel").mkdir(parents=True)
    return replace(
        Machine.here(),
        platform="win32", home=home, encoding="cp1252", bits=64, python="3.11.9",
        environ={**os.environ, "APPDATA": str(roaming), "USERPROFILE": str(home)},
        interpreter=Path(sys.executable), versions={**Machine.here().versions, "pywin32": "310"},
    )  # fmt: skip


def mac(home: Path) -> Machine:
    """A user of a Mac."""
    (home / MAC_STARTUP).parent.mkdir(parents=True)
    (home / MAC_DATA).mkdir(parents=True)
    return replace(
        Machine.here(),
        platform="darwin", home=home, encoding="ascii", interpreter=Path(sys.executable),
        versions={**Machine.here().versions, "appscript": "1.3.0"},
    )  # fmt: skip


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below, with the content of the files."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def program(path: Path, script: str) -> Path:
    """A program of a few lines of shell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def input_statement(content: bytes, encoding: str) -> dict[str, str]:
    """The settings as VBA's ``Input #`` reads them: from quotation mark to quotation mark, whatever is in between."""
    found, rest = {}, content.decode(encoding)
    while rest.strip():
        _, key, comma, value, rest = rest.split('"', 4)
        assert comma == ","
        found[key] = value
    return found


def sample() -> Problem:
    """The single-product template, on which solvers are tried."""
    return read(resource(TEMPLATES["single"]))
