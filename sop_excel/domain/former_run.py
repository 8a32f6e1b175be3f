"""A run that was kept: what a later one is compared with, and what can be planned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sop_excel.domain.table import Table


@dataclass(frozen=True)
class FormerRun:
    """Its id, when it was (ISO), whether its plan was published, and the tables of the contract as they were, inputs
    and outputs, by name."""

    run_id: str
    date: str
    published: bool
    tables: Mapping[str, Table]
