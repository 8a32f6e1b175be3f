"""Frames of every kind that pandas people have give one and the same problem, or an error with row and column."""

from __future__ import annotations

import datetime as dt
import decimal
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sop_excel
from sop_excel import InputError, InputWarning, Model
from tests.unit.analysts.frames import MONTHS, demand, long_demand, products

DEMAND = [[1.0, 3.0], [2.0, 4.0]]
YEARS = pd.MultiIndex.from_tuples([(2025, 1), (2026, 2)])
MONTH_STARTS = pd.date_range("2025-01-01", periods=2, freq="MS")

SAME = {
    "keys as columns": lambda: demand().reset_index(),
    "an index without a name": lambda: demand().rename_axis(None),
    "long": long_demand,
    "long with keys as index": lambda: long_demand().set_index(["Product", "Period"]),
    "a series": lambda: long_demand().set_index(["Product", "Period"])["Demand"],
    "a series without names": lambda: (
        long_demand().set_index(["Product", "Period"])["Demand"].rename_axis([None, None])
    ),
    "long with dates": lambda: long_demand().assign(Period=lambda one: pd.to_datetime(one["Period"])),
    "long with dates of a zone": lambda: long_demand().assign(
        Period=lambda one: pd.to_datetime(one["Period"]).dt.tz_localize("America/New_York")
    ),
    "long with periods": lambda: long_demand().assign(Period=lambda one: pd.PeriodIndex(one["Period"], freq="M")),
    "long and categorical": lambda: long_demand().astype({"Product": "category", "Period": "category"}),
    "a pivot": lambda: long_demand().pivot_table(index="Product", columns="Period", values=["Demand"], aggfunc="sum"),
    "periods as columns": lambda: demand(pd.PeriodIndex(MONTHS, freq="M")),
    "dates as columns": lambda: demand(MONTH_STARTS),
    "dates of a zone as columns": lambda: demand(MONTH_STARTS.tz_localize("Europe/Madrid")),
    "days of Python as columns": lambda: demand([dt.date(2025, 1, 1), dt.date(2025, 2, 1)]),
    "numpy's dates as columns": lambda: demand(np.array(MONTHS, dtype="datetime64[M]")),
    "nullable": lambda: demand().convert_dtypes(),
    "of pyarrow": lambda: demand().convert_dtypes(dtype_backend="pyarrow"),
    "long of pyarrow": lambda: long_demand().convert_dtypes(dtype_backend="pyarrow"),
    "long with dates of pyarrow": lambda: long_demand().assign(
        Period=lambda one: pd.to_datetime(one["Period"]).astype("timestamp[ns][pyarrow]")
    ),
    "objects": lambda: demand(rows=[[np.int8(1), decimal.Decimal(3)], [2.0, np.float32(4)]]).astype(object),
    "sparse": lambda: demand().astype(pd.SparseDtype("float64", 0.0)),
}


@pytest.mark.parametrize("given", SAME.values(), ids=SAME.keys())
def test_demand_of_any_form_is_the_same_and_stays_as_it_is(given: Callable[[], Any]) -> None:
    """Wide or long, with keys as index or columns, with any kind of period; and nothing is told of it."""
    frame = given()
    before = frame.copy(deep=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        problem = Model.from_frames(products=products(), demand=frame).problem
    assert (problem.product_codes, list(problem.periods), problem.demand.tolist()) == (("A", "B"), MONTHS, DEMAND)
    assert frame.equals(before)
    assert frame.index.equals(before.index)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ([1, 2], ("1", "2")),
        ([1.0, 2.0], ("1", "2")),
        (pd.period_range("2025-01-01", periods=2, freq="W"), ("2025-W01", "2025-W02")),
        (pd.period_range("2025-01-01", periods=2, freq="Q"), ("2025-Q1", "2025-Q2")),
        (pd.date_range("2025-01-01", periods=2, freq="D"), ("2025-01-01", "2025-01-02")),
        (pd.date_range("2025-01-01", periods=2, freq="h"), ("2025-01-01", "2025-01-01 01:00:00")),
    ],
)
def test_a_period_has_the_name_that_iso_gives_it(labels: object, names: tuple[str, str]) -> None:
    """Numbers are names too."""
    assert Model.from_frames(products=products(), demand=demand(labels)).periods == names


