"""The program's own folder and what its user has chosen there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.errors import InputError
from sop_excel.own_places import CONFIG, Choices, choices, own_folder
from tests.commands import bare


def chosen(folder: Path, text: str, **environ: str) -> Choices:
    (folder / CONFIG).write_text(text, encoding="utf-8")
    return choices({"SOP_EXCEL_HOME": str(folder), **environ})


def test_without_a_file_all_is_as_usual(tmp_path: Path) -> None:
    assert choices({"SOP_EXCEL_HOME": str(tmp_path)}) == Choices("", True, True)


def test_the_folder_may_be_named_from_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As no shell has done it: in a service file, or on Windows."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    assert own_folder({"SOP_EXCEL_HOME": "~/plans"}) == tmp_path / "plans"
    assert own_folder({"SOP_EXCEL_HOME": str(tmp_path / "~")}) == tmp_path / "~"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    text = 'database = "sqlite:///plans.sqlite"\nkeep_runs = true\nkeep_copies = false\n'
    assert chosen(tmp_path, text) == Choices("sqlite:///plans.sqlite", True, False)
    other = chosen(tmp_path, text, SOP_EXCEL_DATABASE="sqlite:///other.sqlite", SOP_EXCEL_KEEP_RUNS="off")
    assert other == Choices("sqlite:///other.sqlite", False, False)


def test_every_fault_of_the_file_is_told_at_once_and_no_value_of_it(tmp_path: Path) -> None:
    """A value may be a password."""
    with pytest.raises(InputError) as refused:
        chosen(tmp_path, 'keep_runs = "secret"\npassword = "secret"\n')
    told = "\n".join(map(str, refused.value.issues))
    assert len(refused.value.issues) == 2
    assert "keep_runs = true or false" in told
    assert "'password'" in told
    assert "secret" not in told


@pytest.mark.parametrize("content", [b"keep_runs = maybe", b"\xff\xfe", b"database = 'postgresql://me:secret@host"])
def test_a_file_that_is_no_toml_is_told_with_its_name_and_not_its_content(content: bytes, tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_bytes(content)
    with pytest.raises(InputError, match=CONFIG) as refused:
        choices({"SOP_EXCEL_HOME": str(tmp_path)})
    assert "secret" not in str(refused.value)


def test_how_long_a_formula_may_search_is_a_number_of_seconds(tmp_path: Path) -> None:
    assert choices({"SOP_EXCEL_HOME": "/nowhere"}).formula_seconds == 2.0
    assert chosen(tmp_path, "formula_seconds = 5\n").formula_seconds == 5.0
    assert chosen(tmp_path, "formula_seconds = 5\n", SOP_EXCEL_FORMULA_SECONDS="0.5").formula_seconds == 0.5
    for word in ("0", "-1", "inf", "nan", "soon"):
        with pytest.raises(InputError, match=f"SOP_EXCEL_FORMULA_SECONDS.*number of seconds > 0.*'{word}'"):
            choices({"SOP_EXCEL_HOME": "/nowhere", "SOP_EXCEL_FORMULA_SECONDS": word})
    for written in ("true", '"5"', "0"):
        with pytest.raises(InputError, match=r"formula_seconds.*a number of seconds"):
            chosen(tmp_path, f"formula_seconds = {written}\n")


def test_a_word_that_is_neither_yes_nor_no_is_told() -> None:
    with pytest.raises(InputError, match=r"SOP_EXCEL_KEEP_COPIES.*yes or no.*'perhaps'"):
        choices({"SOP_EXCEL_HOME": "/nowhere", "SOP_EXCEL_KEEP_COPIES": "perhaps"})


def test_the_folder_is_the_systems_own_for_this_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert own_folder({}).name == "sop-excel"
    assert tmp_path in own_folder({}).parents


def test_a_command_in_the_environment_of_somebody_who_has_set_nothing_keeps_what_it_keeps_with_the_tests() -> None:
    """Else the tests would fill the folder, and push out the runs, of whoever runs them."""
    assert own_folder(bare()) == own_folder()
    assert own_folder(bare()) != own_folder({})
