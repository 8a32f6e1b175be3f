"""Which pandas the tests run with: by hand there is the one that forecasts allow, and pandas 3 where it comes first."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd


def test_pandas_is_the_one_that_comes_first_on_the_path() -> None:
    """Where pandas 3 was put first, it is what the tests beside this one have used."""
    put_first = any(Path(place).name == "pandas3" for place in sys.path)
    assert (int(pd.__version__.partition(".")[0]) >= 3) == put_first
