"""The doctor: each finding with its bad and its good case."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pulp
import pytest

from sop_excel.errors import MachineError
from sop_excel.hosts.addin.doctor import installed_files, policies, python, solvers
from sop_excel.hosts.addin.doctor.examine import CHECKS, examine
from sop_excel.hosts.addin.doctor.finding import FIX, NOTE, OK, Observation
from sop_excel.hosts.addin.install import install
from sop_excel.hosts.addin.locations import Machine, places
from sop_excel.hosts.xlsx.plans import read
from tests.addin.machines import LAYOUTS, machine, program, sample, windows
from tests.workbooks import make_workbook

RUNS = "exit 0"  # as a Python does that has both packages; test_install.py tries a real one


@pytest.fixture
def here(tmp_path: Path) -> Machine:
    """A Windows machine with a folder of its own for the interpreter, in which everything is installed and well."""
    library = windows(tmp_path / "home")
    interpreter = program(tmp_path / "env" / "Scripts" / "python.exe", RUNS)
    for bits in (32, 64):
        (tmp_path / "env" / f"xlwings{bits}-{library.versions['xlwings']}.dll").write_bytes(b"")
    well = replace(library, interpreter=interpreter)
    install(well)
    return well


def levels(found: Iterator[Observation]) -> set[str]:
    """How the findings stand."""
    return {finding.level for finding in found}


def only(found: Iterator[Observation]) -> str:
    """The one finding that is not fine, as it is said."""
    (finding,) = [finding for finding in found if finding.level != OK]
    return str(finding)


def test_a_healthy_machine_needs_no_fixing(here: Machine) -> None:
    """Every check that makes sense there has something to say, and it is good; the Python is a real one."""
    program(here.interpreter, f'exec {sys.executable} "$@"')
    found = examine(here, sample)
    assert [str(finding) for finding in found if finding.level != OK] == []
    assert {finding.subject for finding in found} > {"Python", "Library", "Add-in", "Blocked", "Settings", "Copies"}


def test_without_excel_only_what_runs_there_is_examined(tmp_path: Path) -> None:
    """As on Linux."""
    linux = replace(Machine.here(), platform="linux", home=tmp_path)
    subjects = {finding.subject for finding in examine(linux, sample)}
    assert subjects.isdisjoint({"Library", "Add-in", "Blocked", "Quarantine", "Settings", "Copies", "pywin32"})
    assert {"Python", "pulp", "highspy", "Solver HiGHS, our own"} <= subjects


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"python": "3.10.4"}, "fix   Python: 3.10.4, 64 bit"),
        ({"bits": 32}, "note  Python: 3.11.9, 32 bit"),
        ({"base": Path("C:/Program Files/WindowsApps/Python")}, "Python from the Microsoft Store"),
    ],
)
def test_a_python_that_cannot_serve_excel_well_is_told(facts: dict[str, object], told: str, here: Machine) -> None:
    """Too old, 32 bit, or from the store."""
    assert told in only(python.python(replace(here, **facts)))  # type: ignore[arg-type]
    assert levels(python.python(here)) == {OK}


@pytest.mark.parametrize(
    ("path", "level", "told"),
    [
        ("/Users/Eva/OneDrive - Firm/env/python", NOTE, "lies in OneDrive"),
        ("/Program Files/python", NOTE, "has spaces"),
        ("/Users/José/python", NOTE, "letters with accents"),
        ("/Users/Łukasz/python", FIX, "letters that Excel's macros cannot read"),
    ],
)
def test_a_path_that_makes_trouble_is_told(path: str, level: str, told: str, here: Machine) -> None:
    """Only letters outside the machine's code page are beyond help."""
    found = list(python.path(replace(here, interpreter=Path(path))))
    assert any(finding.level == level and told in finding.found for finding in found)
    assert levels(python.path(replace(here, interpreter=Path("/Users/Eva/python")))) == {OK}


@pytest.mark.parametrize(
    ("layout", "package", "brought_by"),
    [
        ("win32", "pywin32", "pywin32"),
        ("darwin", "appscript", "appscript"),
        ("win32", "xlwings", '"sop-excel[excel]"'),
        ("darwin", "highspy", "highspy"),
    ],
)
def test_a_missing_package_is_told_with_the_command(layout: str, package: str, brought_by: str, tmp_path: Path) -> None:
    """For this interpreter, whichever pip stands first in the path."""
    full = machine(layout, tmp_path)
    assert levels(python.packages(full)) == {OK}
    lacking = replace(full, versions={name: told for name, told in full.versions.items() if name != package})
    advice = f"run: {sys.executable} -m pip install {brought_by}"
    assert only(python.packages(lacking)) == f"fix   {package}: not installed; {advice}"


