"""What the doctor tells of a company's rules: what the registry says, and nothing that it cannot know."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sop_excel.hosts.addin.doctor import policies
from sop_excel.hosts.addin.doctor.finding import FIX, NOTE, OK, Observation
from sop_excel.hosts.addin.locations import Machine
from sop_excel.hosts.addin.registry import MACHINE, USER, values_of

CHILD, WIN32 = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A", "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B"
GROUP = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR"
LOCAL = r"SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
MANAGED = r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
OFFICE = r"SOFTWARE\Policies\Microsoft\Office\16.0"
EXCEL = rf"{OFFICE}\Excel\Security"
Keys = dict[tuple[str, str], dict[str, object]]


def machine(tmp_path: Path, keys: Keys, platform: str = "win32") -> Machine:
    """A machine whose registry has these keys."""

    def registry(hive: str, key: str) -> Mapping[str, object]:
        return {name.lower(): values for (h, name), values in keys.items() if h == hive}.get(key.lower(), {})

    return replace(Machine.here(), platform=platform, home=tmp_path, registry=registry)


def told(findings: Iterator[Observation]) -> list[str]:
    return [str(finding) for finding in findings]


@pytest.mark.parametrize(
    ("keys", "level"),
    [
        ({(MACHINE, rf"{GROUP}\Rules"): {CHILD: "1"}}, FIX),
        ({(MACHINE, rf"{GROUP}\Rules"): {CHILD.lower(): "1"}, (MACHINE, GROUP): {"ExploitGuard_ASR_Rules": 1}}, FIX),
        ({(MACHINE, rf"{GROUP}\Rules"): {CHILD: "1"}, (MACHINE, GROUP): {"ExploitGuard_ASR_Rules": 0}}, OK),
        ({(MACHINE, rf"{GROUP}\Rules"): {CHILD: "0"}, (MACHINE, LOCAL): {CHILD: 1}}, OK),
        ({(MACHINE, LOCAL): {CHILD: 1}}, FIX),
        ({(MACHINE, LOCAL): {CHILD: 2}}, NOTE),
        ({(MACHINE, LOCAL): {CHILD: 6}}, NOTE),
        ({(MACHINE, MANAGED): {"ASRRules": f"{WIN32.lower()}=0|{{{CHILD.lower()}}}=1"}}, FIX),
        ({(MACHINE, LOCAL): {"3B576869-A4EC-4529-8536-B80A7769E899": 1}}, OK),
        ({}, OK),
    ],
    ids=[
        "a group policy", "switched on", "switched off", "overruled", "local", "audit", "warn", "managed", "another",
        "none",
    ],
)  # fmt: skip
def test_a_rule_against_child_processes_is_named_where_it_holds(tmp_path: Path, keys: Keys, level: str) -> None:
    """By group policy, by device management, or set on the machine; the first of these overrules the others."""
    [finding] = policies.defender(machine(tmp_path, keys))
    assert finding.level == level
    if level != OK:
        assert f"its rule {CHILD} against child processes of Office programs" in finding.found
    if level == FIX:
        assert finding.found.endswith("is on, so that the buttons of the tab S&OP cannot work")
        assert "ask who administers this computer" in finding.advice
        assert "'sop-excel optimize' in a terminal" in finding.advice


def test_a_rule_against_win32_calls_is_named_for_what_it_stops(tmp_path: Path) -> None:
    """That is the functions; both rules may hold."""
    both = told(policies.defender(machine(tmp_path, {(MACHINE, LOCAL): {CHILD: 1, WIN32: 1}})))
    assert len(both) == 2
    assert f"rule {WIN32} against Win32 calls from Office macros is on, so that the worksheet functions" in both[1]


def test_what_cannot_be_known_is_not_said(tmp_path: Path) -> None:
    """Without a rule in the registry it is the registry that has none; without the right to read, neither."""
    [finding] = policies.defender(machine(tmp_path, {}))
    assert finding.found == "the registry has no rule against child processes or Win32 calls of Excel's macros"

    def closed(hive: str, key: str) -> Mapping[str, object]:
        raise PermissionError

    shut = replace(machine(tmp_path, {}), registry=closed)
    for check in (policies.defender, policies.macros):
        [finding] = check(shut)
        assert finding.level == NOTE
        assert "cannot be read with your rights" in finding.found


@pytest.mark.parametrize(
    ("keys", "levels", "words"),
    [
        ({(MACHINE, rf"{OFFICE}\Common"): {"vbaoff": 1}}, [FIX], "switches macros off in all of Office"),
        ({(USER, EXCEL): {"DisableAllAddins": 1}}, [FIX], "switches every add-in of Excel off"),
        ({(USER, EXCEL): {"requireaddinsig": 1}}, [FIX], "asks for signed add-ins"),
        (
            {(USER, EXCEL): {"VBAWarnings": 4}, (USER, rf"{EXCEL}\Trusted Locations"): {"AllLocationsDisabled": 1}},
            [FIX], "a rule trusts no folder, and macros need a trusted one",
        ),
        (
            {(USER, EXCEL): {"VBAWarnings": 2}, (USER, rf"{EXCEL}\Trusted Locations"): {"AllLocationsDisabled": 1}},
            [OK], "",
        ),
        ({(USER, EXCEL): {"VBAWarnings": 4}}, [OK], ""),
        ({(USER, EXCEL): {"blockcontentexecutionfrominternet": 1}}, [NOTE], "files that Windows marks"),
        (
            {(USER, r"SOFTWARE\Policies\Microsoft\Cloud\Office\16.0\Excel\Security"): {"DisableAllAddins": 1}},
            [FIX], "switches every add-in of Excel off",
        ),
        ({(USER, EXCEL): {"DisableAllAddins": 0}}, [OK], ""),
    ],
    ids=[
        "VBA off", "no add-ins", "signed", "no trusted folder", "it asks", "trusted folders", "internet", "cloud",
        "off",
    ],
)  # fmt: skip
def test_a_rule_for_office_is_named_where_it_stops_the_add_in(
    tmp_path: Path, keys: Keys, levels: list[str], words: str
) -> None:
    """An add-in in Excel's startup folder runs whatever macros need, as long as folders are trusted at all."""
    found = list(policies.macros(machine(tmp_path, keys)))
    assert [finding.level for finding in found] == levels
    assert words in found[0].found


