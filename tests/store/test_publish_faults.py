"""On a real PostgreSQL a plan is published as a whole or not at all, once, whatever happens on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from sop_excel.errors import InputError, MachineError, SopError
from sop_excel.store import transactions
from sop_excel.store.address import parsed
from sop_excel.store.publish import PublishOptions, publish
from sop_excel.store.versions import VERSION
from tests.commands import sop_excel, sop_excel_process
from tests.store.postgres import Server
from tests.store.proxy import Line, line_to
from tests.store.published import PERIODS, ROWS, held, plan, published
from tests.tables import table
from tests.unit.store.books import MemoryBook, inputs, planned

PUBLISHERS = 8
CUTS = 8  # places in each direction; the measurement tries many more
FORCED = "a test"
ARTICLES_PLANS = (
    "CREATE TABLE supply_plans (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), execution_date date NOT NULL,{sku}"
    " plan_date date NOT NULL, demand_forecast numeric, production_qty numeric, inventory_level numeric,"
    " safety_stock_target numeric, created_at timestamptz DEFAULT now(), UNIQUE (execution_date,{key} plan_date))"
)


def _whole(url: str, name: str = "autumn") -> str:
    """The run whose rows are there, if all is there and once."""
    found = held(url, name)
    assert found.rows == {found.current: ROWS}
    assert found.current in found.runs
    return found.current


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


def test_eight_publishers_of_eight_plans_at_once_lose_nothing(database: str) -> None:
    """Into a database that has not even tables yet: one makes them, and every plan is there, once."""
    books = [plan(f"run-{n}", f"plan {n}") for n in range(PUBLISHERS)]
    done = _at_once([lambda book=book: published(book, database) for book in books])  # type: ignore[misc]
    assert [error for error in done if isinstance(error, SopError)] == []
    assert [_whole(database, book.name) for book in books] == [f"run-{n}" for n in range(PUBLISHERS)]


def test_eight_publishers_of_one_run_at_once_publish_it_once(database: str) -> None:
    """One does it, the others find it done."""
    book = plan("run-a")
    done = _at_once([lambda: published(book, database).is_new] * PUBLISHERS)
    assert sorted(map(str, done)) == ["False"] * (PUBLISHERS - 1) + ["True"]
    assert held(database).runs == {_whole(database)}


def test_of_eight_runs_of_one_plan_at_once_one_is_published_and_the_others_are_told(database: str) -> None:
    """Whoever did not know of it is told by whom it was; forced, the plans take their turns, and one is whole there."""
    books = [plan(f"run-{n}", demand=10.0 + n) for n in range(PUBLISHERS)]

    def all_at_once(reason: str) -> list[object]:
        return _at_once([lambda b=b: published(b, database, reason, f"planner {b.name}") for b in books])  # type: ignore[misc]

    errors = [error for error in all_at_once("") if isinstance(error, InputError)]
    assert len(errors) == PUBLISHERS - 1
    assert all("planner autumn published run" in str(error) for error in errors)
    _whole(database)
    assert [error for error in all_at_once(FORCED) if isinstance(error, SopError)] == []
    _whole(database)


@pytest.mark.parametrize("to_server", [True, False])
def test_a_line_that_is_cut_leaves_all_or_nothing(server: Server, database: str, to_server: bool) -> None:
    """Wherever it is cut, on the way there or back: afterwards the plan of before is there whole, or the new one is.

    Publishing again makes it the new one, once.
    """
    published(plan("run-0"), database)
    with line_to(server.port) as line:
        published(plan("run-1"), _through(line, database), FORCED)
        total = line.passed[to_server]
    stayed = 0
    for part in range(CUTS):
        before, new = f"run-{part + 1}", f"run-{part + 2}"
        book = plan(new, demand=10.0 + part)
        with line_to(server.port, 1 + total * part // CUTS, to_server=to_server) as line, suppress(MachineError):
            published(book, _through(line, database), FORCED)
        current = _whole(database)
        assert current in (before, new)
        stayed += current == before
        published(book, database, FORCED)
        assert _whole(database) == new
        assert held(database).production == sum(map(float, _production(book)))
    assert stayed > 1


def _production(book: MemoryBook) -> Iterator[str]:
    for row in book.has["Plan"].rows:
        if row[1] == "Production":
            yield from map(str, row[2:-1])


def _through(line: Line, url: str) -> str:
    return re.sub(r":[0-9]+/", f":{line.port}/", url)


def test_a_line_that_is_cut_is_one_sentence_and_nothing_besides(server: Server, tmp_path: Path) -> None:
    """As a planner sees it: neither what the driver logs on its way down nor a traceback, and no password."""
    book = tmp_path / "plan.xlsx"
    assert sop_excel("new", "multi", book).status == 0
    assert sop_excel("optimize", book).status == 0  # under the name of the file
    with line_to(server.port) as line:
        url = server.url(server.empty_database(), port=line.port)
        assert sop_excel("publish", book, "--database", url).status == 0
        total = line.passed[True]
    for part in (0.7,):
        name = server.empty_database()
        with line_to(server.port, int(total * part)) as line:
            ran = sop_excel_process("publish", book, "--database", server.url(name, port=line.port))
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith(f"the database postgresql://owner@127.0.0.1:{line.port}/{name}: ")
        assert len(ran.err.splitlines()) == 1


def test_a_first_publish_that_is_cut_leaves_no_half_made_tables(server: Server) -> None:
    """The tables are made in the same transaction."""
    with line_to(server.port) as line:
        published(plan("run-a"), server.url(server.new_database(), port=line.port))
        total = line.passed[True]
    name = server.new_database()
    for part in range(1, 5):
        with line_to(server.port, total * part // 6) as line, pytest.raises(MachineError):
            published(plan("run-a"), server.url(name, port=line.port))
        assert server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=name) == [(0,)]
    published(plan("run-a"), server.url(name))
    _whole(server.url(name))


@pytest.mark.parametrize("at", ["supply_plans", "plan_runs", "plan_current"])
def test_a_disk_that_is_full_in_the_middle_leaves_the_plan_of_before(server: Server, database: str, at: str) -> None:
    """PostgreSQL's own error of a full disk, raised by a trigger in the 20th row of a plan, or in a run."""
    published(plan("run-a"), database)
    before, name = held(database), database.rpartition("/")[2]
    when = "(SELECT count(*) FROM supply_plans) >= 20" if at == "supply_plans" else "true"
    server.run(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; "
        "END IF; RETURN NEW; END $$", database=name,
    )  # fmt: skip
    server.run(
        f"CREATE TRIGGER full_disk AFTER INSERT OR UPDATE ON {at} FOR EACH ROW EXECUTE FUNCTION full_disk()",
        database=name,
    )
    with pytest.raises(MachineError, match="make room and run it again"):
        published(plan("run-b"), database, FORCED)
    assert held(database) == before
    server.run(f"DROP TRIGGER full_disk ON {at}", database=name)
    published(plan("run-b"), database, FORCED)
    assert _whole(database) == "run-b"


