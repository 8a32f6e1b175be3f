"""A worker with an older program, which says so."""

import sop_excel


def dask_setup(worker: object) -> None:
    """Called by Dask before the worker takes part."""
    sop_excel.__version__ = "0.0.9"
