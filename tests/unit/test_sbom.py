"""The bill of materials: what the lock of planners names, with its licences, in a form that scanners read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sop_excel
from docs.make.bill import licensed
from tests.unit.test_locks import RUN, pins

pytestmark = pytest.mark.exhaustive

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bill() -> str:
    """As ``make sbom`` writes it."""
    made = ROOT / "dist" / f"sop-excel-{sop_excel.__version__}.cdx.json"
    make = ["make", "--silent", "-o", ".venv/.ready", "sbom"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(make, cwd=ROOT, env={**os.environ, "PATH": path}, check=True, capture_output=True, timeout=300)
    return made.read_text(encoding="utf-8")


def test_the_bill_of_materials_keeps_to_the_schema_of_cyclonedx(bill: str) -> None:
    """And a bill that does not is found out."""
    # Here alone: they take seconds to import, in each of the processes that share the tests.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(bill) is None
    assert validator.validate_str(bill.replace('"name"', '"nome"')) is not None


def test_the_bill_names_every_package_of_the_lock_with_a_hash_and_no_time(bill: str) -> None:
    """So that two bills of the same lock are the same."""
    told = json.loads(bill)
    found: dict[str, set[str]] = {}
    for one in told["components"]:
        found.setdefault(one["name"], set()).add(one["version"])
        assert any(reference.get("hashes") for reference in one["externalReferences"]), one["name"]
    assert found == pins(RUN)
    assert told["metadata"]["component"]["name"] == "sop-excel"
    assert not {"serialNumber"} & set(told)
    assert "timestamp" not in told["metadata"]


def test_every_component_of_the_bill_has_a_licence(bill: str) -> None:
    """As its package declares it: an identifier or expression of SPDX, or the words that stand there."""
    told = {one["name"]: one["licenses"] for one in json.loads(bill)["components"]}
    for name, licences in told.items():
        texts = [one.get("expression") or one["license"].get("id") or one["license"].get("name") for one in licences]
        assert texts, name
        assert all(texts), name
    assert told["highspy"][0]["license"]["id"] == "MIT"
    assert told["numpy"][0]["expression"].startswith("BSD-3-Clause")
    assert told["pywin32"][0]["license"]["name"] == "PSF"  # which this system does not install


def test_a_package_whose_licence_nobody_knows_is_told() -> None:
    """Beside one that is known."""
    locked = {"components": [{"name": "known", "version": "1"}, {"name": "unknown", "version": "1"}]}
    installed = {"components": [{"name": "Known", "version": "2", "licenses": [{"license": {"id": "MIT"}}]}]}
    with pytest.raises(ValueError, match="no licence is known of unknown: name it in"):
        licensed(locked, installed)
