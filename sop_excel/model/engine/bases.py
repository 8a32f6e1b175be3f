"""Where a plan lies: what each column and row of a linear model does in it, for a solver to start from."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
from highspy import HighsBasisStatus, HighsStatus

from sop_excel.domain.basis import Basis, Codes
from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.scale import Scale
from sop_excel.model.rules.rule import Indices, Mask

LOWER, UPPER, BETWEEN = 0, 1, 2
_STATUS = (HighsBasisStatus.kLower, HighsBasisStatus.kUpper, HighsBasisStatus.kBasic)


def basic_variables(solver: highspy.Highs, columns: int) -> Indices | None:
    """(M,) the variables of the basis that a linear model was just solved with, by their places in it, the rows counted
    after the ``columns``; None where there is no such basis."""
    status, basic = solver.getBasicVariables()  # type: ignore[attr-defined]  # not in its stubs
    variables: Indices = np.asarray(basic, dtype=np.int64)
    return np.where(variables < 0, columns - 1 - variables, variables) if status == HighsStatus.kOk else None


def is_at_upper(values: Array, lower: Array, upper: Array) -> Mask:
    """Which values, each at one of its limits, are at the upper one."""
    return np.asarray(upper - values < values - lower)


def basis_found(solver: highspy.Highs, model: SparseModel, scale: Scale, values: Array) -> Basis | None:
    """The basis that a linear model at this scale was just solved with, to these values; None where there is none."""
    basic = basic_variables(solver, model.cost.size)
    if basic is None:
        return None
    columns = values, model.lower, model.upper
    rows = np.array(solver.getSolution().row_value) * scale.rows, model.row_lower, model.row_upper
    codes = np.concatenate([np.where(is_at_upper(*some), UPPER, LOWER) for some in (columns, rows)]).astype(np.int8)
    codes[basic] = BETWEEN
    return Basis(codes[: model.cost.size], codes[model.cost.size :])


def basis_of(columns: Codes, rows: Codes, is_sound: bool = False) -> highspy.HighsBasis:
    """What columns and rows do, for HiGHS, which makes a basis of it where it is none.

    ``is_sound``: the basic ones are as many as the rows, and independent, so that nobody need look whether they are,
    which takes as long as dozens of iterations.
    """
    basis = highspy.HighsBasis()
    basis.valid, basis.alien = True, not is_sound
    basis.col_status = [_STATUS[code] for code in columns.tolist()]
    basis.row_status = [_STATUS[code] for code in rows.tolist()]
    return basis


def joined_bases(places: Sequence[tuple[Indices, Indices]], bases: Sequence[Basis | None]) -> Basis | None:
    """The basis of a model from those of its parts, whose columns and rows have these places in it."""
    columns = np.zeros(sum(own.size for own, _ in places), dtype=np.int8)
    rows = np.zeros(sum(own.size for _, own in places), dtype=np.int8)
    for (own_columns, own_rows), basis in zip(places, bases, strict=True):
        if basis is None:
            return None
        columns[own_columns], rows[own_rows] = basis.columns, basis.rows
    return Basis(columns, rows)
