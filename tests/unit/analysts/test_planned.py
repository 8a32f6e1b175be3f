"""A model is solved, changed and shown; what it says is what the same workbook says."""

from __future__ import annotations

import copy
import io
import pickle
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sop_excel import InputError, InputWarning, Model, Planned, optimize, to_frame
from sop_excel.contract import schema
from sop_excel.shipped import TEMPLATES, resource
from tests.shared_factory import shared_factory
from tests.unit.analysts.frames import demand, long_demand, products

TEMPLATE = resource(TEMPLATES["multi"])


@pytest.fixture(scope="module")
def plan() -> Planned:
    return Model.from_frames(products=products(), demand=demand()).solve()


@pytest.fixture(scope="module")
def short() -> Planned:
    """No plan exists: a line that is too small."""
    return Model.from_frames(
        products=products(),
        demand=demand(),
        resources=pd.DataFrame({"Capacity": [1.5]}, index=["Line"]),
        routings=pd.DataFrame({"Product": ["A"], "Resource": ["Line"], "Usage": [1]}),
    ).solve()


def test_a_workbook_is_read_from_a_path_a_file_and_bytes_alike(tmp_path: Path) -> None:
    """And gives the plan that the command gives."""
    data = TEMPLATE.read_bytes()
    with TEMPLATE.open("rb") as file:
        models = [Model.read(one) for one in (TEMPLATE, str(TEMPLATE), file, io.BytesIO(data), data)]
    assert [model.name for model in models] == ["multi_product"] * 3 + ["workbook"] * 2
    cost = optimize(TEMPLATE, tmp_path / "planned.xlsx", explain="none")
    assert {model.solve(explain="none").total_cost for model in models} == {getattr(cost, "total_cost", None)}


@pytest.mark.parametrize(
    ("source", "found"), [(io.StringIO("text"), "a file that is open as text"), (pd.DataFrame(), "a DataFrame")]
)
def test_what_is_no_workbook_is_refused(source: object, found: str) -> None:
    with pytest.raises(InputError, match=f"found {found}; use Model.from_frames"):
        Model.read(source)  # type: ignore[arg-type]


def test_the_frames_of_a_workbook_make_the_same_model_again() -> None:
    """From cells to frames and back nothing is lost."""
    model = Model.read(TEMPLATE)
    frames = {
        "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]: one for name, one in model.frames.items()
    }
    again = Model.from_frames(**frames, name=model.name)
    assert again.problem.demand.tolist() == model.problem.demand.tolist()
    assert again.solve(explain="none").total_cost == model.solve(explain="none").total_cost


def test_every_output_table_is_a_frame_with_typed_columns(plan: Planned) -> None:
    """Numbers are floats, blank ones NaN; the keys are the index."""
    assert set(plan.frames) >= {form.name for form in schema.OUTPUT_FORMS} - {"LimitUse", "ScenarioSummary"}
    table = plan.frames["Plan"]
    assert table.index.names == ["Product", "Measure"]
    assert set(table.dtypes) == {np.dtype("float64")}
    assert table.loc[("A", "Production"), "2025-02"] == 3.0
    assert plan.frames["cost_summary"].loc["Total cost", "Amount"] == plan.total_cost == 38.0
    assert set(plan.frames["CapacityUse"].dtypes) == {np.dtype("float64")}
    with pytest.raises(KeyError, match="did you mean 'CapacityUse'"):
        plan.frames["CapacityUsed"]
    table.loc[:] = 0.0
    assert plan.frames["Plan"].loc[("A", "Production"), "2025-02"] == 3.0


def test_a_plan_is_verified_and_explained(plan: Planned) -> None:
    """Also one that was solved without its story."""
    assert plan.verify().agrees
    assert [finding.agrees for finding in plan.verify().findings].count(True) > 3
    quick = Model.from_frames(products=products(), demand=demand()).solve(explain="none")
    assert quick.explain() == plan.explain()
    assert plan.explain().startswith("The plan costs 38 EUR in all")


def test_where_no_plan_exists_the_answer_says_what_makes_one_possible(short: Planned) -> None:
    """It has no numbers, and a picture of it is refused."""
    assert (short.status, short.plan, short.total_cost, short.costs) == ("infeasible", None, None, {})
    assert short.fixes == ("Raise capacity of Line in 2025-02 by 1",)
    assert short.frames["Plan"]["Total"].isna().all()
    assert "Raise capacity of Line" in short._repr_html_()
    with pytest.raises(InputError, match="expected a plan, found an answer without one; see its fixes"):
        short.plot()


