"""A plan as a pandas table, for analysts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sop_excel.domain.measures import measures_of
from sop_excel.domain.plan import Found, NoPlan
from sop_excel.extras import needs

if TYPE_CHECKING:
    import pandas as pd


def to_frame(plan: Found) -> pd.DataFrame:
    """The plan in units: one row per product and period, one column per measure.

    Raises ValueError where no plan exists, MissingPackageError without pandas, which is loaded only here.
    """
    needs("pandas")
    import pandas as pd

    if isinstance(plan, NoPlan):
        raise ValueError(f"no plan exists for {plan.problem.name!r}, so there are no quantities; see its fixes")
    problem = plan.problem
    index = pd.MultiIndex.from_product([problem.product_codes, problem.periods], names=["Product", "Period"])
    columns = {measure.name: measure.values(problem, plan.quantities).ravel() for measure in measures_of(problem)}
    return pd.DataFrame(columns, index=index)
