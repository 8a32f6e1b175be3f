"""The built package carries what it needs: a planner who has no working copy gets templates and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command of the installed package, away from the working copy."""
    command = [sys.executable, "-P", "-m", "sop_excel", *words]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_wheel_starts_and_plans_a_template(installed: Path, tmp_path: Path) -> None:
    """``new`` finds the template inside the package, ``optimize`` the sheets to add."""
    assert run(installed, tmp_path, "new", "multi", "plan.xlsx").returncode == 0
    ran = run(installed, tmp_path, "optimize", "plan.xlsx", "--json")
    assert json.loads(ran.stdout)["total_cost"] == 2128139.0


def test_the_code_that_ran_is_that_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    """And not the working copy's."""
    code = "import sop_excel, sop_excel.shipped as r; print(sop_excel.__file__); print(r.resource('templates/x'))"
    command = [sys.executable, "-P", "-c", code.replace("templates/x", "templates/single_product.xlsx")]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert all(line.startswith(str(installed)) for line in ran.stdout.splitlines())


def test_every_module_of_the_wheel_can_be_imported_with_what_it_depends_on(installed: Path, tmp_path: Path) -> None:
    """No module needs what only developers install."""
    code = (
        "import importlib, pathlib, sys, sop_excel\n"
        "sys.modules.update(dict.fromkeys(['openpyxl', 'xlsxwriter', 'pytest', 'hypothesis']))\n"
        "root = pathlib.Path(sop_excel.__file__).parent\n"
        "for path in sorted(root.rglob('*.py')):\n"
        "    name = '.'.join(path.relative_to(root.parent).with_suffix('').parts)\n"
        "    importlib.import_module(name.removesuffix('.__init__'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_the_wheel_holds_no_tests_and_the_marker_of_types(installed: Path) -> None:
    """Users get the package alone."""
    assert not (installed / "tests").exists()
    assert (installed / "sop_excel" / "py.typed").exists()


def test_the_wheel_holds_every_template_and_not_what_builds_them(installed: Path) -> None:
    """All workbooks of the working copy, in every language, with what is looked up of them and the sales history; and
    nothing else of ``templates``."""
    shipped = installed / "sop_excel" / "_resources" / "templates"
    found = {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()}
    books = {path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.xlsx")}
    assert found == {*books, Path("formulas.json"), Path("sales.csv")}
    assert not (installed / "templates").exists()


def test_the_wheel_builds_the_excel_add_in_that_is_committed(installed: Path, tmp_path: Path) -> None:
    """From the sources inside the package: the same bytes."""
    ran = run(installed, tmp_path, "addin", "build", "-o", "sop_excel.xlam")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "sop_excel.xlam").read_bytes() == (ROOT / "addin" / "excel" / "sop_excel.xlam").read_bytes()


def test_the_wheel_publishes_a_plan(installed: Path, tmp_path: Path) -> None:
    """How a database is made and brought up to date is part of it."""
    command = [sys.executable, "-P", "-m", "sop_excel"]
    kept = {"SOP_EXCEL_HOME": str(tmp_path / "own"), "SOP_EXCEL_KEEP_RUNS": "yes"}
    environment = {**os.environ, **kept, "PYTHONPATH": str(installed)}
    publish = ["publish", "plan.xlsx", "--json", "--database", "sqlite:///team.sqlite"]
    for words in (["new", "multi", "plan.xlsx"], ["optimize", "plan.xlsx"], publish):
        ran = subprocess.run(
            [*command, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["rows"] == 39
