"""A plan is the same to the last bit with a cluster and without it, whatever becomes of the cluster."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import sop_excel as package
from sop_excel import cluster, solve
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import DeadlineError, Stopped
from sop_excel.hosts.cluster import connection
from sop_excel.model.engine import elsewhere, linear, separable
from sop_excel.model.engine.deadline import Stop, within
from tests.cluster.processes import Cluster, scheduler, until
from tests.commands import sop_excel
from tests.problems import simple_problem
from tests.workbooks import Rows, make_workbook, read_table

PARTS, PERIODS = 6, 8
LARGE = separable.WORTH_IT
HEADERS = ["Scenario", "Field", "Item", "Period", "Change", "Value"]


@pytest.fixture(scope="module", autouse=True)
def _even_of_small_models() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (linear, separable):
            patch.setattr(module, "WORTH_IT", 0)
        for name in ("WORTH_SENDING", "WORTH_SEARCHING"):
            patch.setattr(elsewhere, name, 0)
        patch.setattr(connection, "LOOK", 0.1)
        patch.setattr(connection, "PATIENCE", 3.0)
        yield


@contextmanager
def once(sign: Path, then: Callable[[], object]) -> Iterator[None]:
    """While the body runs, something is done as soon as a worker leaves this sign."""

    def wait() -> None:
        until(sign.exists)
        then()

    waiting = threading.Thread(target=wait)
    waiting.start()
    try:
        yield
    finally:
        waiting.join()


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    with scheduler(tmp_path_factory.mktemp("cluster")) as found, found.workers("", ""):
        yield found


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Lines that have nothing to do with each other, of three products each, with more to do than fits."""
    chance = np.random.default_rng(7)
    products = 3 * PARTS
    use = chance.uniform(0.02, 0.3, products)
    demand = np.round(chance.lognormal(4, 1, (products, PERIODS)))
    hours = np.add.reduceat(use[:, None] * demand, np.arange(0, products, 3)).mean(axis=1, keepdims=True)
    return simple_problem(
        demand,
        production_cost=chance.uniform(2, 60, (products, PERIODS)),
        holding_cost=chance.uniform(0.1, 1.0, (products, 1)),
        resources=[f"Line {line}" for line in range(PARTS)],
        usage=[(product, product // 3, float(use[product])) for product in range(products)],
        capacity=np.repeat(np.round(hours, 2), PERIODS, axis=1),
        overtime_cost=np.full((PARTS, 1), 40.0),
    )


@pytest.fixture(scope="module")
def alone(problem: Problem) -> Plan:
    """Its plan by this machine alone."""
    found = solve(problem)
    assert isinstance(found, Plan)
    return found


def helped(address: str, problem: Problem) -> tuple[Plan, list[str]]:
    """The plan with the cluster's help, and what is told."""
    told: list[str] = []
    with cluster(address, told.append):
        found = solve(problem)
    assert isinstance(found, Plan)
    return found, told


def is_too_late(seconds: float, address: str, problem: Problem) -> bool:
    """Whether the time was over before there was a plan. A worker that has not even said what it is in half of it, as
    on a busy machine, is not waited for: this machine plans alone."""
    try:
        with within(seconds):
            helped(address, problem)
    except DeadlineError:
        return True
    return False


def bits(quantities: Quantities) -> dict[str, bytes]:
    return {name: values.tobytes() for name, values in quantities.families.items()}


def is_same(one: Plan, other: Plan) -> bool:
    """To the last bit: each quantity, cost and bound."""
    parts = [(bits(plan.quantities), dict(plan.costs), plan.proof.lower_bound) for plan in (one, other)]
    return parts[0] == parts[1]


def test_a_plan_by_parts_is_the_same_to_the_last_bit(machines: Cluster, problem: Problem, alone: Plan) -> None:
    """And workers have solved some of the parts."""
    found, told = helped(machines.address, problem)
    assert is_same(found, alone)
    (note,) = told
    assert re.fullmatch(rf"{machines.address}: [12] workers? solved \d of {PARTS} parts", note)


def scenarios(path: Path, *more: list[object], whole: str = "no") -> Path:
    """A workbook with two scenarios and more."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Max production"], ["Fan", 5, 20], ["Lamp", 3, 9]],
        "Demand": [["Product", "Jan", "Feb", "Mar"], ["Fan", 10.5, 20, 15], ["Lamp", 4, 6.5, 8]],
        "Scenarios": [
            HEADERS,
            ["Stock", "Initial inventory", None, None, "set", 10],
            ["Dear", "Production cost", "Fan", "Feb", "set", 9],
            *more,
        ],
        "Settings": [["Setting", "Value"], ["Whole units", whole]],
    }
    return make_workbook(path, tables)


IMPOSSIBLE: list[object] = ["High", "Demand", None, None, "multiply", 2]


@pytest.mark.parametrize(("whole", "more"), [("yes", []), ("no", [IMPOSSIBLE])])
def test_scenarios_are_the_same_from_the_command_line(
    machines: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: str, more: list[list[object]]
) -> None:
    """Each is sent as a whole, in whole numbers and without; that one has no plan is seen for oneself."""
    for module in (linear, separable):  # as large as it is for the workers, which are asked for more than parts
        monkeypatch.setattr(module, "WORTH_IT", LARGE)
    books = [scenarios(tmp_path / f"{name}.xlsx", *more, whole=whole) for name in ("alone", "helped")]
    one = sop_excel("optimize", books[0], "--scenario", "all", "--json")
    other = sop_excel("optimize", books[1], "--scenario", "all", "--json", "--cluster", machines.address)
    assert (one.status, other.status) == (0, 0)
    assert one.answer["scenarios"] == other.answer["scenarios"]
    assert [scenario["status"] for scenario in one.answer["scenarios"]][3:] == ["infeasible" for _ in more]
    tables = [[read_table(book, name) for name in ("Plan", "CostSummary", "ScenarioSummary")] for book in books]
    assert tables[0] == tables[1]
    note = re.search(r"note: tcp://.*: [12] workers? solved (\d+) of (\d+) parts", other.err)
    assert note is not None
    assert int(note[1]) >= 2


def test_what_is_stopped_here_is_stopped_there_and_a_worker_that_is_killed_changes_nothing(
    machines: Cluster, problem: Problem, alone: Plan, tmp_path: Path
) -> None:
    """Soon, although Dask itself lets a task run to its end, and so is what takes too long; what a killed worker had is
    solved elsewhere."""
    begun, ended, stop = tmp_path / "begun", tmp_path / "ended", Stop()
    with machines.workers("stuck", signs=tmp_path) as (worker,):
        with pytest.raises(Stopped), within(float("inf"), stop), once(begun, lambda: stop.give(signal.SIGINT)):
            helped(machines.address, problem)
        assert until(ended.exists)
        for sign in (begun, ended):
            sign.unlink()
        assert any(is_too_late(seconds, machines.address, problem) for seconds in (3.0, 6.0, 12.0, 24.0))
        assert until(ended.exists)
        begun.unlink()
        with once(begun, worker.kill):
            found, told = helped(machines.address, problem)
    assert is_same(found, alone)
    assert sum("it is gone, or stuck; what it had is solved elsewhere" in note for note in told) == 1


def test_a_worker_that_has_another_version_is_not_asked(machines: Cluster, problem: Problem, alone: Plan) -> None:
    """It is told once for a host which one, where ours is expected, and what to do."""
    with machines.workers("older", "older"):
        found, told = helped(machines.address, problem)
    assert is_same(found, alone)
    (refused,) = [note for note in told if "not used" in note]
    assert f"2 workers on 127.0.0.1: expected sop-excel {package.__version__}, found sop-excel 0.0.9; it is" in refused
    assert "pip install" in refused


def test_a_worker_that_lies_about_its_version_is_found_out(machines: Cluster, problem: Problem, alone: Plan) -> None:
    """By its answers: numbers that are no plan, that there is none, a fault. Ours count, and it is asked no more."""
    with machines.workers("lying", "denying", "failing"):
        found, told = helped(machines.address, problem)
    assert is_same(found, alone)
    assert not any("0.0.9" in note for note in told)
    answers = [note.split("found ")[1].split(";")[0] for note in told if "the answer that this machine finds" in note]
    assert sorted(answers) == ["RuntimeError: broken", "another one", "another one"]


def test_without_a_scheduler_the_plan_comes_all_the_same(
    problem: Problem, alone: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once, with what to do."""
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        found, told = helped(f"tcp://127.0.0.1:{nobody.getsockname()[1]}", problem)
    assert is_same(found, alone)
    (note,) = told
    assert "expected a Dask scheduler, found none" in note
    assert "this machine plans alone; look whether 'dask scheduler' runs there" in note


def test_in_python_what_goes_wrong_is_a_warning_and_what_goes_well_is_none(
    machines: Cluster, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Warnings are errors in these tests."""
    with cluster(machines.address):
        solve(problem)
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    with pytest.warns(UserWarning, match="expected a Dask scheduler, found none"), cluster("tcp://127.0.0.1:1"):
        solve(problem)


def test_a_scheduler_that_goes_in_the_middle_changes_nothing(problem: Problem, alone: Plan, tmp_path: Path) -> None:
    """Nor one that has no workers, which is told with the way to start some."""
    with scheduler(tmp_path) as lost:
        found, told = helped(lost.address, problem)
        assert is_same(found, alone)
        (note,) = told
        assert "expected a scheduler that has workers, found none; this machine plans alone; start some there" in note
        with lost.workers("stuck", signs=tmp_path), once(tmp_path / "begun", lost.scheduler.kill):
            found, told = helped(lost.address, problem)
    assert is_same(found, alone)
    assert sum("the scheduler is gone; this machine plans alone from here on" in note for note in told) == 1


@pytest.mark.parametrize(
    "address", ["planning.local:8786", "tcp://planning.local", "tcp://:8786", "http://a:1", "tcp://a:x"]
)
def test_what_is_no_address_is_refused_before_anything_is_read(address: str, tmp_path: Path) -> None:
    """Beside one that is."""
    ran = sop_excel("optimize", tmp_path / "none.xlsx", "--cluster", address)
    assert ran.status == 2
    assert f"--cluster: expected an address such as tcp://planning.local:8786, found '{address}'" in ran.err
    near = sop_excel("optimize", tmp_path / "none.xlsx", "--cluster", "tls://planning.local:8786")
    assert "--cluster" not in near.err


def test_nothing_is_sent_where_nothing_is_worth_it(
    problem: Problem, alone: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is told, and needs no scheduler; beside the other tests, in which all of it is sent."""
    monkeypatch.setattr(elsewhere, "WORTH_SENDING", 10**6)
    found, told = helped("tcp://127.0.0.1:1", problem)
    assert is_same(found, alone)
    assert told == [
        "tcp://127.0.0.1:1: nothing was sent, as nothing here is large enough to be solved sooner elsewhere"
    ]


def test_without_the_package_it_is_told_what_to_install(tmp_path: Path) -> None:
    """In a process that cannot import it; a plan without a cluster needs none of it."""
    book = scenarios(tmp_path / "book.xlsx")
    code = """
import sys
from importlib.machinery import PathFinder
usual = PathFinder.find_spec
PathFinder.find_spec = lambda name, *more: None if name in ('dask', 'distributed') else usual(name, *more)
from sop_excel.__main__ import main
plain = main(['optimize', sys.argv[1]])
sys.exit(10 * plain + main(['optimize', sys.argv[1], '--cluster', 'tcp://127.0.0.1:1']))
"""
    ran = subprocess.run([sys.executable, "-c", code, str(book)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2, ran.stderr
    assert 'run pip install "sop-excel[cluster]"' in ran.stderr
