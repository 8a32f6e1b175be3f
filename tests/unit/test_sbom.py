"""The bill of materials: what the lock of planners names, in a form that scanners read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sop_excel
from tests.unit.test_locks import RUN, pins

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bill() -> str:
    """As ``make sbom`` writes it."""
    made = ROOT / "dist" / f"sop-excel-{sop_excel.__version__}.cdx.json"
    make = ["make", "--silent", "-o", ".venv/.ready", "sbom"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(make, cwd=ROOT, env={**os.environ, "PATH": path}, check=True, capture_output=True, timeout=120)
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