def test_a_scenario_is_another_model_and_builds_on_the_one_before() -> None:
    """The first one stays as it is."""
    base = Model.from_frames(products=products(), demand=demand())
    more = base.scenario("More", {"Demand": ("multiply", 2)})
    dear = more.scenario("Dear", {("Products", "A", "Unit cost"): 6, ("Demand", "B", "2025-01"): ("add", 1)})
    assert [model.solve(explain="none").total_cost for model in (base, more, dear)] == [38.0, 76.0, 87.0]
    assert (base.scenarios, dear.scenarios, dear.scenario_name) == ((), ("More", "Dear"), "Dear")
    frame = pd.DataFrame({"Field": ["Demand"], "Change": ["multiply"], "Value": [2]})
    assert base.scenario("Framed", frame).solve(explain="none").total_cost == 76.0
    assert dear.scenario("More").solve(explain="none").total_cost == 76.0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"Demnd": 3}, r"scenario 'X', changes\['Demnd'\]: expected a field .*the nearest field is 'Demand'"),
        ({("Demand", "C"): 3}, r"changes\['Demand', 'C'\]: expected a product of table Products, found 'C'"),
        ({("Demand", "A"): "x"}, r"changes\['Demand', 'A'\]: expected a number >= 0, found 'x'"),
        ({("Demand", "A"): ("double", 2)}, "expected one of set, add, multiply, found 'double'"),
        ({5: 5}, r"changes\[5\]: expected a field, or \(field, item\), or \(field, item, period\), found 5"),
        ({"Demand": (1, 2, 3)}, r"changes\['Demand'\]: expected a value, or one of set, add, multiply with a number"),
        ({}, "expected at least one change, found none"),
        ([1], "expected a dict of changes, found a list"),
        (pd.DataFrame({"Fild": ["Demand"]}), "expected one of the columns .*, found 'Fild'"),
        (None, "^scenario: expected the name of a scenario of table Scenarios, or base, found 'X'"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_key(changes: object, told: str) -> None:
    base = Model.from_frames(products=products(), demand=demand())
    with pytest.raises(InputError, match=told):
        base.scenario("X", changes)  # type: ignore[arg-type]


def test_a_plan_of_frames_becomes_a_workbook_that_gives_the_same_plan(plan: Planned, tmp_path: Path) -> None:
    """Inputs and outputs; a file that is there stays unless forced."""
    path = plan.to_excel(tmp_path / "plan.xlsx")
    again = Model.read(path)
    assert again.frames["Demand"].loc["B", "2025-02"] == 4.0
    assert again.solve(explain="none").total_cost == plan.total_cost
    before = path.read_bytes()
    with pytest.raises(InputError, match="or replace the file with force=True"):
        plan.to_excel(path)
    assert path.read_bytes() == before
    plan.to_excel(path, force=True)


def test_a_plan_of_a_workbook_is_written_into_a_copy_of_it(tmp_path: Path) -> None:
    """All else as it was; of a scenario with changes there is a workbook of its own."""
    model = Model.read(TEMPLATE.read_bytes())
    told = Model.read(model.solve(explain="none").to_excel(tmp_path / "copy.xlsx"))
    assert set(told.frames) == set(model.frames)
    cheap = model.scenario("Cheap", {"Production cost": ("multiply", 0.5)}).solve(explain="none")
    again = Model.read(cheap.to_excel(tmp_path / "cheap.xlsx")).scenario("Cheap")
    assert again.solve(explain="none").total_cost == cheap.total_cost


def test_columns_of_ones_own_go_into_a_workbook_whatever_they_hold(tmp_path: Path) -> None:
    """Two of one name, one without, and values that no cell can hold; a long demand has the contract's name there."""
    frame = products(Note=["a", "b"], note=[np.inf, {1: 2}]).set_axis(["Production cost", "Note", "note"], axis=1)
    frame[""] = pd.Series([[3], None], index=frame.index)
    path = Model.from_frames(products=frame, demand=long_demand()).solve().to_excel(tmp_path / "own.xlsx")
    again = Model.read(path)
    assert list(again.frames["Products"]) == ["Production cost", "Note", "note (2)", "Column5"]
    assert again.frames["Products"]["note (2)"].tolist() == ["infinity", "{1: 2}"]
    assert again.solve(explain="none").total_cost == 38.0


def test_a_warning_is_told_once_whatever_scenarios_follow(tmp_path: Path) -> None:
    """Of frames and of workbooks; what a change makes odd is told with its key."""
    with pytest.warns(InputWarning, match="row 'A', column 'Price': expected a number > 0") as first:
        base = Model.from_frames(products=products(Price=[0.0, 9.0]), demand=demand())
    path = base.solve(explain="none").to_excel(tmp_path / "free.xlsx")
    with pytest.warns(InputWarning, match=r"Products!C2: Products\[Price\]"):
        of_file = Model.read(path)
    assert len(first) == 1
    for model in (base, of_file):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            more = model.scenario("More", {"Demand": ("multiply", 2)})
        assert more.warnings == model.warnings
        with pytest.warns(InputWarning, match="^scenario 'Twice', row 0: expected a row for Demand") as told:
            model.scenario("Twice", pd.DataFrame({"Field": ["Demand"] * 2, "Value": [1, 2]}))
        assert len(told) == 1


CHANGED = {
    "a frame": {"Demand": demand() * 2},
    "a frame of dates": {"Demand": (demand() * 2).set_axis(pd.date_range("2025-01-01", periods=2, freq="MS"), axis=1)},
    "a series by item and period": {"Demand": demand().stack() * 2},
    "a series by period": {("Demand", "A"): demand().loc["A"] * 2, ("Demand", "B"): demand().loc["B"] * 2},
}


@pytest.mark.parametrize("changes", CHANGED.values(), ids=CHANGED.keys())
def test_a_scenario_takes_frames_and_series_as_values(changes: dict[Any, Any]) -> None:
    """Each of their values stands for a key with its labels behind it."""
    base = Model.from_frames(products=products(), demand=demand())
    assert base.scenario("Twice", changes).problem.demand.tolist() == (base.problem.demand * 2).tolist()


def test_a_missing_value_of_a_frame_changes_nothing() -> None:
    """A frame of them alone is no change; an item that there is not is told with its key."""
    base = Model.from_frames(products=products(), demand=demand())
    one = demand().astype(float).where(demand() == 4) + 1
    assert base.scenario("One", {"Demand": one}).problem.demand.tolist() == [[1.0, 3.0], [2.0, 5.0]]
    cost = base.scenario("Dear", {"Production cost": pd.Series({"A": 9.0, "B": np.nan})}).problem.products
    assert cost.production_cost[:, 0].tolist() == [9.0, base.problem.products.production_cost[1, 0]]
    with pytest.raises(InputError, match="expected at least one change"):
        base.scenario("None", {"Demand": demand() * np.nan})
    with pytest.raises(InputError, match=r"changes\['Demand', 'C', '2025-01'\]: expected a product"):
        base.scenario("Other", {"Demand": demand().rename({"A": "C"})})


def test_a_comparison_in_the_workbook_is_not_told_of_for_a_model_with_changes() -> None:
    """It is of the model without them, which still has it."""
    model = Model.read(resource(TEMPLATES["aggregate_plan"]))
    changed = model.scenario("More", {"Demand": ("multiply", 1.01)}).solve(explain="none")
    assert "ScenarioSummary" in model.scenario("all").solve(explain="none").frames
    assert "ScenarioSummary" not in changed.frames
    assert not any("ScenarioSummary" in note for note in changed.notes)


def test_all_scenarios_are_compared_with_the_base() -> None:
    """In one table, with the base's plan."""
    model = Model.from_frames(products=products(), demand=demand()).scenario("More", {"Demand": ("multiply", 2)})
    plan = model.scenario("ALL").solve(explain="none")
    assert plan.frames["ScenarioSummary"]["Total cost"].to_dict() == {"base": 38.0, "More": 76.0}
    assert (plan.total_cost, model.scenario("Base").solve(explain="none").total_cost) == (38.0, 38.0)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "scenario: expected a name of your own, found ''; give it a name"),
        (5, "found 5; give it a name"),
        ("All", "found 'all', which means every scenario; choose another name"),
        ("base", "which means the tables as they stand"),
    ],
)
def test_a_name_that_can_be_no_scenarios_is_refused(name: object, told: str) -> None:
    base = Model.from_frames(products=products(), demand=demand())
    with pytest.raises(InputError, match=told):
        base.scenario(name, {"Demand": 1})  # type: ignore[arg-type]


