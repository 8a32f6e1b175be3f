"""What keeps the add-in from being installed is told with what to do, and leaves every file as it was."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sop_excel.errors import InputError, MachineError
from sop_excel.files.together import FileChange, apply
from sop_excel.hosts.addin.install import install, standing, uninstall
from sop_excel.hosts.addin.locations import Machine, places
from sop_excel.hosts.addin.settings import decoded
from tests.addin.machines import LAYOUTS, MAC_DATA, input_statement, mac, machine, program, tree, windows

both_layouts = pytest.mark.parametrize("layout", LAYOUTS)


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file can grow beyond ``room`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@both_layouts
def test_a_folder_in_the_way_leaves_everything_as_it_was(layout: str, tmp_path: Path) -> None:
    """The add-in comes last: its settings are taken back."""
    here = machine(layout, tmp_path)
    places(here).addin.mkdir(parents=True)
    before = tree(tmp_path)
    with pytest.raises(MachineError, match="is a folder where a file belongs"):
        install(here)
    assert tree(tmp_path) == before


def test_a_file_where_a_folder_belongs_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Also the folders that were made for the files before."""
    here = windows(tmp_path)
    places(here).addin.parent.write_bytes(b"not a folder")
    before = tree(tmp_path)
    with pytest.raises(MachineError, match=r"XLSTART.sop_excel\.xlam could not be written"):
        install(here)
    assert tree(tmp_path) == before


@both_layouts
def test_a_full_disk_leaves_the_earlier_installation_whole(layout: str, tmp_path: Path) -> None:
    """With room on it the same goes through."""
    here = machine(layout, tmp_path)
    install(here)
    other = replace(here, interpreter=program(tmp_path / "bin" / "python", f'exec {sys.executable} "$@"'))
    before = tree(tmp_path)
    with full_disk(100), pytest.raises(MachineError, match="File too large"):
        install(other)
    assert tree(tmp_path) == before
    install(other)
    assert decoded(places(here).settings.read_bytes(), here)["INTERPRETER"] == str(other.interpreter)


def test_when_the_last_change_fails_the_first_ones_are_taken_back(tmp_path: Path) -> None:
    """A file that was replaced, one that was removed, and a folder that was made; with room for it all are done."""
    (tmp_path / "replaced").write_bytes(b"old")
    (tmp_path / "removed").write_bytes(b"old")
    before = tree(tmp_path)
    changes = [
        FileChange(tmp_path / "replaced", b"new"),
        FileChange(tmp_path / "removed", None),
        FileChange(tmp_path / "made" / "large", bytes(1000)),
    ]
    with full_disk(100), pytest.raises(MachineError, match=r"large could not be written \(.*\); nothing was changed"):
        apply(changes, "advice")
    assert tree(tmp_path) == before
    apply(changes, "advice")
    assert tree(tmp_path) == {"replaced": b"new", "made": None, "made/large": bytes(1000)}


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
@both_layouts
def test_a_folder_that_may_not_be_written_is_told_with_what_to_do(layout: str, tmp_path: Path) -> None:
    """In a writable one the same works."""
    here = replace(machine(layout, tmp_path / "home"), interpreter=program(tmp_path / "python", "exit 0"))
    locked = places(here).addin.parent.parent
    before = tree(tmp_path)
    locked.chmod(0o555)
    with pytest.raises(MachineError, match="close Excel"):
        install(here)
    assert tree(tmp_path) == before
    locked.chmod(0o755)
    install(here)
    before = tree(tmp_path)
    places(here).addin.parent.chmod(0o555)
    with pytest.raises(MachineError, match=r"could not be removed .*close Excel"):
        uninstall(here)
    assert tree(tmp_path) == before
    places(here).addin.parent.chmod(0o755)
    uninstall(here)