def test_a_role_that_may_only_read_publishes_nothing(server: Server, database: str) -> None:
    """It is told which right it lacks, and the check of the database says the same beforehand."""
    published(plan("run-a"), database)
    before, name = held(database), database.rpartition("/")[2]
    server.run("CREATE ROLE reader LOGIN PASSWORD 'reads'")
    try:
        url = server.url(name, "reader:reads")
        server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", database=name)
        with pytest.raises(MachineError, match=r"permission denied .* docs/database.md"):
            published(plan("run-b"), url, FORCED)
        assert held(database) == before
        assert sop_excel("database", "check", "--database", url).out.count("lacks") == 3
    finally:
        server.run("DROP OWNED BY reader", database=name)
        server.run("DROP ROLE reader")


def test_a_wrong_password_publishes_nothing_and_shows_nothing(server: Server) -> None:
    """The options that carry it do not show it either."""
    url = server.url(who="owner:hidden%40word")
    with pytest.raises(MachineError, match="correct the password") as caught:
        published(plan("run-a"), url)
    assert "hidden" not in f"{caught.value} {PublishOptions(url)!r}"


def test_a_publisher_that_goes_silent_holds_up_others_for_a_while_only(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that is switched off in the middle says no word: the server gives up its transaction after a while."""
    published(plan("run-a"), database)
    monkeypatch.setattr(transactions, "PATIENCE", 0.3)
    with ExitStack() as silent:
        silent.enter_context(pytest.raises(MachineError, match="transaction timeout"))
        silent.enter_context(transactions.writing(parsed(database, "a test")))
        monkeypatch.setattr(transactions, "PATIENCE", 30.0)
        published(plan("run-b"), database, FORCED)
    assert _whole(database) == "run-b"


def test_whoever_waits_too_long_for_another_publisher_is_told(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One who goes on working holds the lock as long as it takes; the other is told to come again."""
    published(plan("run-a"), database)
    before = held(database)
    with transactions.writing(parsed(database, "a test")):
        monkeypatch.setattr(transactions, "PATIENCE", 0.2)
        with pytest.raises(MachineError, match="another run writes to it"):
            published(plan("run-b"), database, FORCED)
    assert held(database) == before


@pytest.mark.parametrize("has_sku", [True, False])
def test_the_articles_table_is_written_as_it_is(database: str, has_sku: bool) -> None:
    """With its types and its key, and with our columns at its end; what stood in it stays."""
    words = (" sku text,", " sku,") if has_sku else ("", "")
    with psycopg.connect(database) as connection:
        connection.execute(ARTICLES_PLANS.format(sku=words[0], key=words[1]).encode())
        connection.execute("INSERT INTO supply_plans (execution_date, plan_date, production_qty) VALUES (%s, %s, 7.5)",
                           ("2025-01-01", "2025-02-01"))  # fmt: skip
    one = inputs(
        table("Products", ["Product", "Production cost"], ["A", 5.0]),
        table("Demand", ["Product", *PERIODS], ["A", *[10.25] * 12]),
    )
    publish(planned("run-a", one), PublishOptions(database))
    with psycopg.connect(database) as connection:
        columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'supply_plans'::regclass ORDER BY attnum"
        names = [name for (name,) in connection.execute(columns)]
        made = connection.execute(
            "SELECT count(*), sum(production_qty) FROM supply_plans WHERE run_id = 'run-a'"
        ).fetchone()
        theirs = connection.execute("SELECT production_qty FROM supply_plans WHERE run_id IS NULL").fetchall()
    assert names.index("plan_name") > names.index("created_at")
    assert (str(made), str(theirs)) == ("(12, Decimal('123.00'))", "[(Decimal('7.5'),)]")


def test_an_older_schema_is_upgraded_once_by_eight_publishers(server: Server, database: str) -> None:
    """As it was before runs were kept: one brings it up to date, the others wait for that."""
    published(plan("run-a"), database)
    name = database.rpartition("/")[2]
    for statement in (
        "DROP TABLE plan_current",
        "DROP TABLE plan_runs CASCADE",
        "ALTER TABLE supply_plans DROP COLUMN run_id, DROP COLUMN period",
        "UPDATE sop_excel_version SET version_num = '0001'",
    ):
        server.run(statement, database=name)
    books = [plan(f"run-{n}", f"plan {n}") for n in range(PUBLISHERS)]
    done = _at_once([lambda book=book: published(book, database) for book in books])  # type: ignore[misc]
    assert [error for error in done if isinstance(error, SopError)] == []
    assert [_whole(database, book.name) for book in books] == [f"run-{n}" for n in range(PUBLISHERS)]
    assert server.run("SELECT version_num FROM sop_excel_version", database=name) == [(VERSION,)]
    assert server.run("SELECT count(*) FROM supply_plans WHERE run_id IS NULL", database=name) == [(ROWS,)]
