"""Worksheet formulas (``formula.py``) as rows of the results, in a process of their own; printed as JSON.

    python -m tests.benchmarks.formula_rows

Ours is the time of a call from what the add-in hands over to what it gets back, plain highspy that of the formula's
model alone. ``broken`` is how far both costs are apart.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from dataclasses import asdict

from tests.benchmarks import formula
from tests.benchmarks.registry import CALL, FORMULA, HIGHSPY
from tests.benchmarks.results import Row, machine, today
from tests.benchmarks.rounds import EXACT


def rows() -> Iterator[Row]:
    """Two for each formula, or one where nothing is solved."""
    for found in formula.rows():
        name, peer = f"{FORMULA} {found.name.replace(' x ', 'x')}", found.peer / 1e3
        base = Row(name, HIGHSPY, formula.RUNS, machine=machine(), day=today())
        if peer:
            yield Row(**asdict(base) | {"seconds": peer, "times": 1.0})
        ours = {"peer": CALL, "seconds": found.median / 1e3, "broken": found.apart}
        ours |= {"times": found.peer / found.median} if peer else {}
        told = f"95 % of the calls: {found.most:.2g} ms; calls back into Excel: {found.calls}"
        if found.apart > EXACT:
            told = f"WRONG: its cost is {found.apart:.1e} from the least"
        yield Row(**asdict(base) | ours | {"note": told})


def main() -> None:
    """Print the rows."""
    warnings.simplefilter("ignore")
    print(json.dumps([asdict(row) for row in rows()]))


if __name__ == "__main__":
    main()
