"""``sop-excel addin`` and ``sop-excel doctor`` as a user types them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sop_excel.hosts.addin.commands import addin, doctor
from sop_excel.hosts.addin.locations import Machine, places
from tests.addin.machines import LAYOUTS, machine, sample, windows
from tests.commands import sop_excel

on_linux = pytest.mark.skipif(sys.platform in LAYOUTS, reason="would install on the machine that runs the tests")


def said(action: str, here: Machine, status: int) -> str:
    """What ``sop-excel addin ACTION`` says on that machine, once its exit status is as expected."""
    lines: list[str] = []
    assert addin(action, None, False, lines.append, here) == status
    return "\n".join(lines)


def test_build_writes_the_file_anywhere_and_replaces_an_older_one_when_told_to(tmp_path: Path) -> None:
    """A workbook package with a macro project."""
    target = tmp_path / "sop_excel.xlam"
    target.write_bytes(b"older")
    ran = sop_excel("addin", "build", "-o", target)
    assert (ran.status, target.read_bytes()) == (2, b"older")
    assert ran.err.endswith("found a file of that name; choose another name, or replace the file with --force\n")
    ran = sop_excel("addin", "build", "-o", target, "--force")
    assert (ran.status, ran.out, ran.err) == (0, f"written: {target}\n", "")
    with zipfile.ZipFile(target) as package:
        assert "xl/vbaProject.bin" in package.namelist()
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["build"], "sop-excel addin build: expected a complete command"),
        (["build", "-o", "sop_excel.xlsx"], "sop_excel.xlsx: expected a file name that ends in .xlam"),
        (["build", "-o", "nowhere/sop_excel.xlam"], "nowhere/sop_excel.xlam: expected an existing folder"),
        (["instal"], "sop-excel addin: expected a complete command"),
        ([], "sop-excel addin: expected a complete command"),
    ],
)
def test_a_wrong_command_is_exit_2_and_says_what_to_do(words: list[str], told: str) -> None:
    """Never a traceback."""
    ran = sop_excel("addin", *words)
    assert ran.status == 2
    assert ran.err.startswith(told)


@on_linux
@pytest.mark.parametrize("action", ["install", "uninstall", "status"])
def test_where_there_is_no_excel_the_command_is_wrong(action: str) -> None:
    """Exit 2, and the way to get the file."""
    ran = sop_excel("addin", action)
    assert ran.status == 2
    assert "found a system without Excel; 'sop-excel addin build -o sop_excel.xlam' makes the file" in ran.err


@pytest.mark.parametrize("layout", LAYOUTS)
def test_status_follows_install_and_uninstall(layout: str, tmp_path: Path) -> None:
    """Exit 0 only while everything is installed and fits."""
    here = machine(layout, tmp_path)
    where = places(here)
    assert said("status", here, 1) == f"Not installed; 'sop-excel addin install' puts the add-in at {where.addin}"
    assert f"written: {where.addin}" in said("install", here, 0)
    status = said("status", here, 0)
    assert f"as installed: {where.addin}" in status
    assert f"Excel runs: {sys.executable}" in status
    assert status.endswith("Everything is as it was installed, and fits.")
    where.settings.write_bytes(b"")
    assert f"changed since: {where.settings}" in said("status", here, 1)
    assert f"kept, for it was changed since it was installed: {where.settings}" in said("uninstall", here, 0)
    assert said("status", here, 1).startswith("Not installed")


def test_the_doctor_says_one_line_a_finding_and_ends_with_0_where_all_is_well(tmp_path: Path) -> None:
    """Here on the machine that runs the tests."""
    ran = sop_excel("doctor")
    lines = ran.out.splitlines()
    assert ran.err == ""
    assert all(line.startswith(("ok    ", "note  ", "fix   ")) for line in lines[:-1])
    needs_fixing = any(line.startswith("fix") for line in lines)
    assert ran.status == (1 if needs_fixing else 0)
    assert lines[-1] == "Nothing needs fixing." or needs_fixing
    assert any("our own: the known optimum of 2,213.00" in line for line in lines)


def test_the_doctor_ends_with_1_where_something_needs_fixing(tmp_path: Path) -> None:
    """And counts it."""
    lines: list[str] = []
    assert doctor(False, lines.append, sample, windows(tmp_path)) == 1
    assert "Add-in: not installed" in lines[0]
    assert lines[1].endswith(" to fix")


def test_the_doctor_answers_in_json() -> None:
    """One object, with a list of findings."""
    answer = sop_excel("doctor", "--json").answer
    assert set(answer) == {"status", "findings"}
    assert {frozenset(finding) for finding in answer["findings"]} == {
        frozenset({"level", "subject", "found", "advice"})
    }


def test_planning_does_not_load_the_code_of_the_add_in(tmp_path: Path) -> None:
    """A plan must start fast."""
    code = (
        "import sys; from sop_excel.__main__ import main; main(['new', 'single', 'a.xlsx']); "
        "assert main(['optimize', 'a.xlsx']) == 0; "
        "print([name for name in sys.modules if 'addin' in name or name == 'xlwings'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
