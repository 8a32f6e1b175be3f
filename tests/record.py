"""A record of what planning answers and writes, to hold before and after a change that should change nothing.

``python -m tests.record before.json`` plans every published instance and 200 random workbooks, and keeps the answer and
a hash of each part of each workbook; ``python -m tests.record after.json --against before.json`` names what differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from sop_excel.domain.plan import NoPlan
from sop_excel.domain.ways_out import no_plan_text
from sop_excel.errors import SopError
from sop_excel.hosts.cli.show import as_json, as_text
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.sheets.run_info import Stamp
from sop_excel.shipped import DONOR, resource
from tests.fidelity.parts import entries
from tests.instances.published import PUBLISHED, Tables
from tests.random_tables import random_tables
from tests.workbooks import make_workbook

RANDOM_BOOKS = 200
STAMP = Stamp("record", "2025-01-01 00:00:00+00:00", 0.0)
CHANGING = ("seconds", "output")  # fields of the answer that differ from run to run
DATED = "docProps/core.xml"  # of the input, as openpyxl writes it

Entry = dict[str, Any]


def books(count: int = RANDOM_BOOKS) -> Iterator[tuple[str, Tables]]:
    """Every published instance, then random tables, the same ones in each run."""
    for instance in PUBLISHED:
        yield instance.name, instance.tables
    for seed in range(count):
        yield f"random {seed}", random_tables(Random(seed))  # noqa: S311 - not for secrets


def entry(folder: Path, name: str, tables: Tables) -> Entry:
    """What planning the tables answers, and a hash of each part that it writes."""
    book, target = make_workbook(folder / "in.xlsx", tables), folder / "out.xlsx"
    target.unlink(missing_ok=True)
    try:
        written = plan_workbook(book, target, Options(name=name, stamp=STAMP), resource(DONOR))
    except SopError as error:
        return {"error": str(error)}
    answer = {key: value for key, value in as_json(written).items() if key not in CHANGING}
    found = written.answer.report.found
    said = no_plan_text(found) if isinstance(found, NoPlan) else as_text(found, Path("out.xlsx"))
    written_parts = entries(target).items()
    parts = {part: hashlib.sha256(content).hexdigest()[:16] for part, content in written_parts if part != DATED}
    return {"answer": answer, "said": said, "notes": list(written.answer.report.notes), "parts": parts}


def record(count: int = RANDOM_BOOKS) -> dict[str, Entry]:
    """The entries of all books by name."""
    with tempfile.TemporaryDirectory() as folder:
        return {name: entry(Path(folder), name, tables) for name, tables in books(count)}


def differences(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> list[str]:
    """What differs between two records: one line a field or part, with what it was and is."""
    told = []
    for name in sorted(before.keys() | after.keys()):
        old, new = _flat(before.get(name, {})), _flat(after.get(name, {}))
        told += [f"{name}: {key}: {old.get(key)!r} -> {new.get(key)!r}"
                 for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]  # fmt: skip
    return told


def _flat(value: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        here = f"{place}{key}"
        flat |= _flat(inner, f"{here} / ") if isinstance(inner, dict) else {here: inner}
    return flat


def main() -> int:
    """Write a record; with ``--against`` print what differs, and end with 1 where anything does."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("file", type=Path)
    words.add_argument("--against", type=Path)
    options = words.parse_args()
    made = json.loads(json.dumps(record()))
    options.file.write_text(json.dumps(made, indent=1), encoding="utf-8")
    told = differences(json.loads(options.against.read_text(encoding="utf-8")), made) if options.against else []
    sys.stdout.write("\n".join([*told, f"{len(made)} books recorded, {len(told)} differences"]) + "\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