@pytest.mark.parametrize(
    ("package", "extra", "use"),
    [
        ("pandas", "frames", "plans as pandas tables need"),
        ("pulp", "pulp", "verify, export and other solvers need"),
        ("statsforecast", "forecast", "forecasts need"),
        ("psycopg", "database", "a PostgreSQL database needs"),
        ("keyring", "database", "passwords in the system's keyring need"),
        ("distributed", "cluster", "plans with the help of a cluster need"),
    ],
)
def test_what_not_everybody_needs_is_a_note_with_what_it_is_for(
    package: str, extra: str, use: str, here: Machine
) -> None:
    """A planner who forecasts elsewhere, or has no database, has nothing to mend."""
    lacking = replace(here, versions={name: told for name, told in here.versions.items() if name != package})
    advice = here.pip_install(f'"sop-excel[{extra}]"')
    assert only(python.packages(lacking)) == f"note  {package}: not installed (only {use} it); {advice}"
    assert levels(python.packages(here)) == {OK}


def test_a_missing_library_is_told_for_the_excel_that_needs_it(here: Machine) -> None:
    """64 bit Excel is the rule; that 32 bit Excel lacks its own is a note. It may lie in either of two folders."""
    folder = here.interpreter.parent.parent
    version = here.versions["xlwings"]
    assert levels(python.library(here)) == {OK}
    (folder / f"xlwings32-{version}.dll").unlink()
    assert only(python.library(here)).startswith(f"note  Library: xlwings32-{version}.dll, which 32 bit Excel needs,")
    (folder / f"xlwings32-{version}.dll").write_bytes(b"")
    (folder / f"xlwings64-{version}.dll").unlink()
    assert f"--force-reinstall --no-deps xlwings=={version} (a virus scanner" in only(python.library(here))
    (here.interpreter.parent / f"xlwings64-{version}.dll").write_bytes(b"")
    assert levels(python.library(here)) == {OK}


def test_after_an_upgrade_of_xlwings_the_add_in_asks_for_a_library_that_is_gone(here: Machine) -> None:
    """Until it is installed again."""
    for old in here.interpreter.parent.parent.glob("*.dll"):
        old.rename(old.with_name(f"{old.name[:9]}-0.37.99.dll"))
    newer = replace(here, versions={**here.versions, "xlwings": "0.37.99"})
    assert FIX in levels(python.library(newer))
    assert "xlwings has changed since: run 'sop-excel addin install' again" in str(next(python.library(newer)))
    install(newer)
    assert levels(python.library(newer)) == {OK}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_add_in_that_is_missing_or_changed_is_told(layout: str, tmp_path: Path) -> None:
    """Not installed, installed, changed, gone."""
    here = machine(layout, tmp_path)
    where = places(here)
    assert only(installed_files.addin(here)) == (
        f"fix   Add-in: not installed at {where.addin}; run 'sop-excel addin install'"
    )
    install(here)
    assert levels(installed_files.addin(here)) == {OK}
    where.addin.write_bytes(b"changed")
    assert f"{where.addin} was changed since it was installed; delete it, then run" in only(installed_files.addin(here))
    where.addin.unlink()
    assert f"{where.addin} is missing; run 'sop-excel addin install'" in only(installed_files.addin(here))


def test_an_add_in_that_serves_another_python_is_told(here: Machine, tmp_path: Path) -> None:
    """In both places where it shows: what was installed, and what the settings say."""
    other = replace(here, interpreter=program(tmp_path / "other" / "python.exe", RUNS))
    assert f"it runs {here.interpreter}, and this is {other.interpreter}" in only(installed_files.addin(other))
    assert f"Excel uses {here.interpreter}, and this is {other.interpreter}" in only(installed_files.settings(other))
    shouted = replace(here, interpreter=Path(str(here.interpreter).upper()))
    assert levels(installed_files.addin(shouted)) == {OK}


@pytest.mark.parametrize(("zone", "level"), [(3, FIX), (4, FIX), (0, OK), (2, OK), (None, OK)])
def test_a_file_that_windows_holds_for_a_download_is_told(zone: int | None, level: str, here: Machine) -> None:
    """Zone 3 is the internet; on this machine a file of that name stands for the stream."""
    path = places(here).addin
    if zone is not None:
        stream = path.with_name(f"{path.name}:Zone.Identifier")
        stream.write_text(f"[ZoneTransfer]\nZoneId={zone}\n", encoding="utf-8")
    (finding,) = installed_files.blocked(here)
    assert finding.level == level
    assert (f"Unblock-File '{path}'" in finding.advice) == (level == FIX)


@pytest.mark.parametrize(("answer", "level"), [("exit 0", FIX), ("exit 1", OK)])
def test_a_file_that_a_mac_holds_back_is_told(answer: str, level: str, tmp_path: Path) -> None:
    """A small program stands for the Mac's ``xattr``, which ends with 0 where a file has the mark."""
    here = machine("darwin", tmp_path / "home")
    install(here)
    path = places(here).addin
    tools = program(tmp_path / "bin" / "xattr", f'[ "$*" = "-p com.apple.quarantine {path}" ] || exit 1; {answer}')
    (finding,) = installed_files.quarantined(replace(here, environ={"PATH": str(tools.parent)}))
    assert finding.level == level
    assert (f"xattr -d com.apple.quarantine '{path}'" in finding.advice) == (level == FIX)


