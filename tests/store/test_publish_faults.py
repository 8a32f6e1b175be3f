"""A plan is published as a whole or not at all, once, whatever happens on the way."""

from __future__ import annotations

import re
import resource
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Barrier

import pytest

from sop_excel.errors import InputError, MachineError, SopError
from sop_excel.store import transactions
from sop_excel.store.address import parsed
from tests.commands import sop_excel
from tests.store.postgres import Server
from tests.store.proxy import Line, line_to
from tests.store.published import held, planned, published

ROWS = 36  # 3 products in 12 periods
PUBLISHERS = 8
CUTS = 12  # places in each direction
PLAN = "plan 0"
FORCED = "a test"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Eight runs of one plan, each with other figures."""
    folder = tmp_path_factory.mktemp("runs")
    return [planned(folder / f"{n}.xlsx", PLAN, demand=10 + n) for n in range(PUBLISHERS)]


@pytest.fixture(scope="module")
def plans(runs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Eight plans of different names."""
    folder = tmp_path_factory.mktemp("plans")
    return [runs[0], *(planned(folder / f"{n}.xlsx", f"plan {n}") for n in range(1, PUBLISHERS))]


def _whole(url: str, plan: str) -> str:
    """The run whose rows are there, if all is there and once."""
    found = held(url, plan)
    assert found.rows == {found.current: ROWS}
    assert found.current in found.runs
    return found.current


