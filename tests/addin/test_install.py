"""Installing the add-in: everything is written and said, all or nothing, and ``uninstall`` leaves nothing behind."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sop_excel import __version__
from sop_excel.errors import MachineError
from sop_excel.hosts.addin.install import install, standing, uninstall
from sop_excel.hosts.addin.locations import places
from sop_excel.hosts.addin.probe import complaint
from sop_excel.hosts.addin.settings import decoded, encoded
from sop_excel.session_log import folder
from sop_excel.shipped import resource
from tests.addin.machines import LAYOUTS, MAC_DATA, MAC_STARTUP, input_statement, machine, program, tree, windows

both_layouts = pytest.mark.parametrize("layout", LAYOUTS)


@pytest.mark.parametrize(
    ("layout", "files"),
    [
        (
            "win32",
            [
                "AppData/Roaming/Microsoft/Excel/XLSTART/sop_excel.xlam",
                ".sop_excel/sop_excel.conf",
                ".sop_excel/sop_excel.html",
                ".sop_excel/sop_excel.installed.json",
            ],
        ),
        (
            "darwin",
            [
                f"{MAC_STARTUP}/sop_excel.xlam",
                f"{MAC_DATA}/sop_excel.conf",
                f"{MAC_DATA}/sop_excel.html",
                f"{MAC_DATA}/sop_excel.installed.json",
                "Library/Application Scripts/com.microsoft.Excel/sop_excel.applescript",
            ],
        ),
    ],
)
def test_install_writes_where_excel_looks_and_says_every_file(layout: str, files: list[str], tmp_path: Path) -> None:
    """Nothing is written that is not said."""
    lines = install(machine(layout, tmp_path))
    assert {name for name, content in tree(tmp_path).items() if content is not None} == set(files)
    assert {line for line in lines if line.startswith("written: ")} == {f"written: {tmp_path / name}" for name in files}


@both_layouts
def test_the_settings_are_read_back_by_the_rules_of_vba(layout: str, tmp_path: Path) -> None:
    """They lead to the Python that runs this, to the templates, and to a help page that exists."""
    here = machine(layout, tmp_path)
    install(here)
    read = input_statement(places(here).settings.read_bytes(), here.encoding)
    assert set(read) == {"INTERPRETER", "TEMPLATES", "HELP", "LOGS", "VERSION"}
    assert read["INTERPRETER"] == sys.executable
    assert (Path(read["TEMPLATES"]) / "single_product.xlsx").is_file()
    assert "<code>Demand</code>" in Path(read["HELP"]).read_text(encoding="utf-8")
    assert read["LOGS"] == str(folder(here.platform, here.home, here.environ))
    assert read["VERSION"] == __version__
    if layout == "darwin":
        script = places(here).script
        assert script is not None
        assert f'property interpreter : "{sys.executable}"' in script.read_text(encoding="ascii")


@both_layouts
def test_installing_twice_is_the_same_as_once(layout: str, tmp_path: Path) -> None:
    """The second time no file is touched, and ``uninstall`` still knows all."""
    here = machine(layout, tmp_path)
    before = tree(tmp_path)
    install(here)
    once = tree(tmp_path)
    ages = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert install(here)[-1].endswith("was installed already; nothing was changed.")
    assert tree(tmp_path) == once
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == ages
    uninstall(here)
    assert tree(tmp_path) == before


@both_layouts
def test_uninstall_leaves_nothing_behind_and_keeps_what_was_there(layout: str, tmp_path: Path) -> None:
    """Not even a folder; and a folder in which somebody else has put a file stays."""
    here = machine(layout, tmp_path)
    before = tree(tmp_path)
    install(here)
    installed = {name for name, content in tree(tmp_path).items() if content is not None} - set(before)
    assert {f"removed: {tmp_path / name}" for name in installed} < set(uninstall(here))
    assert tree(tmp_path) == before
    install(here)
    (places(here).addin.parent / "personal.xlsb").write_bytes(b"mine")
    uninstall(here)
    assert (places(here).addin.parent / "personal.xlsb").read_bytes() == b"mine"
    assert uninstall(here) == ["Nothing is installed."]


def test_a_file_that_was_changed_since_is_kept_and_named(tmp_path: Path) -> None:
    """The files beside it go."""
    here = windows(tmp_path)
    install(here)
    where = places(here)
    where.settings.write_bytes(where.settings.read_bytes() + b'"MINE","1"\r\n')
    with pytest.raises(MachineError, match=r"sop_excel\.conf was changed since it was installed; move it"):
        install(here)
    assert f"kept, for it was changed since it was installed: {where.settings}" in uninstall(here)
    assert where.settings.read_bytes().endswith(b'"MINE","1"\r\n')
    assert not where.addin.exists()


def test_a_file_of_somebody_else_is_neither_overwritten_nor_removed(tmp_path: Path) -> None:
    """Refused before anything is written; a file that is just what we would write is taken over."""
    here = windows(tmp_path)
    where = places(here)
    where.addin.parent.mkdir()
    where.addin.write_bytes(b"theirs")
    before = tree(tmp_path)
    with pytest.raises(MachineError, match=r"sop_excel\.xlam is there already; move it to another folder"):
        install(here)
    assert uninstall(here)[0] == f"kept, for it was not put there by 'addin install': {where.addin}"
    assert tree(tmp_path) == before
    where.addin.unlink()
    install(here)
    where.record.unlink()
    install(here)
    assert standing(here).files[where.addin] == "as installed"


def test_a_file_that_is_missing_is_put_back(tmp_path: Path) -> None:
    """Only that one is written."""
    here = windows(tmp_path)
    install(here)
    places(here).addin.unlink()
    assert standing(here).files[places(here).addin] == "missing"
    assert [line for line in install(here) if line.startswith("written")] == [f"written: {places(here).addin}"]


def test_uninstall_knows_the_files_of_an_earlier_place(tmp_path: Path) -> None:
    """As when the company has moved the folder of application data meanwhile."""
    here = windows(tmp_path)
    before = tree(tmp_path)
    install(here)
    moved = replace(here, environ={**here.environ, "APPDATA": str(tmp_path / "moved")})
    install(moved)
    assert places(here).addin.is_file()
    assert places(moved).addin.is_file()
    uninstall(moved)
    assert tree(tmp_path) == before


def test_settings_are_decoded_as_they_were_encoded(tmp_path: Path) -> None:
    """And what is no settings file is refused."""
    here = windows(tmp_path)
    values = {"INTERPRETER": r"C:\Program Files\Python, 64 bit\python.exe", "VERSION": "1.0"}
    content = encoded(values, here)
    assert content.endswith(b'"VERSION","1.0"\r\n')
    assert decoded(content, here) == input_statement(content, "cp1252") == values
    with pytest.raises(MachineError, match="something else"):
        decoded(b'"INTERPRETER","C:\\\x81', here)


def test_an_installation_of_other_versions_does_not_fit_until_it_is_installed_again(tmp_path: Path) -> None:
    """The library of xlwings carries its version in its name."""
    here = windows(tmp_path)
    install(here)
    assert standing(here).misfits == ()
    newer = replace(here, versions={**here.versions, "xlwings": "0.37.99"})
    xlwings = here.versions["xlwings"]
    assert standing(newer).misfits == (f"it was built for xlwings {xlwings}, and 0.37.99 is installed",)
    install(newer)
    assert standing(newer).misfits == ()


def test_an_unfinished_file_never_lies_where_excel_opens_everything(tmp_path: Path) -> None:
    """The add-in is prepared in the folder above; the others beside where they belong."""
    here = windows(tmp_path)
    where = places(here)
    prepared: list[Path] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open" and str(arguments[0]).endswith(".tmp"):
            prepared.append(Path(str(arguments[0])).parent)

    sys.addaudithook(watch)  # which cannot be taken away again
    install(here)
    watching = False
    assert set(prepared) == {where.addin.parent.parent, where.settings.parent}


def test_the_probe_starts_python_as_the_ribbon_does(tmp_path: Path) -> None:
    """Isolated: what is only in the folder at hand, in the user's packages or in the environment does not count."""
    interpreter = program(tmp_path / "python", f'echo "$@" > "{tmp_path}/ran"')
    assert complaint(interpreter, {"PATH": "/usr/bin:/bin"}) is None
    assert (tmp_path / "ran").read_text() == "-I -c import sop_excel, xlwings\n"
    (run,) = re.findall(r'interpreter & """ (-\w+) -m', resource("addin/excel/vba/SopRun.bas").read_text())
    (server,) = re.findall(r'""" (-\w+) -c ""import xlwings', resource("addin/excel/vba/SopServer.bas").read_text())
    (script,) = re.findall(r'interpreter & " (-\w+) -m', resource("addin/excel/sop_excel.applescript").read_text())
    assert {run, server, script} == {"-I"}