@both_layouts
def test_while_excel_has_the_add_in_open_nothing_is_changed(layout: str, tmp_path: Path) -> None:
    """Excel's own mark beside the file says so; without it both go on."""
    here = machine(layout, tmp_path)
    install(here)
    mark = places(here).addin.with_name("~$sop_excel.xlam")
    mark.write_bytes(b"")
    for command in (install, uninstall):
        with pytest.raises(MachineError, match="is open in Excel; close Excel and run it again"):
            command(here)
    assert places(here).addin.is_file()
    mark.unlink()
    uninstall(here)


def test_a_path_that_vba_cannot_read_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """With what to do; one with an accent of the machine's own code page is fine."""
    here = windows(tmp_path / "home")
    runs = f'exec {sys.executable} "$@"'
    before = tree(tmp_path / "home")
    for user in ("Łukasz", 'Eva "E"', "100%"):
        with pytest.raises(MachineError, match=r"cannot read the letter .* make an environment in a folder without"):
            install(replace(here, interpreter=program(tmp_path / user / "python", runs)))
        assert tree(tmp_path / "home") == before, user
    good = replace(here, interpreter=program(tmp_path / "José" / "python", runs))
    install(good)
    read = input_statement(places(here).settings.read_bytes(), "cp1252")
    assert read["INTERPRETER"] == str(tmp_path / "José" / "python")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'ModuleNotFoundError: No module named xlwings' >&2; exit 1", "No module named xlwings"),
        ("exit 3", "exit status 3"),
        (f'[ -n "$PYTHONPATH" ] && exec {sys.executable} "$@"; exit 4', "exit status 4"),
    ],
)
def test_a_python_that_cannot_import_us_from_elsewhere_is_refused(script: str, told: str, tmp_path: Path) -> None:
    """Also one that could with this terminal's PYTHONPATH, which Excel does not know."""
    here = windows(tmp_path / "home")
    here = replace(here, environ={**here.environ, "PYTHONPATH": str(tmp_path)})
    before = tree(tmp_path / "home")
    with pytest.raises(MachineError, match=f"{told}.*-m pip install"):
        install(replace(here, interpreter=program(tmp_path / "python", script)))
    assert tree(tmp_path / "home") == before
    install(replace(here, interpreter=program(tmp_path / "python", f'exec {sys.executable} "$@"')))


@pytest.mark.parametrize("part", ["WindowsApps", "PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0"])
def test_the_python_of_the_microsoft_store_is_refused(part: str, tmp_path: Path) -> None:
    """Also in a virtual environment that stems from it; another Python in the same place is fine."""
    here = windows(tmp_path)
    with pytest.raises(MachineError, match=r"Microsoft Store .* python\.org"):
        install(replace(here, base=Path("C:/Program Files", part)))
    install(replace(here, base=Path("C:/Program Files/Python311")))


def test_on_a_mac_excel_must_have_been_started_once(tmp_path: Path) -> None:
    """Its folders are made by macOS, and a hand-made one would break it."""
    here = mac(tmp_path)
    (tmp_path / MAC_DATA).rmdir()
    with pytest.raises(MachineError, match="start Excel once"):
        install(here)
    (tmp_path / MAC_DATA).mkdir()
    install(here)


@pytest.mark.parametrize("command", [install, uninstall, standing])
def test_where_there_is_no_excel_the_way_to_the_file_is_told(command: object, tmp_path: Path) -> None:
    """As on Linux."""
    assert callable(command)
    with pytest.raises(InputError, match=r"found a system without Excel; 'sop-excel addin build -o"):
        command(replace(Machine.here(), platform="linux", home=tmp_path))
    assert tree(tmp_path) == {}


def test_a_damaged_record_is_told_and_not_guessed_at(tmp_path: Path) -> None:
    """Nothing is removed on its word."""
    here = windows(tmp_path)
    install(here)
    whole = places(here).record.read_bytes()
    for damaged in (whole[:40], b"[]", b"{}", b'{"files": 1}'):
        places(here).record.write_bytes(damaged)
        with pytest.raises(MachineError, match="cannot be read; delete it"):
            uninstall(here)
    assert places(here).addin.is_file()
    places(here).record.write_bytes(whole)
    uninstall(here)
    assert not places(here).addin.exists()
