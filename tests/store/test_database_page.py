"""What the page on the database says is what the program and a real server do."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest

from sop_excel.errors import MachineError
from sop_excel.hosts.cli.parsing import typed
from sop_excel.hosts.cli.usage import asked
from sop_excel.own_places import HOME
from sop_excel.store.address import parsed
from tests.commands import sop_excel
from tests.store.books import planning_book
from tests.store.forecast_tables import daily, store_in_postgres
from tests.store.postgres import Server
from tests.store.published import ROWS, held, plan, published

PAGE = (Path(__file__).parents[2] / "docs" / "database.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_every_command_of_the_page_can_be_typed() -> None:
    """With the options that stand there."""
    lines = [line.split("#")[0].strip() for block in _blocks("console") for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("sop-excel")]
    assert {"pull", "publish", "database", "runs"} <= {line.split()[1] for line in commands}
    for command in commands:
        found, rest = asked(shlex.split(command)[1:])
        assert found is not None
        typed(found, rest)


def test_the_addresses_of_the_page_are_taken() -> None:
    """The form of Supabase's string, and each sign that has to be written otherwise."""
    string = next(one for one in re.findall(r"`(postgresql://[^`]*)`", PAGE) if "pooler" in one)
    for mode in re.findall(r"`(\?sslmode=[^`]*)`", PAGE):
        typed = string.replace("[YOUR-PASSWORD]", "secret") + mode
        assert str(parsed(typed, "a test")) == string.replace(":[YOUR-PASSWORD]", "")
    signs = dict(re.findall(r"`(.)` as\s+`(%[0-9A-F]{2})`", PAGE))
    assert set(signs) == set("@:/#?%")
    assert all(unquote(written) == sign for sign, written in signs.items())
    url = f"postgresql://anna:{''.join(signs.values())}@db.example/plans"
    assert parsed(url, "a test").url.password == "".join(signs)


def test_the_roles_of_the_page_may_do_what_it_says_and_no_more(
    server: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One pulls and publishes, the other looks; neither can make tables, and each is told what it may not do."""
    monkeypatch.setenv(HOME, str(tmp_path / "home"))  # no run that another test has kept is among those of the database
    name = database.rpartition("/")[2]
    published(plan("run-a"), database)
    server.run("DROP TABLE demand_forecasts", database=name)
    store_in_postgres(database, daily(["A"], 59))
    for block in _blocks("sql"):
        server.run(block, database=name)
    planner, reader = (server.url(name, f"{who}:{word}") for who, word in _roles().items())
    try:
        book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
        assert sop_excel("pull", book, "--database", planner).status == 0
        published(plan("run-b"), planner, "a test")
        assert held(database).rows == {"run-b": ROWS}
        assert "lacks" not in sop_excel("database", "check", "--database", planner).out
        assert sop_excel("pull", book, "--database", reader).status == 0
        assert "run-b" in sop_excel("runs", "--database", reader).out
        with pytest.raises(MachineError, match="permission denied"):
            published(plan("run-c"), reader, "a test")
        for url in (planner, reader):
            assert sop_excel("database", "check", "--database", url, "--json").answer["can_create"] is False
    finally:
        for role in _roles():
            server.run(f"DROP OWNED BY {role}", database=name)
            server.run(f"DROP ROLE {role}")


def _roles() -> dict[str, str]:
    """Each role with its password, as a URL has it."""
    found = re.findall(r"CREATE ROLE (\w+) LOGIN PASSWORD '([^']*)'", PAGE)
    return {role: password.replace(" ", "%20") for role, password in found}
