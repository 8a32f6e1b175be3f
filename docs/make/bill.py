"""Licences for the bill of materials: what installed packages declare, beside the hashes that the lock has.

``cyclonedx-py requirements`` knows hashes and no licences, ``cyclonedx-py environment`` licences and no hashes; the
bill has both. ``make sbom`` runs it: ``python -m docs.make.bill LOCKED.json INSTALLED.json``, and the first becomes
the bill.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

# What other systems alone install, as the metadata of their packages (appscript 1.5.0, pywin32 312) declare it.
ELSEWHERE = {"appscript": "License :: Public Domain", "pywin32": "PSF"}


def licensed(locked: Mapping[str, Any], installed: Mapping[str, Any]) -> dict[str, Any]:
    """The locked bill with the licences of each component: those that the installed package
    declares, of whatever version, or that of ``ELSEWHERE``.

    Raises ValueError, with the names of all for which no licence is known.

    >>> mit = [{"license": {"id": "MIT"}}]
    >>> bill = licensed(
    ...     {"components": [{"name": "a", "version": "1"}]},
    ...     {"components": [{"name": "A", "version": "1", "licenses": mit}]},
    ... )
    >>> bill["components"]
    [{'name': 'a', 'version': '1', 'licenses': [{'license': {'id': 'MIT'}}]}]
    """
    elsewhere = {name: [{"license": {"acknowledgement": "declared", "name": its}}] for name, its in ELSEWHERE.items()}
    known = elsewhere | {_key(one): one["licenses"] for one in installed["components"] if one.get("licenses")}
    unknown = sorted(one["name"] for one in locked["components"] if _key(one) not in known)
    if unknown:
        raise ValueError(f"no licence is known of {', '.join(unknown)}: name it in docs/make/bill.py")
    return {**locked, "components": [{**one, "licenses": known[_key(one)]} for one in locked["components"]]}


def _key(component: Mapping[str, Any]) -> str:
    return canonicalize_name(component["name"])


def main(paths: Sequence[str]) -> None:
    """Write the bill in the place of the locked one; SystemExit where it does not keep to the schema."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator  # which builds a grammar of addresses while it is loaded

    locked, installed = map(Path, paths)
    bill = licensed(json.loads(locked.read_text(encoding="utf-8")), json.loads(installed.read_text(encoding="utf-8")))
    text = json.dumps(bill, indent=2, ensure_ascii=False) + "\n"
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise SystemExit(f"no bill of materials: {fault}")
    locked.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
