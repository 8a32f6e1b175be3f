"""What was measured, one row for a peer on an instance: as a file of comma-separated values, and back."""

from __future__ import annotations

import csv
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MISSING = float("nan")


@dataclass(frozen=True)
class Row:
    """Medians of so many ``rounds``: wall and ``processor`` seconds and peak memory (MiB); ``times`` is the median of
    the rounds' ratios, how many times as long plain highspy takes. ``cost`` (money) and the worst ``broken`` rule (a
    share) are counted from the plan. ``note`` says why there is none."""

    instance: str
    peer: str
    rounds: int = 0
    seconds: float = MISSING
    processor: float = MISSING
    memory: float = MISSING
    times: float = MISSING
    cost: float = MISSING
    broken: float = MISSING
    note: str = ""
    machine: str = ""
    day: str = ""


def machine() -> str:
    """Processors and their model, as the system names it."""
    return f"{os.cpu_count()} x {_model()}, {platform.system()}, Python {platform.python_version()}"


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def today() -> str:
    """The day of the measurement."""
    return datetime.now(UTC).date().isoformat()


def read(path: Path) -> list[Row]:
    """The rows of a file; none where there is none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [_row(named) for named in csv.DictReader(file)]


def _row(named: dict[str, Any]) -> Row:
    kinds = {"int": int, "float": float, "str": str}
    return Row(**{one.name: kinds[str(one.type)](named[one.name]) for one in fields(Row)})


def write(path: Path, rows: Iterable[Row]) -> None:
    """Replace the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, [one.name for one in fields(Row)], lineterminator="\n")
        out.writeheader()
        out.writerows({name: _short(value) for name, value in asdict(row).items()} for row in rows)


def _short(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) and abs(value) < 1e4 else value


def joined(old: Iterable[Row], new: Iterable[Row], order: Iterable[str]) -> list[Row]:
    """The rows with those of the instances that were run again exchanged, instances in this order; of an instance that
    is none any more nothing is left."""
    new = list(new)
    fresh = {row.instance for row in new}
    rows = [row for row in old if row.instance not in fresh] + new
    return [row for name in order for row in rows if row.instance == name]
