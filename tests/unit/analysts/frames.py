"""Frames of a small plan for tests: products A and B over two months."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

MONTHS = ["2025-01", "2025-02"]


def products(**columns: object) -> pd.DataFrame:
    """A at 5, B at 3, with other columns besides or in their place."""
    return pd.DataFrame({"Production cost": [5.0, 3.0], **columns}, index=pd.Index(["A", "B"], name="Product"))


def demand(months: object = MONTHS, rows: Sequence[Sequence[object]] = ((1, 3), (2, 4))) -> pd.DataFrame:
    """1 and 3 of A, 2 and 4 of B, in these months."""
    return pd.DataFrame(
        list(rows),
        index=pd.Index(["A", "B"], name="Product"),
        columns=pd.Index(months),  # type: ignore[call-overload]
    )


def long_demand() -> pd.DataFrame:
    """The same with a row for each product and month."""
    return demand().reset_index().melt("Product", var_name="Period", value_name="Demand")