def test_a_solver_that_there_is_not_is_refused_as_an_argument() -> None:
    with pytest.raises(InputError, match=r"^solver: expected a solver that runs here, found 'foo'"):
        Model.from_frames(products=products(), demand=demand()).solve("foo")


def test_what_a_notebook_shows_is_escaped() -> None:
    """Names of plans and products may hold anything."""
    codes = ["<script>a</script>", "B & C"]
    model = Model.from_frames(
        products=products().set_axis(codes),
        demand=demand().set_axis(codes),
        name="<b>plan</b>",
        settings={"Currency": "<i>"},
    )
    for page in (model._repr_html_(), model.solve()._repr_html_()):
        assert "<b>plan" not in page
        assert "<script>" not in page
        assert "<i>" not in page
        assert "&lt;b&gt;plan" in page


def test_one_part_is_drawn_into_axes_that_are_there(plan: Planned) -> None:
    """The plan where none is named; two parts need two of them."""
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert plan.plot(ax=left) is plan.plot("cost", ax=right) is figure
    assert [axes.get_title(loc="left") for axes in (left, right)] == ["Plan of 2 products", "Cost: 38 EUR"]
    with pytest.raises(InputError, match="expected one part for one ax, found 2 parts"):
        plan.plot(["plan", "cost"], ax=left)