@pytest.mark.parametrize("labels", [pd.PeriodIndex(MONTHS[::-1], freq="M"), MONTH_STARTS[::-1]])
def test_columns_of_dates_that_go_back_are_read_in_time(labels: object) -> None:
    """As the rows of a long table are; names of one's own keep the order in which they stand."""
    backwards = demand(labels, rows=[row[::-1] for row in DEMAND])
    problem = Model.from_frames(products=products(), demand=backwards).problem
    assert (list(problem.periods), problem.demand.tolist()) == (MONTHS, DEMAND)
    assert list(Model.from_frames(products=products(), demand=demand(["Feb", "Jan"])).periods) == ["Feb", "Jan"]


def test_missing_values_of_every_kind_are_blank_cells() -> None:
    """A blank limit is none, a blank demand is 0."""
    limits = pd.Series([None, pd.NA], dtype=object)
    frame = products(**{"Max production": list(limits), "Holding cost": [np.nan, decimal.Decimal("NaN")]})
    wide = demand(rows=[[None, pd.NaT], [pd.NA, 4]]).astype(object)
    problem = Model.from_frames(products=frame, demand=wide).problem
    assert np.isinf(problem.products.max_production).all()
    assert problem.demand.tolist() == [[0.0, 0.0], [0.0, 4.0]]


def test_a_short_float_counts_as_the_decimal_that_it_shows() -> None:
    """And a code that no float holds stays exact."""
    frame = pd.DataFrame({"Product": [2**60, 2**60 + 1], "Production cost": np.array([0.1, 0.2], dtype="float32")})
    codes = frame["Product"].tolist()
    problem = Model.from_frames(products=frame, demand=demand().assign(Product=codes)).problem
    assert problem.product_codes == (str(2**60), str(2**60 + 1))
    assert problem.products.production_cost[:, 0].tolist() == [0.1, 0.2]


def test_an_index_that_is_left_of_a_filter_names_no_product() -> None:
    """Neither where the key is known by a synonym."""
    frame = products().reset_index().rename(columns={"Product": "SKU"}).loc[[1, 0]]
    with pytest.warns(InputWarning, match="'SKU', read as Product"):
        model = Model.from_frames(products=frame, demand=demand())
    assert model.products == ("B", "A")


def test_every_table_may_be_given_in_snake_case_with_settings_as_a_dict() -> None:
    """Names of columns match ignoring case and signs."""
    model = Model.from_frames(
        products=products(),
        demand=demand(),
        settings={"currency": "USD", "whole_units": True},
        resources=pd.DataFrame({"capacity": [9.0]}, index=["Line"]),
        routings=pd.DataFrame({"usage": [1, 2]}, index=pd.MultiIndex.from_product([["A", "B"], ["Line"]])),
        period_data=pd.DataFrame({"Field": "Holding cost", "Item": "A", "Period": MONTH_STARTS[1:], "Value": 7}),
    )
    problem = model.problem
    assert (problem.currency, problem.policies.whole_units, problem.resource_codes) == ("USD", True, ("Line",))
    assert problem.products.holding_cost[0].tolist() == [0.0, 7.0]


