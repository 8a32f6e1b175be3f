"""The core alone, installed from the source distribution into Pythons that have nothing else: all that needs no extra.

``make test-minimal-install`` makes these Pythons, and so does ``make test-pythons`` of others; their environments stand
in ``SOP_EXCEL_INSTALLED``, one beside the other. They run as on a server: no variable but those of a bare login.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sop_excel.extras import EXTRAS, missing
from sop_excel.functions import FUNCTIONS
from tests.installed.probe import FORMULAS
from tests.unit.test_docs import blocks, messy_book

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = [Path(name).absolute() for name in os.environ.get("SOP_EXCEL_INSTALLED", "").split()]
PROBE = Path(__file__).with_name("probe.py")
NAMES_EXTRA = re.compile(r"# \[(\w+)\]: ")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the source distribution, as an installer builds it where there is no wheel."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    assert len(list(folder.glob("*.tar.gz"))) == 1
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=ENVIRONMENTS, ids=lambda path: path.name)
def scripts(request: pytest.FixtureRequest, wheel: Path) -> Path:
    """The programs of an environment into which the wheel was installed, with nothing that was not there already."""
    found: Path = request.param / "bin"
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall", str(wheel)]
    subprocess.run([found / "python", *install], check=True, timeout=120)
    return found


def run(command: list[str], scripts: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command in a folder, by a user who has logged in and set nothing."""
    bare = {"HOME": str(folder / "home"), "PATH": f"{scripts}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(command, cwd=folder, env=bare, capture_output=True, text=True, timeout=120, check=False)


@cache
def probed(scripts: Path, folder: Path) -> Any:
    """What the probe answers there."""
    ran = run([str(scripts / "python"), "-P", str(PROBE)], scripts, folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty one."""
    return tmp_path_factory.mktemp("user")


def test_what_is_installed_is_the_core_alone(scripts: Path, folder: Path) -> None:
    """No extra's package, and the code is not this working copy's."""
    found = probed(scripts, folder)
    assert not set(EXTRAS) & set(found["packages"])
    assert Path(found["home"]).is_relative_to(scripts.parent)


def test_every_template_and_formula_is_answered_as_with_everything_installed(scripts: Path, folder: Path) -> None:
    """Plans to the last bit, for what computes them is the same; formulas load no command line and no database."""
    found = probed(scripts, folder)
    full = json.loads(subprocess.check_output([sys.executable, "-P", str(PROBE)], cwd=folder, timeout=120))
    assert set(EXTRAS) < set(full["packages"])
    assert found["plans"] == full["plans"]
    assert found["formulas"] == full["formulas"]
    assert {*found["functions"]} == {*FORMULAS, "FORECAST_DEMAND"} == {function.name for function in FUNCTIONS}
    assert {"numpy", "highspy"} < set(found["loaded"])
    assert not {"rich", "typer", "sqlalchemy", "alembic", "xlrd"} & set(found["loaded"])


def test_a_frame_is_refused_in_one_sentence(scripts: Path, folder: Path) -> None:
    assert probed(scripts, folder)["frame"] == str(missing("pandas"))


def test_every_command_of_the_readme_runs_that_names_no_extra(scripts: Path, tmp_path: Path) -> None:
    """Each other one says which line of pip brings what it needs, with exit 2, and has written nothing."""
    messy_book(tmp_path / "mine.xlsx")
    commands = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("sop-excel")]
    package_of = {"forecast": "statsforecast", "pulp": "pulp"}
    named = set()
    for command in commands:
        before = sorted(path.name for path in tmp_path.iterdir())
        ran = run(shlex.split(command, comments=True), scripts, tmp_path)
        extra = NAMES_EXTRA.search(command)
        if extra is None:
            assert ran.returncode == 0, (command, ran.stderr)
            continue
        named.add(extra[1])
        assert (ran.returncode, ran.stdout) == (2, ""), (command, ran.stderr)
        assert str(missing(package_of[extra[1]])) in ran.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert named == set(package_of)


def test_the_doctor_finds_nothing_to_mend(scripts: Path, folder: Path) -> None:
    """What an extra brings is a note with the line that brings it; our own engine finds the known optimum."""
    ran = run(["sop-excel", "doctor"], scripts, folder)
    assert ran.returncode == 0, ran.stdout
    assert {one.split()[1].rstrip(":") for one in ran.stdout.splitlines() if one.startswith("note")} == set(EXTRAS)
    assert "Solver HiGHS, our own: the known optimum of 2,213.00" in ran.stdout


def test_the_add_in_is_not_built_without_its_extra(scripts: Path, tmp_path: Path) -> None:
    ran = run(["sop-excel", "addin", "build", "-o", "sop_excel.xlam"], scripts, tmp_path)
    assert (ran.returncode, ran.stderr.strip()) == (2, str(missing("xlwings")))
    assert not (tmp_path / "sop_excel.xlam").exists()


def test_there_is_an_environment_to_look_at() -> None:
    """Or nothing of this file has been tried."""
    assert ENVIRONMENTS, "run make test-minimal-install"