def test_settings_that_lead_nowhere_are_told(here: Machine) -> None:
    """Each as it was found."""
    path = places(here).settings
    good = path.read_bytes()
    assert levels(installed_files.settings(here)) == {OK}
    path.write_bytes(good.replace(str(here.interpreter).encode(), b"python"))
    assert (
        only(installed_files.settings(here))
        == "fix   Settings: the interpreter 'python' is not there; " + installed_files.INSTALL
    )
    path.write_bytes(good.replace(b"templates", b"nowhere"))
    assert "TEMPLATES leads to '" in only(installed_files.settings(here))
    path.write_bytes(b'"INTERPRETER","C:\\\x81"')
    assert "cannot be read as settings; delete it" in only(installed_files.settings(here))


def test_an_interpreter_that_cannot_import_us_is_told(here: Machine) -> None:
    """With its own last words."""
    assert levels(installed_files.settings(here)) == {OK}
    program(here.interpreter, "echo 'ModuleNotFoundError: No module named sop_excel' >&2; exit 1")
    assert "cannot import sop-excel and xlwings (ModuleNotFoundError: No module named" in only(
        installed_files.settings(here)
    )


@pytest.mark.parametrize(
    "folder",
    ["AppData/Roaming/Microsoft/AddIns/sop_excel.xlam", "AppData/Roaming/Microsoft/Excel/XLSTART/sop_excel (1).xlam"],
)
def test_another_copy_of_the_add_in_is_told(folder: str, here: Machine) -> None:
    """Excel would load both, and every function twice."""
    assert levels(installed_files.copies(here)) == {OK}
    copy = here.home / folder
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(b"")
    assert only(installed_files.copies(here)) == (
        f"fix   Copies: another copy of the add-in is at {copy}; delete it, and start Excel anew"
    )


def test_every_solver_that_runs_here_finds_the_known_optimum(here: Machine) -> None:
    """Our own engine, and CBC and HiGHS through PuLP, which come with the installation."""
    found = list(solvers.solvers(here, sample))
    assert {finding.level for finding in found} == {OK}
    assert {"Solver HiGHS, our own", "Solver CBC through PuLP", "Solver HiGHS through PuLP"} <= {
        finding.subject for finding in found
    }
    assert all("the known optimum of 2,213.00 in " in finding.found for finding in found)


@pytest.mark.parametrize(("solver", "level"), [(None, FIX), ("CBC", NOTE)])
@pytest.mark.parametrize(("limit", "told"), [(20, "it found a cost of 50.00"), (5, "it found no plan")])
def test_a_solver_that_finds_anything_else_is_told(
    solver: str | None, level: str, limit: int, told: str, here: Machine, tmp_path: Path
) -> None:
    """Another problem stands for a wrong answer. Without our own engine nothing goes; another may fail."""
    book = make_workbook(
        tmp_path / "book.xlsx",
        {
            "Products": [["Product", "Production cost", "Max production"], ["Fan", 5, limit]],
            "Demand": [["Product", "Jan"], ["Fan", 10]],
        },
    )
    wrong = solvers.tried(read(book), solver, here)
    assert wrong.level == level
    assert told in wrong.found
    assert solvers.tried(sample(), solver, here).level == OK


def test_a_broken_solver_does_not_end_the_examination(here: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """CBC's program is none, and PuLP's way to HiGHS breaks down: each is told, and our own engine is well."""
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", __file__)
    monkeypatch.delattr(pulp.HiGHS, "createAndConfigureSolver")
    found = list(solvers.solvers(here, sample))
    assert [finding.level for finding in found] == [OK, NOTE, NOTE]
    assert "CBC could not be started" in found[1].found
    assert "broke down (AttributeError: " in found[2].found


def test_without_pulp_our_own_engine_alone_is_tried(here: Machine) -> None:
    """Nobody misses the others who has not asked for them."""
    bare = replace(here, versions={name: told for name, told in here.versions.items() if name != "pulp"})
    assert [finding.subject for finding in solvers.solvers(bare, sample)] == ["Solver HiGHS, our own"]


def test_a_solver_that_is_not_installed_is_told(here: Machine) -> None:
    """It cannot spoil the others."""
    problem = sample()
    assert solvers.tried(problem, "abacus", here).level == NOTE


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(here: Machine) -> None:
    """A damaged record breaks the checks that need it."""
    places(here).record.write_bytes(b"{")
    with pytest.raises(MachineError):
        list(installed_files.addin(here))
    found = examine(here, sample, [installed_files.addin, python.python])
    assert [finding.level for finding in found][:2] == [FIX, OK]
    assert {finding.level for finding in found[2:]} == {OK}, "the solvers, which come last"
    assert "this check broke down (MachineError: " in found[0].found


def test_every_check_is_part_of_the_examination() -> None:
    """A check that nobody calls finds nothing."""
    written = {
        value
        for module in (installed_files, policies, python, solvers)
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    assert written - {solvers.tried} == {*CHECKS, solvers.solvers}