def test_all_problems_come_at_once_with_argument_row_and_column() -> None:
    """Each issue is an object; its text says what to do."""
    wrong = products(**{"Production cost": ["x", 3.0], "Max production": [-1, "12"]})
    with pytest.raises(InputError) as caught:
        Model.from_frames(
            products=wrong,
            demand=demand(rows=[["n/a", 3], [2, np.inf]]),
            reciepts=products(),
            routings=[1],  # type: ignore[arg-type]
        )
    assert [str(issue) for issue in caught.value.issues] == [
        "reciepts: expected the name of a table of the contract, found 'reciepts'; did you mean 'receipts'?",
        "routings: expected a DataFrame, found a list; pass a pandas DataFrame, with its keys as index or columns",
        "products, row 'A', column 'Production cost': expected a number >= 0, found 'x'; leave it missing for 0",
        (
            "products, row 'A', column 'Max production': expected a number >= 0, found -1; "
            "give a number >= 0, or leave it missing for no limit"
        ),
        (
            "products, row 'B', column 'Max production': expected a number >= 0, found '12'; "
            "it is text: convert the column with pd.to_numeric"
        ),
        "demand, row 'A', column '2025-01': expected a number >= 0, found 'n/a'; leave it missing for no demand",
        (
            "demand, row 'B', column '2025-02': expected a number >= 0 and <= 1,000,000,000, found infinity; "
            "plan in thousands of units (all quantities alike, and costs and usages per thousand)"
        ),
    ]
    issue = caught.value.issues[2]
    assert isinstance(issue, sop_excel.Issue)
    assert (issue.place, issue.found) == ("products, row 'A', column 'Production cost'", "'x'")


def test_many_values_that_are_wrong_alike_are_one_problem() -> None:
    """With the first and the last row and column."""
    codes = pd.Index(list("ABCDEF"))
    wide = pd.DataFrame("y", index=codes, columns=MONTHS)
    with pytest.raises(InputError) as caught:
        Model.from_frames(products=pd.DataFrame({"Production cost": 1.0}, index=codes), demand=wide)
    (issue,) = caught.value.issues
    assert issue.place == "demand, rows 'A' to 'F', columns '2025-01' to '2025-02'"


def test_rows_with_one_label_are_told_apart_by_their_position() -> None:
    """Which counts from 0, as iloc does."""
    with pytest.raises(
        InputError, match=r"row 'A' \(position 2\), column 'Product': expected one row for each product"
    ):
        Model.from_frames(products=products().iloc[[0, 1, 0]], demand=demand())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"products": None}, "products: expected a table named Products, found none; pass it as products=..."),
        ({"demand": demand().T}, "found periods as the index of the rows; pass demand.T, with the products as rows"),
        ({"demand": demand(MONTH_STARTS).T}, "pass demand.T, with the products as rows"),
        ({"demand": demand(["Jan", "Jan"])}, "expected each period once, found 'Jan'"),
        ({"demand": demand([pd.Timestamp(2025, 1, 1), pd.NaT])}, "expected the name of a period, found a blank header"),
        ({"demand": demand().set_axis(YEARS, axis=1)}, "found 2 levels of column labels"),
        (
            {"products": pd.DataFrame(), "demand": pd.DataFrame()},
            "demand: expected a column headed Product, found none",
        ),
        ({"products": products().iloc[:0]}, "products, column 'Product': expected at least one product, found no rows"),
        ({"settings": {"Whole unts": True}}, "correct it (the nearest setting is 'Whole units'), or leave it out"),
        ({"demand": demand().loc[["A"]]}, "expected a row in table Demand for each product, found 'B' without one"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(change: dict[str, Any], told: str) -> None:
    """Beside the nearest good one, which the tests above have."""
    with pytest.raises(InputError) as caught:
        Model.from_frames(**{"products": products(), "demand": demand(), **change})
    assert told in str(caught.value)


def test_a_column_that_looks_misspelt_is_told_and_named() -> None:
    """The planner's own are not."""
    frame = products(**{"Holdng cost": [1.0, 1.0], "Colour": ["red", "blue"]})
    with pytest.warns(InputWarning, match="did you mean 'Holding cost'") as told:
        Model.from_frames(products=frame, demand=demand())
    assert len(told) == 1