def test_models_plans_and_pictures_can_be_pickled_and_copied(plan: Planned) -> None:
    """For other processes: what comes back says the same."""
    model = Model.from_frames(products=products(), demand=demand())
    assert pickle.loads(pickle.dumps(model)).solve(explain="none").total_cost == plan.total_cost  # noqa: S301
    again = pickle.loads(pickle.dumps(plan))  # noqa: S301
    assert again.frames["Plan"].equals(plan.frames["Plan"])
    assert copy.deepcopy(again).explain() == plan.explain()
    drawn = pickle.loads(pickle.dumps(plan.plot()))  # noqa: S301
    assert drawn._repr_png_() == plan.plot()._repr_png_()  # type: ignore[attr-defined]


def test_frames_show_their_tables_and_complete_their_names(plan: Planned) -> None:
    """In a notebook, with the size of each."""
    assert plan.frames._ipython_key_completions_() == [*plan.frames]
    assert f"<td>{len(plan.frames['Plan'])}</td>" in plan.frames._repr_html_()


def test_to_frame_takes_what_a_model_was_solved_to(plan: Planned, short: Planned) -> None:
    """As it takes the plan with its arrays; of no plan there are no quantities."""
    assert plan.plan is not None
    assert to_frame(plan).equals(to_frame(plan.plan))
    with pytest.raises(ValueError, match="no plan exists"):
        to_frame(short)


def test_a_picture_has_a_panel_for_each_part_and_can_be_read_at_300_products() -> None:
    """Rows of the 20 largest; names with signs of formulas are drawn as they are; pyplot is left alone."""
    tables = shared_factory(300, 12)
    names = {name: f"$x_{n}" for n, (name, *_) in enumerate(tables["Products"][1:])}
    frames: dict[str, Any] = {
        name.lower(): pd.DataFrame(rows[1:], columns=rows[0]).replace(names) for name, rows in tables.items()
    }
    plan = Model.from_frames(**frames).solve(explain="none")
    drawn = plan.plot()
    assert isinstance(drawn, Figure)
    titles = [axes.get_title(loc="left") for axes in drawn.axes if axes.get_title(loc="left")]
    assert titles[0] == "Plan of 300 products"
    assert titles[1].startswith("Master plan: production of the 20 largest of 300 products")
    assert len(titles) == 4
    shown = plan.plot("plan", product="$x_7")._repr_png_()  # type: ignore[attr-defined]
    assert shown.startswith(b"\x89PNG")
    with pytest.raises(InputError, match="product: expected the code of a product, found 'Z'"):
        plan.plot(product="Z")
    with pytest.raises(InputError, match="parts: expected some of plan, products, capacity and cost, found 'costs'"):
        plan.plot("costs")


def test_a_depth_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="expected one of none, brief or full, found 'much'"):
        Model.from_frames(products=products(), demand=demand()).solve(explain="much")


def test_descriptions_are_a_column_of_the_summary() -> None:
    """As texts, whatever they are in the frame; one that is missing stays so, and without any there is no column."""
    described = Model.from_frames(products=products(Description=["Garden hose", None]), demand=demand())
    plan = described.solve()
    summary = plan.frames["ProductSummary"]
    assert summary.columns[-1] == "Description"
    assert summary["Description"].loc["A"] == "Garden hose"
    assert pd.isna(summary["Description"].loc["B"])
    assert plan.explain().count("A (Garden hose)") == 1
    numbers = Model.from_frames(products=products(Description=[20, 30]), demand=demand()).solve()
    assert numbers.frames["ProductSummary"]["Description"].loc["A"] == "20"
    bare = Model.from_frames(products=products(), demand=demand()).solve()
    assert "Description" not in bare.frames["ProductSummary"]
    pd.testing.assert_frame_equal(plan.frames["Plan"], bare.frames["Plan"])
