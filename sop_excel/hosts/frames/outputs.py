"""A plan as tables of pandas, for analysts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from sop_excel.contract import schema
from sop_excel.contract.kinds import Kind
from sop_excel.contract.units import kind_of
from sop_excel.domain.measures import measures_of
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, Value
from sop_excel.domain.vocabulary import folded, listed
from sop_excel.extras import needs

if TYPE_CHECKING:
    import pandas as pd

# The columns that tell the rows of a table apart, and so are the index of its frame; other tables only count them.
_KEYS = (
    ("Plan", ("Product", "Measure")),
    ("PlanChart", ("Period",)),
    ("CostSummary", ("Cost",)),
    ("ProductSummary", ("Product",)),
    ("ProductChart", ("Product",)),
    ("CapacityUse", ("Resource", "Measure")),
    ("LimitUse", ("Limit", "Period")),
    ("ScenarioSummary", ("Scenario",)),
    ("RunInfo", ("Field",)),
    ("Products", ("Product",)),
    ("Demand", ("Product",)),
    ("Receipts", ("Product",)),
    ("FirmProduction", ("Product",)),
    ("PublishedPlan", ("Product",)),
    ("Resources", ("Resource",)),
    ("Capacity", ("Resource",)),
    ("Settings", ("Setting",)),
    ("Families", ("Family",)),
)


class HasFound(Protocol):
    """The answer to a ``Model``."""

    @property
    def found(self) -> Found:
        """The answer itself."""


def to_frame(plan: Found | HasFound) -> pd.DataFrame:
    """The plan in units: one row per product and period, one column per measure.

    ``plan`` is what ``sop_excel.solve`` or ``Model.solve`` gave. Raises ValueError where no plan exists,
    MissingPackageError without pandas, which is loaded only here.
    """
    needs("pandas")
    import pandas as pd

    plan = plan if isinstance(plan, Plan | NoPlan) else plan.found
    if isinstance(plan, NoPlan):
        raise ValueError(f"no plan exists for {plan.problem.name!r}, so there are no quantities; see its fixes")
    problem = plan.problem
    index = pd.MultiIndex.from_product([problem.product_codes, problem.periods], names=["Product", "Period"])
    columns = {measure.name: measure.values(problem, plan.quantities).ravel() for measure in measures_of(problem)}
    return pd.DataFrame(columns, index=index)


def frame_of(name: str, headers: Sequence[str], rows: Sequence[Sequence[Value]]) -> pd.DataFrame:
    """A table of the contract as a frame: numbers as float64 with NaN where blank, texts as texts, its keys as index.

    >>> frame_of("CostSummary", ["Cost", "Amount"], [("Production", 10.0), ("Total cost", None)])["Amount"].to_dict()
    {'Production': 10.0, 'Total cost': nan}
    """
    needs("pandas")
    import pandas as pd

    cells = list(zip(*[(*row, *[None] * (len(headers) - len(row))) for row in rows], strict=True))
    cells = cells or [()] * len(headers)
    texts = _texts_of(name)
    columns = [_column(one, header in texts) for header, one in zip(headers, cells, strict=True)]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    frame.columns = pd.Index(list(headers), dtype=object)
    keys = [key for table, keys in _KEYS if table == name for key in keys]
    return frame.set_index(keys) if keys and all(list(headers).count(key) == 1 for key in keys) else frame


def _texts_of(name: str) -> frozenset[str]:
    """The columns of a table of the contract that hold text, also where all of them are blank."""
    columns = [
        one for form in (*schema.INPUT_TABLES, *schema.OUTPUT_FORMS) if form.name == name for one in form.columns
    ]
    return frozenset(one.name for one in columns if kind_of(one.unit) is Kind.TEXT)


def _column(cells: Sequence[Value], is_text: bool) -> pd.Series[Any]:
    """A column as its values tell what it is: numbers, yes or no, texts, or anything."""
    import pandas as pd

    plain = [_plain(cell) for cell in cells]
    kinds = {type(one) for one in plain if one is not None}
    if kinds <= {float} and not is_text:
        return pd.Series(plain, dtype="float64")
    return pd.Series(plain) if kinds == {str} else pd.Series(plain, dtype=object)


def _plain(cell: Value) -> object:
    if isinstance(cell, Formula):
        return cell.value
    if isinstance(cell, DateValue):
        return cell.moment
    if isinstance(cell, ErrorValue):
        return cell.code
    if isinstance(cell, bool | str):
        return cell
    return None if cell is None or isinstance(cell, NotCalculated) else float(cell)


class TableFrames(Mapping[str, "pd.DataFrame"]):
    """Tables of the contract by their names, each as a frame of its own that may be changed; ``capacity_use`` finds
    ``CapacityUse`` too.

    Raises KeyError, with the nearest name, for a table that there is not.
    """

    def __init__(self, tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Value]]]]) -> None:
        self._tables = tables
        self._names = {folded(name): name for name in tables}

    def __getitem__(self, name: str) -> pd.DataFrame:
        found = self._names.get(folded(name))
        if found is None:
            near = get_close_matches(name, self._tables, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"the tables are {listed(self._tables)}"
            raise KeyError(f"no table {name!r}; {hint}")
        return frame_of(found, *self._tables[found])

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __repr__(self) -> str:
        return f"TableFrames({', '.join(self._tables)})"

    def _ipython_key_completions_(self) -> list[str]:
        return [*self._tables]

    def _repr_html_(self) -> str:
        from sop_excel.hosts.frames.pages import table_html

        sizes = [(name, f"{len(rows):,}", f"{len(headers):,}") for name, (headers, rows) in self._tables.items()]
        return table_html(["Table", "Rows", "Columns"], sizes)
