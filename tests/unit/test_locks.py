"""What is installed is what is declared: the locks, the oldest versions, and the commands that use them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from sop_excel.extras import EXTRAS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN, ALL, MINIMUM = "requirements-run.lock", "requirements.lock", "requirements-minimum.lock"
FORECAST, PANDAS3, BENCH = "requirements-forecast.lock", "requirements-pandas3.lock", "requirements-bench.lock"
CORE, CORE_MINIMUM = "requirements-core.lock", "requirements-core-minimum.lock"


def pins(name: str) -> dict[str, set[str]]:
    """The versions that a lock names, by package: two where they differ by Python's version."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==([\w.]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def declared(*extras: str) -> list[Requirement]:
    """What the project says that it needs, itself left out."""
    project = PROJECT["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return [one for one in map(Requirement, lines) if one.name != project["name"]]


def test_the_oldest_versions_that_are_tested_are_the_oldest_that_are_declared() -> None:
    """So that no declaration promises more than was tried; the core alone, as an extra may need newer versions."""
    extras = PROJECT["project"]["optional-dependencies"].keys() - {"bench"}
    core = {one.name for one in declared()}
    for tried, requirements in (
        (pins(CORE_MINIMUM), declared()),
        (pins(MINIMUM), [one for one in declared(*extras) if one.name not in core]),
    ):
        for requirement in requirements:
            (least,) = (Version(one.version) for one in requirement.specifier if one.operator == ">=")
            (pin,) = map(Version, tried[canonicalize_name(requirement.name)])
            assert pin.release[: len(least.release)] == least.release, requirement


def test_what_the_library_of_forecasts_needs_of_the_core_is_declared_with_it() -> None:
    """The core runs with numpy 1.26, and pyarrow, which that library loads, with 2 alone."""
    (least,) = (one for one in PROJECT["project"]["optional-dependencies"]["forecast"] if one.startswith("numpy"))
    assert least == "numpy>=2.0"
    assert pins(CORE_MINIMUM)["numpy"] == {"1.26.0"}
    assert pins(MINIMUM)["numpy"] == {"2.0.0"}


@pytest.mark.parametrize("name", [ALL, CORE, CORE_MINIMUM, RUN, MINIMUM, FORECAST, PANDAS3, BENCH])
def test_every_package_of_a_lock_is_known_by_its_hashes(name: str) -> None:
    """pip takes nothing else then; each pin is followed by at least one."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) > (10 if name != PANDAS3 else 0)
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)


def test_planners_get_the_versions_that_the_tests_have() -> None:
    """All that the project needs to run in Excel, with what it is built by, and no more."""
    ours, theirs = pins(ALL), pins(RUN)
    assert all(ours[package] == versions for package, versions in theirs.items())
    needed = {
        canonicalize_name(one.name)
        for one in [*declared("excel"), *map(Requirement, PROJECT["build-system"]["requires"])]
    }
    assert needed <= set(theirs)
    assert not {"pytest", "mypy", "ruff", "openpyxl"} & set(theirs)


def test_servers_get_the_same_without_what_an_extra_brings() -> None:
    """The core alone: no pandas, no PuLP, no Excel."""
    core, planners = pins(CORE), pins(RUN)
    assert core.items() <= planners.items()
    assert {canonicalize_name(one.name) for one in declared()} <= set(core)
    assert not set(EXTRAS) & set(core)


def test_those_who_forecast_get_the_same_and_the_library_for_it() -> None:
    ours, theirs, without = pins(ALL), pins(FORECAST), pins(RUN)
    assert all(ours[package] == versions for package, versions in theirs.items())
    assert without.items() <= theirs.items()
    assert {canonicalize_name(one.name) for one in declared("forecast")} <= set(theirs)
    assert "statsforecast" in set(theirs) - set(without)


def test_what_is_measured_has_the_versions_of_the_tests_and_the_peers_besides() -> None:
    ours, measured, without = pins(ALL), pins(BENCH), pins(RUN)
    assert all(ours[package] == versions for package, versions in measured.items() if package in ours)
    assert {canonicalize_name(one.name) for one in declared("bench")} <= set(measured)
    assert "linopy" in set(measured) - set(ours) - set(without)


def test_pandas_3_is_tried_beside_the_one_that_forecasts_allow() -> None:
    ((version,),) = pins(PANDAS3).values()
    assert Version(version).major >= 3 > max(Version(one).major for one in pins(ALL)["pandas"])


def test_what_is_installed_by_hand_or_by_make_comes_from_a_lock() -> None:
    """And the project itself with nothing that is not there already."""
    makefile, page = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "docs/excel.md"))
    lines = [line for line in makefile.splitlines() if "$(INSTALL)" in line and not line.endswith(" uv")]
    lines += [line for line in page.splitlines() if re.search(r"\\pip install", line)]
    assert len(lines) == 11
    for line in lines:
        assert "--require-hashes" in line or "--no-deps --no-build-isolation" in line, line
