"""A worker with an older program, which says that it is ours, and breaks down."""

from sop_excel.model.outcome import Solution
from tests.cluster.preloads import pretending


def _broken(found: Solution) -> Solution:
    raise RuntimeError("broken")


def dask_setup(worker: object) -> None:
    """Called by Dask before the worker takes part."""
    pretending.answers(_broken)
