"""``sop-excel database``: a URL is kept without being shown, and found again."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from sop_excel.own_places import DATABASE, HOME, REST_KEY, choices
from sop_excel.store.address import journal
from sop_excel.store.transactions import upgraded
from sop_excel.store.versions import VERSION
from tests.commands import Ran, sop_excel, sop_excel_process
from tests.store.keyrings import Kept, Locked, keyring_of

URL = "postgresql://anna:hidden@db.example:5432/plans"
SHOWN = "postgresql://anna@db.example:5432/plans"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the program's own that is empty."""
    for name in (DATABASE, REST_KEY):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(HOME, str(tmp_path / "own"))
    return tmp_path / "own"


def _typed(monkeypatch: pytest.MonkeyPatch, line: str, *words: str) -> Ran:
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    return sop_excel("database", "set", *words)


def test_a_url_goes_into_the_keyring_and_out_of_it_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it stands in a file, and what is shown has no password."""
    with keyring_of(Kept()) as ring:
        ran = _typed(monkeypatch, f"{URL}\n")
        assert (ran.status, ran.err) == (0, "")
        assert ring.secrets == {("sop-excel", "database"): URL}
        assert not list(home.glob("*"))
        shown = sop_excel("database", "show", "--json")
        assert shown.answer["database"] == SHOWN
        assert shown.answer["named_by"] == "the system's keyring"
        assert "hidden" not in ran.out + shown.out
        assert "keyring" in sop_excel("database", "forget").out
        assert not ring.secrets
        assert "Nothing to forget" in sop_excel("database", "forget").out


@pytest.mark.parametrize("ring", [Kept(), Locked()])
def test_a_file_that_is_kept_is_the_same_one_from_every_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: Kept
) -> None:
    """It was named from a folder, and is meant from all; a file that the choices name by hand lies beside them."""
    (here := tmp_path / "50 % here").mkdir()
    monkeypatch.chdir(here)
    with keyring_of(ring):
        assert f": {here / 'team.sqlite'}" in _typed(monkeypatch, "sqlite:///team.sqlite\n").out
        monkeypatch.chdir(tmp_path)
        assert sop_excel("database", "show", "--json").answer["database"] == str(here / "team.sqlite")
        missing = sop_excel("database", "check")
        assert (missing.status, f"none at {here / 'team.sqlite'}" in missing.err) == (2, True)
        sop_excel("database", "forget")
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text('database = "sqlite:///team.sqlite"\n')
        assert sop_excel("database", "show", "--json").answer["database"] == str(home / "team.sqlite")
        (odd := tmp_path / "which?").mkdir()
        monkeypatch.chdir(odd)
        assert _typed(monkeypatch, "sqlite:///team.sqlite\n").status == 2  # or no later command would understand it


@pytest.mark.parametrize("ring", [None, Locked()])
def test_without_a_keyring_it_goes_into_a_file_that_only_its_user_may_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, ring: Kept | None
) -> None:
    """Which a note says; what else the user has chosen there stays, and is there after forgetting too."""
    home.mkdir()
    (home / "config.toml").write_text("keep_runs = false\n")
    with keyring_of(ring or Kept()) as used:
        if ring is None:
            monkeypatch.setattr(used, "set_password", lambda *_: None)  # as the keyring that is switched off does
        ran = _typed(monkeypatch, f"{URL}\n")
        assert ran.status == 0
        assert "plain text" in ran.err
        assert "hidden" not in ran.out + ran.err
        file = home / "config.toml"
        assert "keep_runs = false" in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600
        shown = sop_excel("database", "show")
        assert f"{SHOWN} (named by {file})" in shown.out
        assert shown.err == ""
        file.chmod(0o644)
        assert "chmod 600" in sop_excel("database", "show").err
        assert sop_excel("database", "forget").status == 0
        assert file.read_text() == "keep_runs = false\n"


def test_a_password_of_any_signs_is_kept_as_it_was_typed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a text of TOML wants written otherwise; what is no text is refused, and not shown."""
    odd = 'postgresql://anna:Gé🏭"\\u0041@db.example:5432/plans'
    with keyring_of(Locked()):
        ran = _typed(monkeypatch, f"{odd}\n")
        assert (ran.status, choices().database) == (0, odd), ran.err
        ran = _typed(monkeypatch, "postgresql://anna:hid\udcffden@db.example:5432/plans\n")
        assert (ran.status, choices().database) == (2, odd)
        assert "expected a line in UTF-8" in ran.err
        assert "hid" not in ran.err


def test_what_is_no_url_is_not_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an empty line nor a URL of something else, which is not repeated."""
    with keyring_of(Kept()) as ring:
        for line in ("", "\n", "mysql://anna:hidden@db.example/plans\n"):
            ran = _typed(monkeypatch, line)
            assert ran.status == 2
            assert "hidden" not in ran.out + ran.err
        assert not ring.secrets


def test_the_key_of_a_web_source_is_kept_in_the_same_way(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the URL, and never shown: only that there is one."""
    with keyring_of(Kept()) as ring:
        ran = _typed(monkeypatch, "sb_secret_hidden\n", "--rest-key")
        assert (ran.status, list(ring.secrets)) == (0, [("sop-excel", "rest_key")])
        shown = sop_excel("database", "show")
        assert "Key of the web source: one is kept" in shown.out
        assert "hidden" not in ran.out + shown.out
        assert sop_excel("database", "forget", "--rest-key").status == 0
        assert "Key of the web source: none" in sop_excel("database", "show").out


def test_a_process_of_its_own_shows_a_wrong_password_in_no_traceback(
    home: Path, server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole of what a planner sees, with --debug, which shows every exception and what caused it."""
    from tests.store.postgres import Server

    assert isinstance(server, Server)
    monkeypatch.setitem(os.environ, DATABASE, server.url(who="anna:hidden%40word"))
    ran = sop_excel_process("database", "check", "--debug")
    assert ran.status == 1
    assert "Traceback" in ran.err
    assert "password authentication failed" in ran.err
    assert "hidden" not in ran.err + ran.out


def test_a_file_of_choices_in_another_form_is_not_changed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of several lines would be torn apart; one of a line each beside it is changed."""
    home.mkdir()
    with keyring_of(Locked()):
        (home / "config.toml").write_text('database = """\nsqlite:///plans.sqlite"""\n')
        ran = _typed(monkeypatch, f"{URL}\n")
        assert (ran.status, "by hand" in ran.err) == (2, True)
        assert (home / "config.toml").read_text() == 'database = """\nsqlite:///plans.sqlite"""\n'
        (home / "config.toml").write_text('# mine\n"database" = "sqlite:///plans.sqlite"\nkeep_copies = true\n')
        assert _typed(monkeypatch, f"{URL}\n").status == 0
        assert (home / "config.toml").read_text() == f'database = "{URL}"\n# mine\nkeep_copies = true\n'


def test_a_database_that_is_no_server_is_described_too(home: Path, tmp_path: Path) -> None:
    """The journal before its first run and after it; a file that is named and not there is a mistake."""
    ran = sop_excel("database", "check")
    assert (ran.status, "not made yet" in ran.out) == (0, True)
    assert not home.exists()
    upgraded(journal())
    found = sop_excel("database", "check", "--json").answer
    assert (found["server"][:6], found["schema"], found["encrypted"]) == ("SQLite", VERSION, None)
    assert None not in found["rights"].values()
    missing = sop_excel("database", "check", "--database", f"sqlite:///{tmp_path / 'nowhere.sqlite'}")
    assert (missing.status, "a file that is there" in missing.err) == (2, True)
