"""A worker is asked if all that it says of itself is what this machine says."""

from __future__ import annotations

import pytest

from sop_excel.hosts.cluster.introduction import introduced, refusal


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("sop-excel", "pip install"),
        ("highspy", "pip install"),
        ("numpy", "pip install"),
        ("Python", "start it with Python"),
        ("machine", "of the same operating system and kind of processor"),
        ("program code", "file by file"),
        ("trial problem", "calculate otherwise"),
    ],
)
def test_whatever_is_another_is_told_with_what_to_do(name: str, advice: str) -> None:
    """Beside one that says the same."""
    ours = introduced()
    assert refusal(ours, dict(ours)) is None
    why = refusal(ours, ours | {name: "1.2.3"})
    assert why is not None
    expected, found, what_to_do = why
    assert (expected, found) == (f"{name} {ours[name]}", f"{name} 1.2.3")
    assert advice in what_to_do


def test_who_has_no_program_or_says_nothing_is_not_asked() -> None:
    """An older program may know less of itself, or not how to say anything."""
    ours = introduced()
    less = {name: said for name, said in ours.items() if name != "program code"}
    for said, told in (
        (less, "program code unknown"),
        (ModuleNotFoundError("sop_excel"), "none, or another one"),
        (7, ""),
    ):
        why = refusal(ours, said)
        assert why is not None
        assert told in why[1]


def test_what_is_said_twice_is_the_same() -> None:
    """The trial problem too, to the last bit."""
    assert introduced() == introduced()
