"""The rooms of the package: who may know whom is told to import-linter, and here that nothing was forgotten there."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "sop_excel"
PROJECT = PACKAGE.parent / "pyproject.toml"
# What writes into a stream or a folder of its own that nobody else has, and puts no file into a place.
STREAMS = {"session_log.py", "hosts/cli/streams.py", "model/engine/quiet.py"}


def names_in(folder: Path) -> set[str]:
    """The modules and packages directly in a folder of the package."""
    found = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return found - {"__init__"}


def test_every_host_is_a_sibling_of_every_other() -> None:
    """A new host enters the contract of independence, or it could import another."""
    contracts = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"]
    (siblings,) = [contract["modules"] for contract in contracts if contract["type"] == "independence"]
    assert {name.rpartition(".")[2] for name in siblings} == names_in(PACKAGE / "hosts")


def test_every_room_has_its_floor() -> None:
    """A new room enters the layers; the package's own door stands above them all."""
    contracts = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"] == "One direction of dependencies")
    rooms = {room.strip().rpartition(".")[2] for layer in layers for room in layer.split("|")}
    assert rooms == names_in(PACKAGE)


def writes(tree: ast.AST) -> Iterator[str]:
    """What in a module opens a file to write into it, or writes one as a whole."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [*node.args, *(word.value for word in node.keywords if word.arg == "mode")]
        modes = [one.value for one in given if isinstance(one, ast.Constant)]
        if name == "open" and any(isinstance(mode, str) and mode.strip("bt+") in ("w", "x", "a") for mode in modes):
            yield f"line {node.lineno}: open"
        if name in ("write_text", "write_bytes") and isinstance(node.func, ast.Attribute):
            yield f"line {node.lineno}: {name}"


def test_files_are_written_in_one_way_alone() -> None:
    """Whatever else opened a file to write would leave half of one after a crash, or another's permissions."""
    found = {
        str(path.relative_to(PACKAGE)): told
        for path in sorted(PACKAGE.rglob("*.py"))
        if "files" not in path.relative_to(PACKAGE).parts[:1] and (told := list(writes(ast.parse(path.read_text()))))
    }
    assert set(found) <= STREAMS, found


@pytest.mark.parametrize("line", ["open(path, 'wb')", "path.open('x')", "path.write_text('')", "open(path, mode='a')"])
def test_what_writes_a_file_is_seen(line: str) -> None:
    """Beside what reads one."""
    assert list(writes(ast.parse(line)))
    assert not list(writes(ast.parse("open(path); path.open('rb'); path.read_text(encoding='w'); files.write(path)")))


def test_a_formula_starts_without_what_only_others_need() -> None:
    """PuLP, pandas and the libraries of spreadsheets take long to load; a process of its own shows what is loaded."""
    slow = "{'pulp', 'pandas', 'openpyxl', 'xlsxwriter', 'xlwings'}"
    code = f"import sys, sop_excel.functions, sop_excel.planning; print(sorted({slow} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, timeout=60)
    assert (ran.stdout.strip(), ran.returncode) == ("[]", 0), ran.stderr
