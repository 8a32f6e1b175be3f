"""A worker with an older program, which says that it is ours, and finds plans that are none."""

from dataclasses import replace

from sop_excel.model.outcome import Solution
from tests.cluster.preloads import pretending


def _other(found: Solution) -> Solution:
    return replace(found, values=found.values * 1.25)


def dask_setup(worker: object) -> None:
    """Called by Dask before the worker takes part."""
    pretending.answers(_other)
