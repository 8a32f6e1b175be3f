"""What a step before the plan gives to its host: tables to write, and what to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sop_excel.domain.table import Filling, OutputTable
from sop_excel.spreadsheet.input_changes import NO_CHANGES, InputChanges

# Told while a step runs: what it does, how many of how many are done (0 of 0 where that is not known).
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, of: int) -> None:
    """Tell nobody how far a step is."""


@dataclass(frozen=True)
class Prepared:
    """The tables that a step writes, what it fills into input tables, sentences on what it did, and its seconds.

    ``inputs`` are cells and ranges of the planner's own that change besides. ``summary`` is what a planner reads first,
    one line each; ``notes`` are what to know besides, with examples only of what ``details`` list in full.
    ``answer`` is what else a program is told, as it stands in JSON.
    """

    outputs: tuple[OutputTable, ...]
    fillings: tuple[Filling, ...] = ()
    summary: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    inputs: InputChanges = NO_CHANGES
    answer: Mapping[str, object] = field(default_factory=dict)
