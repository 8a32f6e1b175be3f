"""A small model by which two machines see whether they find the same answers, to the last bit."""

from __future__ import annotations

import hashlib

import numpy as np

from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.linear import OF_PARTS, PartToSolve
from sop_excel.model.engine.scale import one_scale
from sop_excel.model.engine.starting import DANTZIG
from sop_excel.model.prices import HELD
from sop_excel.model.rules.rule import Entries

SHIPPED, WANTED = 12, 15  # places that have something, and those that need it


def trial() -> str:
    """A digest of what this process makes of it; another one is the mark of another solver, library or processor.

    Goods are shipped at costs of which many are alike, so that it has many cheapest plans, and amounts that no binary
    number holds, so that every step rounds.
    """
    model = _shipping()
    found = OF_PARTS.run(PartToSolve(model, one_scale(model), None, DANTZIG))
    numbers = (found.values, found.duals) if found else ()
    return hashlib.sha256(b"".join(one.tobytes() for one in numbers)).hexdigest()[:16]


def _shipping() -> SparseModel:
    start, end = map(np.ravel, np.indices((SHIPPED, WANTED)))
    columns = start.size
    has = 7.7 + 0.1 * (np.arange(SHIPPED) % 5)
    wants = 4.1 + 0.3 * (np.arange(WANTED) % 4)
    there, nothing = np.arange(columns), np.zeros(0, dtype=np.int64)
    return SparseModel(
        cost=1.1 + (start * 7 + end * 3) % 6 / 3.0,
        lower=np.zeros(columns),
        upper=np.full(columns, 2.3),
        whole=np.zeros(columns, dtype=bool),
        row_lower=np.concatenate([np.full(SHIPPED, -np.inf), wants]),
        row_upper=np.concatenate([has, np.full(WANTED, np.inf)]),
        entries=Entries(
            np.concatenate([start, SHIPPED + end]),
            np.concatenate([there, there]),
            np.concatenate([np.ones(columns), 1.0 - 0.01 * (start % 3)]),
        ),
        offset=0.0,
        at={},
        rows={HELD: nothing},
    )