@pytest.mark.parametrize("platform", ["darwin", "linux"])
def test_other_systems_have_no_such_rules(tmp_path: Path, platform: str) -> None:
    for check in (policies.defender, policies.macros):
        assert list(check(machine(tmp_path, {(MACHINE, LOCAL): {CHILD: 1}}, platform))) == []


class _Winreg(ModuleType):
    """A stand-in for Windows' module with one key of two values."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER, KEY_READ, KEY_WOW64_64KEY = 1, 2, 4, 8
    asked: tuple[Any, ...] = ()

    @contextmanager
    def OpenKey(self, hive: int, key: str, reserved: int, access: int) -> Iterator[str]:  # noqa: N802
        self.asked = hive, key, reserved, access
        if key == "shut":
            raise PermissionError
        if key != "there":
            raise FileNotFoundError
        yield key

    @staticmethod
    def EnumValue(key: str, at: int) -> tuple[str, object, int]:  # noqa: N802
        if at > 1:
            raise OSError("No more data is available")
        return [("a", 1, 4), ("b", "x", 1)][at]


def test_the_registry_is_read_value_by_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the part for 64 bit; a key that is not there has none, one that is shut says so; elsewhere is nothing."""
    assert values_of(MACHINE, "there") == {}
    winreg = _Winreg("winreg")
    monkeypatch.setitem(sys.modules, "winreg", winreg)
    assert values_of(MACHINE, "there") == {"a": 1, "b": "x"}
    assert winreg.asked == (1, "there", 0, 12)
    assert values_of(USER, "gone") == {}
    with pytest.raises(PermissionError):
        values_of(USER, "shut")
