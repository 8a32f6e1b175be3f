"""What is said when a database cannot be used: one sentence with what to do, and never a password."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from sop_excel.errors import MachineError
from sop_excel.extras import missing
from sop_excel.store.address import parsed
from sop_excel.store.connecting import connected
from sop_excel.store.secrets import URL_OF_DATABASE, forget, keep
from tests.commands import Ran, sop_excel
from tests.store import postgres
from tests.store.postgres import OWNER_IN_URL, Server
from tests.store.proxy import Line, line_to

WRONG = "owner:hidden%2Fword"


def _checked(url: str) -> Ran:
    return sop_excel("database", "check", "--database", url, "--debug")


def test_a_database_is_described_with_the_rights_of_its_user(server: Server, database: str) -> None:
    """Server, answer time, schema and rights, in words and as JSON, and nothing of the password in any spelling."""
    ran = _checked(database)
    assert ran.status == 0, ran.err
    assert "Server: PostgreSQL" in ran.out
    assert "Encrypted: no" in ran.out
    assert "Table plan_runs: not there" in ran.out
    answer = sop_excel("database", "check", "--database", database, "--json").answer
    assert answer["can_create"] is True
    for spelling in (postgres.PASSWORD, OWNER_IN_URL.partition(":")[2]):
        assert spelling not in ran.out + ran.err + str(answer)


@pytest.mark.parametrize(
    ("who", "name", "words", "advice"),
    [
        (WRONG, "postgres", "password authentication failed", "correct the password"),
        (OWNER_IN_URL, "hidden_place", 'database "hidden_place" does not exist', "database check"),
        ("nobody_here:hidden%2Fword", "postgres", "password authentication failed", "correct the password"),
    ],
)
def test_a_wrong_password_user_or_name_is_told_with_what_to_do(
    server: Server, who: str, name: str, words: str, advice: str
) -> None:
    """As the server says it, on one line; with --debug, when all exceptions are shown, the password is in none."""
    ran = _checked(server.url(name, who))
    assert ran.status == 1
    assert words in ran.err.splitlines()[-1]
    assert advice in ran.err.splitlines()[-1]
    assert "hidden/word" not in ran.err
    assert "hidden%2Fword" not in ran.err
    assert postgres.PASSWORD not in ran.err


@pytest.mark.parametrize(
    ("place", "advice"),
    [
        ("127.0.0.1:1", "host and port"),
        ("no-such-host.invalid:5432", "name of the host"),
    ],
)
def test_a_server_that_is_not_there_is_told_within_seconds(place: str, advice: str) -> None:
    """A wrong port and a wrong host differ in what to do."""
    ran = _checked(f"postgresql://{WRONG}@{place}/plans")
    assert ran.status == 1
    assert advice in ran.err.splitlines()[-1]
    assert "hidden" not in ran.err


def test_a_server_that_demands_encryption_or_offers_none_is_told(server: Server) -> None:
    """The tests' server has no certificate: with sslmode=require nothing is sent to it."""
    ran = _checked(server.url() + "?sslmode=require")
    assert ran.status == 1
    assert "SSL" in ran.err
    assert "sslmode" in ran.err.splitlines()[-1]


def test_no_exception_of_the_driver_leaves_even_in_the_middle_of_a_transaction(server: Server, database: str) -> None:
    """A line that is cut is a sentence too; statement and values of it are not repeated."""
    with line_to(server.port) as line:
        address = parsed(database.replace(f":{server.port}/", f":{line.port}/"), "a test")
        with pytest.raises(MachineError) as caught, connected(address) as connection:
            _cut_and_ask(connection, line)
    assert "closed" in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert "SELECT" not in str(caught.value)
    assert caught.value.__suppress_context__


def _cut_and_ask(connection: sa.Connection, line: Line) -> None:
    connection.execute(sa.text("SELECT 1"))
    line.most = 0
    connection.execute(sa.text("SELECT :secret"), {"secret": "hidden"})


def test_prepared_statements_are_never_used(server: Server, database: str) -> None:
    """A pooler in transaction mode gives each transaction another server, which does not know them."""
    with connected(parsed(database, "a test")) as connection:
        for _ in range(20):
            connection.execute(sa.text("SELECT CAST(:n AS int)"), {"n": 1})
        assert connection.execute(sa.text("SELECT count(*) FROM pg_prepared_statements")).scalar() == 0


@pytest.mark.parametrize(("content", "advice"), [(b"no database" * 99, "another file"), (None, "folder")])
def test_a_file_that_is_no_database_is_told(tmp_path: Path, content: bytes | None, advice: str) -> None:
    """A file of something else stays as it is; a folder that is not there is named."""
    file = tmp_path / "plans.sqlite" if content else tmp_path / "nowhere" / "plans.sqlite"
    if content:
        file.write_bytes(content)
    with pytest.raises(MachineError, match=advice), connected(parsed(f"sqlite:///{file}", "a test")) as connection:
        connection.execute(sa.text("CREATE TABLE a (b)"))
    assert not content or file.read_bytes() == content


def test_without_the_extra_packages_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file needs none of them; a URL can be kept without a keyring, which is told with the same line of pip."""
    for name in ("psycopg", "keyring"):
        monkeypatch.setitem(sys.modules, name, None)
    ran = _checked(f"postgresql://{WRONG}@127.0.0.1:1/plans")
    assert (ran.status, ran.err.strip().splitlines()[-1]) == (2, str(missing("psycopg")))
    assert "hidden" not in ran.err
    assert sop_excel("database", "show").status == 0
    where, note = keep(URL_OF_DATABASE, "sqlite:///plans.sqlite")
    assert where.endswith("config.toml")
    assert 'pip install "sop-excel[database]"' in note
    assert forget(URL_OF_DATABASE) == (where,)
