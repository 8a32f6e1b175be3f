"""What an extra brings: declared as it is said, and where it is missing one line says so and nothing is lost."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sop_excel as package
from sop_excel.errors import MissingPackageError
from sop_excel.extras import EXTRAS, missing, needs
from sop_excel.shipped import TEMPLATES, resource
from tests.commands import sop_excel

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
USERS = PROJECT["optional-dependencies"].keys() - {"bench", "dev", "docs", "notebook"}


def brought(lines: list[str]) -> set[str]:
    """The packages that these requirements name, those of our own extras included."""
    found = set()
    for one in map(Requirement, lines):
        if one.name == PROJECT["name"]:
            found |= {each for extra in one.extras for each in brought(PROJECT["optional-dependencies"][extra])}
        else:
            found.add(canonicalize_name(one.name))
    return found


@pytest.mark.parametrize("name", EXTRAS)
def test_the_extra_that_is_named_brings_the_package_and_the_core_does_not(name: str) -> None:
    extras = PROJECT["optional-dependencies"]
    assert name in brought(extras[EXTRAS[name].name])
    assert name in brought(extras["all"])
    assert name not in brought(PROJECT["dependencies"])


def test_every_extra_for_users_is_part_of_all() -> None:
    """Those for who works on the project, and for the notebook, stand apart."""
    extras = PROJECT["optional-dependencies"]
    assert brought(extras["all"]) == {one for extra in USERS - {"all"} for one in brought(extras[extra])}


def test_the_page_on_installing_has_each_extra_for_users_and_no_other() -> None:
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `sop-excel\[(\w+)\]` \|", page, re.MULTILINE)) == USERS
    assert f"```text\n{missing('pulp')}\n```" in page


@pytest.fixture
def without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Python finds no package of that name, as where it was never installed."""
    name = str(request.param)
    monkeypatch.setitem(sys.modules, name, None)
    return name


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ("pulp", ["verify", "plan.xlsx"]),
        ("pulp", ["export", "plan.xlsx", "plan.lp"]),
        ("pulp", ["optimize", "plan.xlsx", "-o", "planned.xlsx", "--solver", "cbc"]),
        ("distributed", ["optimize", "plan.xlsx", "-o", "planned.xlsx", "--cluster", "tcp://127.0.0.1:1"]),
    ],
    indirect=["without"],
)
def test_a_command_whose_package_is_missing_says_what_to_install(
    without: str, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit status 2, one line, no file written; the plan alone goes without any of them."""
    monkeypatch.chdir(tmp_path)
    Path("plan.xlsx").write_bytes(resource(TEMPLATES["single"]).read_bytes())
    ran = sop_excel(*words)
    assert (ran.status, ran.out, ran.err.strip()) == (2, "", str(missing(without)))
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]
    assert sop_excel("optimize", "plan.xlsx", "-o", "planned.xlsx").status == 0


@pytest.mark.parametrize("without", ["pandas"], indirect=True)
def test_a_frame_without_pandas_says_what_to_install(without: str) -> None:
    plan = package.solve(package.read(resource(TEMPLATES["single"])))
    with pytest.raises(MissingPackageError, match=r"\[frames\]"):
        package.to_frame(plan)


def test_a_package_that_is_there_and_cannot_be_loaded_is_told_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To install it again may help, and its own words say whether it does."""
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "keyring.py").write_text("import what_is_not_there\n")
    with pytest.raises(MissingPackageError, match=r'\[database\]" \(No module named \'what_is_not_there\'\)'):
        needs("keyring")
    (tmp_path / "keyring.py").write_text("raise ImportError('its library is of another system')\n")
    with pytest.raises(MissingPackageError, match=r"\(its library is of another system\)"):
        needs("keyring")