@pytest.fixture(params=["PostgreSQL", "SQLite"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of either kind."""
    if request.param == "SQLite":
        return f"sqlite:///{tmp_path / 'plans.sqlite'}"
    url: str = request.getfixturevalue("database")
    return url


def _at_once(tasks: list[Callable[[], object]]) -> list[object]:
    """What each gives, or the error that it raises; all begin at the same moment."""
    gate = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        gate.wait()
        try:
            return task()
        except SopError as error:
            return error

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_eight_publishers_of_eight_plans_at_once_lose_nothing(place: str, plans: list[Path]) -> None:
    """Into a database that has not even tables yet: one makes them, and every plan is there, once."""
    done = _at_once([lambda n=n: published(plans[n], place) for n in range(PUBLISHERS)])  # type: ignore[misc]
    assert [error for error in done if isinstance(error, SopError)] == []
    assert len({_whole(place, f"plan {n}") for n in range(PUBLISHERS)}) == PUBLISHERS


def test_eight_publishers_of_one_run_at_once_publish_it_once(place: str, plans: list[Path]) -> None:
    """One does it, the others find it done."""
    done = _at_once([lambda: published(plans[0], place).is_new] * PUBLISHERS)
    assert sorted(map(str, done)) == ["False"] * (PUBLISHERS - 1) + ["True"]
    assert held(place, PLAN).runs == {_whole(place, PLAN)}


def test_of_eight_runs_of_one_plan_at_once_one_is_published_and_the_others_are_told(
    place: str, runs: list[Path]
) -> None:
    """Whoever did not know of it is told by whom it was; forced, the plans take their turns, and one is whole there."""
    done = _at_once([lambda n=n: published(runs[n], place, who=f"planner {n}") for n in range(PUBLISHERS)])  # type: ignore[misc]
    errors = [error for error in done if isinstance(error, InputError)]
    assert len(errors) == PUBLISHERS - 1
    assert all("published run" in str(error) and "planner" in str(error) for error in errors)
    _whole(place, PLAN)
    forced = _at_once([lambda n=n: published(runs[n], place, FORCED) for n in range(PUBLISHERS)])  # type: ignore[misc]
    assert [error for error in forced if isinstance(error, SopError)] == []
    _whole(place, PLAN)


@pytest.mark.parametrize("to_server", [True, False])
def test_a_line_that_is_cut_leaves_all_or_nothing(
    server: Server, database: str, runs: list[Path], to_server: bool
) -> None:
    """Wherever it is cut, on the way there or back: afterwards the plan of before is there whole, or the new one is.

    Publishing again makes it the new one, once.
    """
    first, later = runs[:2]
    old = published(first, database).run.run_id
    before = held(database, PLAN)
    with line_to(server.port) as line:
        new = published(later, _through(line, database), FORCED).run.run_id
        total = line.passed[to_server]
    after = held(database, PLAN)
    assert after.rows == {new: ROWS}
    seen = set()
    for part in range(CUTS):
        published(first, database, FORCED)
        assert held(database, PLAN).rows == before.rows
        with line_to(server.port, 1 + total * part // CUTS, to_server=to_server) as line, suppress(MachineError):
            published(later, _through(line, database), FORCED)
        current = _whole(database, PLAN)
        assert current in (old, new)
        seen.add(current)
        published(later, database, FORCED)
        assert _whole(database, PLAN) == new
        assert held(database, PLAN).production == after.production
    assert old in seen


def _through(line: Line, url: str) -> str:
    return re.sub(r":[0-9]+/", f":{line.port}/", url)


def test_a_first_publish_that_is_cut_leaves_no_half_made_tables(server: Server, plans: list[Path]) -> None:
    """The tables are made in the same transaction."""
    with line_to(server.port) as line:
        published(plans[0], server.url(server.new_database(), port=line.port))
        total = line.passed[True]
    for part in range(1, 5):
        name = server.new_database()
        with line_to(server.port, total * part // 5) as line, pytest.raises(MachineError):
            published(plans[0], server.url(name, port=line.port))
        assert server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=name) == [(0,)]
        published(plans[0], server.url(name))
        _whole(server.url(name), PLAN)


@pytest.mark.parametrize("table", ["supply_plans", "plan_runs", "plan_current"])
def test_a_disk_that_is_full_in_the_middle_leaves_the_plan_of_before(
    server: Server, database: str, runs: list[Path], table: str
) -> None:
    """PostgreSQL's own error of a full disk, raised by a trigger in the 20th row of a plan, or in a run."""
    old = published(runs[0], database).run.run_id
    before = held(database, PLAN)
    name = database.rpartition("/")[2]
    rows = "(SELECT count(*) FROM supply_plans WHERE production_qty IS NOT NULL) >= 20"
    when = rows if table == "supply_plans" else "true"
    server.run(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; "
        "END IF; RETURN NEW; END $$", database=name,
    )  # fmt: skip
    server.run(
        f"CREATE TRIGGER full_disk AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk()",
        database=name,
    )
    with pytest.raises(MachineError, match="make room and run it again"):
        published(runs[1], database, FORCED)
    assert held(database, PLAN) == before
    server.run(f"DROP TRIGGER full_disk ON {table}", database=name)
    published(runs[1], database, FORCED)
    assert _whole(database, PLAN) != old


@contextmanager
def _no_file_grows_beyond(size: int) -> Iterator[None]:
    """While the body runs a write beyond that size fails, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_file_that_cannot_grow_keeps_the_plan_of_before(tmp_path: Path, runs: list[Path]) -> None:
    """At any size between that of before and the one that a larger plan takes; then publishing again makes it whole."""
    file, larger = tmp_path / "plans.sqlite", planned(tmp_path / "larger.xlsx", PLAN, products=60)
    url = f"sqlite:///{file}"
    published(runs[0], url)
    small, before = file.stat().st_size, held(url, PLAN)
    kept = file.read_bytes()
    published(larger, url, FORCED)
    large, after = file.stat().st_size, held(url, PLAN)
    for part in range(5):
        file.write_bytes(kept)
        size = small + (large - small) * part // 5
        with _no_file_grows_beyond(size), pytest.raises(MachineError, match="make room and run it again"):
            published(larger, url, FORCED)
        assert held(url, PLAN) == before
    published(larger, url, FORCED)
    assert held(url, PLAN) == after


def test_a_role_that_may_only_read_publishes_nothing(server: Server, database: str, runs: list[Path]) -> None:
    """It is told which right it lacks; with those that the documentation grants it publishes."""
    published(runs[0], database)
    before, name = held(database, PLAN), database.rpartition("/")[2]
    server.run("CREATE ROLE reader LOGIN PASSWORD 'reads'")
    try:
        server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", database=name)
        with pytest.raises(MachineError, match=r"permission denied .* docs/database.md"):
            published(runs[1], server.url(name, "reader:reads"), FORCED)
        assert held(database, PLAN) == before
        assert sop_excel("database", "check", "--database", server.url(name, "reader:reads")).out.count("lacks") == 3
    finally:
        server.run("DROP OWNED BY reader", database=name)
        server.run("DROP ROLE reader")


def test_a_file_that_may_only_be_read_is_told(tmp_path: Path, runs: list[Path]) -> None:
    """As on a share where others publish; root may write anywhere, so the database itself is told to refuse."""
    file = tmp_path / "plans.sqlite"
    published(runs[0], f"sqlite:///{file}")
    before = file.read_bytes()
    file.write_bytes(before[:18] + b"\3" + before[19:])  # of a format that this SQLite reads and may not write
    with pytest.raises(MachineError, match="may do this"):
        published(runs[1], f"sqlite:///{file}", FORCED)
    file.write_bytes(before)
    published(runs[1], f"sqlite:///{file}", FORCED)


def test_a_wrong_password_publishes_nothing_and_shows_nothing(server: Server, plans: list[Path]) -> None:
    """With --debug, which shows all exceptions."""
    ran = sop_excel("publish", plans[0], "--database", server.url(who="owner:hidden%40word"), "--debug")
    assert ran.status == 1
    assert "correct the password" in ran.err
    assert "hidden" not in ran.err + ran.out


def test_a_publisher_that_goes_silent_holds_up_others_for_a_while_only(
    database: str, runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that is switched off in the middle says no word: the server gives up its transaction after a while."""
    published(runs[0], database)
    monkeypatch.setattr(transactions, "PATIENCE", 0.3)
    with ExitStack() as silent:
        silent.enter_context(pytest.raises(MachineError, match="transaction timeout"))
        silent.enter_context(transactions.writing(parsed(database, "a test")))
        monkeypatch.setattr(transactions, "PATIENCE", 30.0)
        published(runs[1], database, FORCED)
    _whole(database, PLAN)


def test_whoever_waits_too_long_for_another_publisher_is_told(
    database: str, runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One who goes on working holds the lock as long as it takes; the other is told to come again."""
    published(runs[0], database)
    before = held(database, PLAN)
    with transactions.writing(parsed(database, "a test")):
        monkeypatch.setattr(transactions, "PATIENCE", 0.2)
        with pytest.raises(MachineError, match="another run writes to it"):
            published(runs[1], database, FORCED)
    assert held(database, PLAN) == before
