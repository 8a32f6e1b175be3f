"""What a terminal shows beside plain text, and that nobody else gets any of it."""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from sop_excel.hosts.cli.terminal import fitted
from tests.commands import bare, sop_excel
from tests.examples import few
from tests.workbooks import Rows, make_workbook

if sys.platform == "win32":
    pytest.skip("a terminal as Unix has it", allow_module_level=True)
import fcntl
import pty
import termios

TABLES: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Holding cost", "Backorder cost", "Lost sale cost", "Subcontract cost"],
                 ["Fan", 5, 1, 100, 200, 50]],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 1000000, 2000000]],
}  # fmt: skip
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;;.*?\x1b\\")


def at_terminal(
    *words: object, columns: int = 80, settings: Mapping[str, str] = MappingProxyType({})
) -> tuple[int, str]:
    """The exit status, and all that came to the terminal."""
    number, master = pty.fork()
    if not number:  # the child
        line = [sys.executable, "-m", "sop_excel", *map(str, words)]
        os.execve(line[0], line, {"TERM": "xterm-256color", **bare(**settings)})  # noqa: S606
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    told = b""
    while True:
        try:
            more = os.read(master, 65536)
        except OSError:  # so Linux says that all is told
            break
        if not more:
            break
        told += more
    os.close(master)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), told.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_a_link_and_a_pipe_gets_neither(tmp_path: Path) -> None:
    """Without them both say the same where the table fits."""
    book = make_workbook(tmp_path / "book.xlsx", TABLES)
    piped = sop_excel("optimize", book)
    status, shown = at_terminal("optimize", book, columns=160)
    assert (status, piped.status) == (0, 0)
    assert "\x1b" not in piped.out
    assert f"\x1b]8;;{book.as_uri()}\x1b\\{book}\x1b]8;;\x1b\\" in shown
    assert "\x1b[32moptimal, proved\x1b[0m" in shown
    assert piped.out.split("Status: ")[0] in ESCAPE.sub("", shown)


@pytest.mark.parametrize("settings", few(({"NO_COLOR": "1"}, {"TERM": "dumb"}), lambda one: "TERM" in one))
def test_no_colour_where_it_is_not_wanted_or_not_understood(settings: dict[str, str], tmp_path: Path) -> None:
    """In answers, errors and help."""
    book = make_workbook(tmp_path / "book.xlsx", TABLES)
    for words in (["check", book], ["check", tmp_path / "nowhere.xlsx"], ["check", "--help"], ["optimise"]):
        _, shown = at_terminal(*words, columns=80, settings=settings)
        assert not re.search(r"\x1b\[[0-9;]*m", shown)
    assert "\x1b[" in at_terminal("optimise")[1]


@pytest.mark.parametrize("columns", few((30, 40, 60, 80), lambda columns: columns == 40))
def test_a_table_is_fitted_to_the_width_of_the_terminal(columns: int, tmp_path: Path) -> None:
    """Titles stand in several lines, columns that do not fit below; no number is cut."""
    book = make_workbook(tmp_path / "book.xlsx", TABLES)
    _, shown = at_terminal("optimize", book, columns=columns, settings={"LANG": "C"})
    tables = ESCAPE.sub("", shown).split("Status: ")[0]
    tables = tables[tables.index("Fan") :]
    assert max(map(len, tables.splitlines())) <= columns
    assert len(re.findall("2,000,000", tables)) >= 2
    numbers = sorted(re.findall(r"[\d,.]{2,}", sop_excel("optimize", book).out.split("Status: ")[0]))
    assert sorted(re.findall(r"[\d,.]{2,}", tables)) == numbers


def test_no_cell_is_cut_at_any_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where titles have to stand in several lines, each column keeps what its cells need."""
    head = ["Scenario", "Status", "Total cost", "Difference to base", "Fill rate"]
    rows = [
        ["base", "optimal", "2,128,139.00", "+0.00", "100.0%"],
        ["Larger", "optimal", "40.00", "-87,996.00", "9.5%"],
    ]
    for columns in range(22, 90):
        monkeypatch.setenv("COLUMNS", str(columns))
        shown = fitted([head, *rows])
        assert all(cell in shown for row in rows for cell in row), shown
        assert max(map(len, shown.splitlines())) <= columns


def test_the_help_of_every_width_fits_it(tmp_path: Path) -> None:
    """And is no wider than what reads well."""
    for columns, most in ((50, 50), (80, 80), (160, 110)):
        _, shown = at_terminal("chain", "--help", columns=columns)
        assert max(len(ESCAPE.sub("", line)) for line in shown.splitlines()) <= most


def test_how_long_each_step_took_is_told_where_it_is_wanted(tmp_path: Path) -> None:
    """On standard error, after the answer."""
    ran = sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", TABLES), "-v", "--json")
    assert ran.answer["status"] == "optimal"
    assert {"reading", "solving", "writing", "in all"} <= {line.split(" s  ")[1] for line in ran.err.splitlines()}
