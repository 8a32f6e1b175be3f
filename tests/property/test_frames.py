"""Frames of random books with every family of the model give the problem that the tables give, whatever their form."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_excel import InputWarning, Model
from sop_excel.hosts.frames.frame_places import argument_of
from sop_excel.sheets.read import read_problem
from tests.property.family_books import FAMILIES, book
from tests.tables import table

SEEDS = range(40)
WRITTEN = range(0, 40, 10)
Frames = dict[str, pd.DataFrame]


def frames_of(tables: Mapping[str, list[list[Any]]]) -> Frames:
    """As pandas makes them of rows, with the types that it thinks of."""
    return {argument_of(name): pd.DataFrame(rows[1:], columns=rows[0]) for name, rows in tables.items()}


def keys_as_index(frames: Frames) -> Frames:
    """The first column of each becomes the index, without its name."""
    return {name: frame.set_index(frame.columns[0]).rename_axis(None) for name, frame in frames.items()}


def demand_long(frames: Frames) -> Frames:
    """A row for each product and period of the demand, period by period."""
    keys = [name for name in ("Product", "Class") if name in frames["demand"]]
    return frames | {"demand": frames["demand"].melt(keys, var_name="Period", value_name="Demand")}


def nullable(frames: Frames) -> Frames:
    """The types of pandas in place of those of numpy, texts as categories."""
    return {
        name: frame.convert_dtypes().apply(lambda one: one.astype("category") if one.dtype == "string" else one)
        for name, frame in frames.items()
    }


FORMS = {"columns": dict, "keys as index": keys_as_index, "demand long": demand_long, "nullable": nullable}


def shown(found: object) -> str:
    """All that a problem is made of, to the last digit."""
    if isinstance(found, np.ndarray):
        return repr(found.tolist())
    if isinstance(found, Mapping):
        return f"{{{', '.join(f'{name}: {shown(one)}' for name, one in found.items())}}}"
    if is_dataclass(found):
        return shown({field.name: getattr(found, field.name) for field in fields(found)})
    return repr(found)


def read(frames: Frames) -> Model:
    given: dict[str, Any] = {"name": "book", **frames}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        return Model.from_frames(**given)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_frames_of_every_form_are_the_problem_that_the_tables_are(form: Callable[[Frames], Frames]) -> None:
    """To the last digit, in every family of the model."""
    seen: set[str] = set()
    for seed in SEEDS:
        drawn = book(seed)
        seen |= drawn.families
        tables = {name: table(name, rows[0], *rows[1:]) for name, rows in drawn.tables.items()}
        problem, _ = read_problem(tables, "book")
        assert shown(read(form(frames_of(drawn.tables))).problem) == shown(problem), seed
    assert seen == set(FAMILIES)


@pytest.mark.parametrize("seed", WRITTEN)
def test_a_workbook_out_of_frames_is_the_problem_that_they_are(seed: int, tmp_path: Path) -> None:
    """And holds the plan, or what makes one possible."""
    model = read(frames_of(book(seed).tables))
    plan = model.solve(explain="none")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        again = Model.read(plan.to_excel(tmp_path / "book.xlsx"))
    assert shown(again.problem) == shown(model.problem)
    assert again.solve(explain="none").total_cost == plan.total_cost
