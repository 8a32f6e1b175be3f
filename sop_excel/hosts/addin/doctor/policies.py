"""Rules of a company that stop what the add-in does in Excel for Windows, as far as the registry tells them.

Rules that come another way are not seen here, so it is never said that there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop_excel.hosts.addin.doctor.finding import FIX, NOTE, OK, Observation
from sop_excel.hosts.addin.locations import WINDOWS, Machine
from sop_excel.hosts.addin.registry import MACHINE, USER

_DEFENDER = r"Windows Defender\Windows Defender Exploit Guard\ASR"
_BY_GROUP_POLICY = rf"SOFTWARE\Policies\Microsoft\{_DEFENDER}"
_BY_MANAGEMENT = r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
_LOCAL = rf"SOFTWARE\Microsoft\{_DEFENDER}"
_RULES = {  # of Microsoft Defender's attack surface reduction: what they stop, and what that is here
    "D4F940AB-401B-4EFC-AADC-AD5F3C50688A": ("child processes of Office programs", "the buttons of the tab S&OP"),
    "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B": ("Win32 calls from Office macros", "the worksheet functions"),
}
_OFF, _BLOCK, _AUDIT, _WARN = "0", "1", "2", "6"
_OFFICE = (r"SOFTWARE\Policies\Microsoft\Office\16.0", r"SOFTWARE\Policies\Microsoft\Cloud\Office\16.0")
_INSTEAD = "'sop-excel optimize' in a terminal does the same without Excel's macros"


def defender(machine: Machine) -> Iterator[Observation]:
    """Whether a rule of Microsoft Defender stops buttons or worksheet functions."""
    if machine.platform != WINDOWS:
        return
    try:
        sources = _sources(machine)
    except PermissionError:
        yield Observation(
            NOTE, "Defender", "its rules cannot be read with your rights", "ask who administers this computer"
        )
        return
    found = list(_rules(sources))
    yield from found or [
        Observation(OK, "Defender", "the registry has no rule against child processes or Win32 calls of Excel's macros")
    ]


def _sources(machine: Machine) -> list[Mapping[str, str]]:
    """Actions by rule in capitals, from what overrules to what is overruled."""
    switch = machine.registry(MACHINE, _BY_GROUP_POLICY).get("ExploitGuard_ASR_Rules", 1)
    by_group = machine.registry(MACHINE, rf"{_BY_GROUP_POLICY}\Rules") if str(switch) != "0" else {}
    listed = str(machine.registry(MACHINE, _BY_MANAGEMENT).get("ASRRules", ""))
    managed = dict(entry.partition("=")[::2] for entry in listed.split("|") if "=" in entry)
    local = machine.registry(MACHINE, rf"{_LOCAL}\Rules")
    return [_in_capitals(source) for source in (by_group, managed, local)]


def _in_capitals(rules: Mapping[str, object]) -> dict[str, str]:
    return {name.strip(" {}").upper(): str(action).strip() for name, action in rules.items()}


def _rules(sources: list[Mapping[str, str]]) -> Iterator[Observation]:
    for rule, (stopped, here) in _RULES.items():
        action = next((source[rule] for source in sources if rule in source), _OFF)
        told = f"its rule {rule} against {stopped}"
        if action == _BLOCK:
            advice = f"ask who administers this computer to exclude Excel's add-in from it; {_INSTEAD}"
            yield Observation(FIX, "Defender", f"{told} is on, so that {here} cannot work", advice)
        elif action == _WARN:
            yield Observation(NOTE, "Defender", f"{told} warns", f"allow it when Windows asks, or {here} cannot work")
        elif action == _AUDIT:
            yield Observation(NOTE, "Defender", f"{told} only keeps a record", f"should it be switched on, {here} stop")
        elif action != _OFF:
            yield Observation(NOTE, "Defender", f"{told} has the unknown action '{action[:20]}'", "")


def macros(machine: Machine) -> Iterator[Observation]:
    """Whether a rule for Office keeps macros or add-ins from running."""
    if machine.platform != WINDOWS:
        return
    try:
        found = list(_macro_rules(machine))
    except PermissionError:
        yield Observation(
            NOTE, "Macros", "Office's rules cannot be read with your rights", "ask who administers this computer"
        )
        return
    yield from found or [Observation(OK, "Macros", "the registry has no rule that keeps add-ins of Excel from running")]


def _macro_rules(machine: Machine) -> Iterator[Observation]:
    ask = "ask who administers this computer for an exception"
    if _is_on(machine, "Common", "vbaoff"):
        yield Observation(FIX, "Macros", "a rule switches macros off in all of Office", f"{ask}; {_INSTEAD}")
    security = r"Excel\Security"
    if _is_on(machine, security, "DisableAllAddins"):
        yield Observation(FIX, "Macros", "a rule switches every add-in of Excel off", f"{ask}; {_INSTEAD}")
    if _is_on(machine, security, "RequireAddinSig"):
        signed = "a rule asks for signed add-ins, and this one is not signed"
        yield Observation(FIX, "Macros", signed, f"sign the file, or {ask}; {_INSTEAD}")
    untrusted = _is_on(machine, rf"{security}\Trusted Locations", "AllLocationsDisabled")
    level = _level(machine)
    if untrusted and level in (3, 4):
        trust = f"a rule trusts no folder, and macros need {'a signature' if level == 3 else 'a trusted one'}"
        yield Observation(FIX, "Macros", trust, f"{ask}; {_INSTEAD}")
    if _is_on(machine, security, "blockcontentexecutionfrominternet"):
        blocked = "a rule stops macros of files that Windows marks as from the internet"
        yield Observation(
            NOTE, "Macros", blocked, "matters only if the check 'Blocked' finds such a mark on the add-in"
        )


def _is_on(machine: Machine, key: str, name: str) -> bool:
    return any(str(value) == "1" for value in _policies(machine, key, name))


def _level(machine: Machine) -> int:
    """VBAWarnings: 1 all macros, 2 asks, 3 signed ones, 4 none but in trusted folders; a rule before a choice."""
    own = machine.registry(USER, r"SOFTWARE\Microsoft\Office\16.0\Excel\Security").get("VBAWarnings", 2)
    chosen = next(iter([*_policies(machine, r"Excel\Security", "VBAWarnings"), own]))
    return int(chosen) if isinstance(chosen, int) else 2


def _policies(machine: Machine, key: str, name: str) -> list[object]:
    """What rules for the user and for the machine say, whichever way they came."""
    read = (machine.registry(hive, rf"{office}\{key}") for hive in (USER, MACHINE) for office in _OFFICE)
    return [value for values in read for found, value in values.items() if found.lower() == name.lower()]
