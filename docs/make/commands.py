"""The page of the command line, written from the program's own help."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from sop_excel.hosts.cli.usage import COMMANDS

WIDTH = 88


def commands() -> str:
    """The whole page; each help as a terminal of this width shows it, without colour."""
    with ThreadPoolExecutor(os.cpu_count()) as several:
        helps = several.map(_help, ["", *COMMANDS])
    whole, *each = helps
    parts = [f"## `sop-excel {name}`\n\n```text\n{told}```\n" for name, told in zip(COMMANDS, each, strict=True)]
    return "\n".join([_HEAD, f"```text\n{whole}```\n", *parts])


def _help(command: str) -> str:
    plain = {"COLUMNS": str(WIDTH), "TERMINAL_WIDTH": str(WIDTH), "LINES": "50", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-m", "sop_excel", *command.split(), "--help"],
        env={**os.environ, **plain, "LANG": "C.UTF-8"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.strip("\n").splitlines())


_HEAD = """# The commands

This is what the program says of itself (`sop-excel COMMAND --help`), written by `make docs`.
[Exit status and JSON](analysts.md#json) are the same for all of them.
"""
