"""Which database is used, and that nothing which is printed has its password in it."""

from __future__ import annotations

import traceback
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest

from sop_excel.errors import InputError, SopError
from sop_excel.own_places import DATABASE, HOME
from sop_excel.store.address import address, journal, parsed
from sop_excel.store.connecting import connected
from sop_excel.store.secrets import URL_OF_DATABASE, keep
from tests.examples import tried
from tests.store.keyrings import Kept, keyring_of

SIGNS = list("@:/?#%&=[] \\'\"ä€\x00\x7f+;$!~,.|^{}()*")
GOOD = "postgresql://anna:hidden@db.example:5432/plans"


def test_what_was_typed_goes_before_the_environment_the_keyring_the_file_and_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each source is asked only where those before it say nothing."""
    with keyring_of(Kept()) as ring:
        environ = {HOME: str(tmp_path), DATABASE: GOOD.replace("anna", "env")}
        monkeypatch.setenv(HOME, str(tmp_path))
        keep(URL_OF_DATABASE, GOOD.replace("anna", "ring"))
        (tmp_path / "config.toml").write_text(f'database = "{GOOD.replace("anna", "file")}"\n')

        def who(typed: str | None = None) -> str | None:
            return address(typed, environ).url.username

        assert who(GOOD) == "anna"
        assert who() == "env"
        del environ[DATABASE]
        assert who() == "ring"
        ring.secrets.clear()
        assert who() == "file"
        (tmp_path / "config.toml").unlink()
        assert address(None, environ) == journal(environ)
        assert address(None, environ).file == str(tmp_path / "plans.sqlite")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "POSTGRES"])
def test_every_name_of_postgresql_means_the_same_driver(scheme: str) -> None:
    """Supabase prints postgresql://, older tools postgres://; options that say how to connect stay."""
    found = parsed(f"{scheme}://anna:hidden@db.example:6543/plans?sslmode=require", "a test")
    assert found.url.drivername == "postgresql+psycopg"
    assert found.url.query == {"sslmode": "require"}
    assert (found.url.password, str(found)) == ("hidden", "postgresql://anna@db.example:6543/plans")


def test_options_of_programs_in_other_languages_are_left_out() -> None:
    """A string that was copied from a project in JavaScript says pgbouncer=true, which the driver would refuse."""
    assert not parsed(f"{GOOD}?pgbouncer=true&connection_limit=1", "a test").url.query


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://anna:hidden@db.example/plans", "another scheme"),
        ("hidden", "another scheme"),
        ("postgresql:hidden", "another scheme"),
        ("postgresql://anna:pa@hidden@db.example/plans", "%40"),
        ("postgresql://anna:hidden/plans", "%2F"),
        ("postgresql://anna:[YOUR-PASSWORD]@db.example/plans", "placeholder"),
        ("postgresql://anna:hidden@db.example", "name of a database"),
        (f"{GOOD}?sslmode=hidden", "sslmode"),
        (f"{GOOD}?password=hidden", "another option"),
        ("sqlite://", "no file"),
        ("sqlite://hidden/plans", "a host or options"),
    ],
)
def test_a_url_that_is_none_is_refused_and_never_repeated(url: str, told: str) -> None:
    """What is wrong is said, with what to do, but nothing of the URL itself."""
    with pytest.raises(InputError) as caught:
        parsed(url, "the option --database")
    assert told in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_neither_the_address_nor_what_is_chosen_shows_a_password_when_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an assertion or a debugger prints them."""
    from sop_excel.own_places import choices

    chosen = choices({HOME: str(tmp_path), DATABASE: GOOD})
    assert chosen.database == GOOD
    assert "hidden" not in f"{chosen!r} {parsed(GOOD, 'a test')!r} {parsed(GOOD, 'a test')}"


@pytest.mark.parametrize("seed", range(tried(100)))
def test_no_password_is_shown_however_odd_it_is_and_however_it_was_typed(seed: int) -> None:
    """With any signs around it, written as a URL demands or not; in no exception that is printed with its causes."""
    rng = np.random.default_rng(seed)
    around = ["".join(rng.choice(SIGNS, size=rng.integers(0, 6))) for _ in range(2)]
    password = "hidden".join(around)
    for written in (password, quote(password, safe="")):
        url = f"postgresql://anna:{written}@127.0.0.1:1/plans?connect_timeout=2"
        with pytest.raises(SopError) as caught, connected(parsed(url, "a test")):
            pass  # it never gets here
        assert "hidden" not in "".join(traceback.format_exception(caught.value))
    assert parsed(url, "a test").url.password == password
