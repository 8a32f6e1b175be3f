"""What the macros remember, run by LibreOffice's Basic: Excel's settings while Python works, the chosen scenario, and
what runs in the server of the functions.

LibreOffice knows Excel's settings, but neither its tables nor its ribbon: the scenarios of a workbook are given here,
and the server and Python's end are played. Everything else is the add-in's own text.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sop_excel.hosts.addin.addin_package import addin_package
from sop_excel.hosts.addin.build import IDENTIFIER, PROJECT, contents, modules
from sop_excel.hosts.addin.vba import Module, Project, vba_project
from tests.addin.basic import WINDOWS, compiled_on
from tests.addin.played_clicks import CLICKS, DIED_HELD, STARTED, played
from tests.hosts.calc import SOFFICE, SYSTEM_PYTHON, needs_calc

pytestmark = [pytest.mark.host, needs_calc]

DRIVER = Path(__file__).with_name("basic_driver.py")
# Python switches everything off and ends: well (0), without a word (1), or not even started (an error).
PLAYED = """
Private ending As String
Private lastTold As String

Public Function ProbeRun(ByVal how As String, ByVal told As String) As String
    ending = how
    Application.Calculation = xlCalculationAutomatic
    Application.EnableEvents = True
    If how = "manual" Then Application.Calculation = xlCalculationManual
    lastTold = told
    ProbeRun = StartPython("C:\\python.exe", "optimize", 2920)
    ProbeRun = Application.Calculation & " " & Application.EnableEvents & " " & Application.DisplayAlerts & " " & _
        Application.ScreenUpdating & " " & ProbeRun
End Function

Private Function PythonEnds() As Long
    If ending = "error" Then Err.Raise 70, "test", "Permission denied"
    Application.Calculation = xlCalculationManual
    Application.EnableEvents = False
    Application.DisplayAlerts = False
    Application.ScreenUpdating = False
    PythonEnds = 1
End Function
"""
# A workbook is a name and its scenarios; what would be shown, asked and planned comes back.
SCENARIOS = """
Private testBook As String
Private testNames As String

Private Function BookKey() As String
    BookKey = testBook
End Function

Private Function FindScenarios(ByRef names() As String, ByRef numbers() As Long) As Long
    Dim one As Variant

    ReDim names(0)
    ReDim numbers(0)
    If testNames = "none" Then Exit Function
    For Each one In Split(testNames, ",")
        FindScenarios = FindScenarios + 1
        ReDim Preserve names(FindScenarios)
        ReDim Preserve numbers(FindScenarios)
        names(FindScenarios) = one
        numbers(FindScenarios) = FindScenarios
    Next one
End Function

Public Function ProbeChoices(ByVal steps As String) As String
    Dim one As Variant
    Dim words As Variant

    choiceCount = 0
    For Each one In Split(steps, ";")
        words = Split(one, " ")
        Select Case words(0)
            Case "book"
                testBook = words(1)
                testNames = words(2)
            Case "tell"
                SopScenarioCount
                ProbeChoices = ProbeChoices & "shows " & SopScenarioLabel(SopShownScenario()) & "; "
            Case "take"
                SopTakeScenario CLng(words(1))
            Case "reset"
                choiceCount = 0
                toldBook = ""
                shownName = ""
                toldCount = 0
            Case "plan"
                ProbeChoices = ProbeChoices & Planned()
        End Select
    Next one
End Function

Private Function Planned() As String
    Dim problem As String
    Dim question As String
    Dim number As Long

    number = SopScenarioToPlan(problem, question)
    If problem <> "" Then
        Planned = "refused: " & problem & "; "
    ElseIf question <> "" Then
        Planned = "asks: " & Mid$(question, InStr(question, "Plan the")) & " " & number & "; "
    Else
        Planned = "plans " & number & "; "
    End If
End Function
"""
GONE = "The scenario High that you chose is no longer in this workbook. Choose again, then Optimize plan."
CHOICES = {
    "the choice is planned": ("book A High,Low;tell;take 2;plan", "shows Base; plans 2; "),
    "the base is planned": ("book A High,Low;tell;plan", "shows Base; plans 0; "),
    "a workbook without scenarios is planned unasked": ("book A none;plan", "plans 0; "),
    "and so it is beside one that has some": ("book A High;tell;take 1;book B none;plan", "shows Base; plans 0; "),
    "every workbook has its own": (
        "book A High,Low;tell;take 1;book B Low,High;tell;plan;take 1;plan;book A High,Low;tell;plan",
        "shows Base; shows Base; plans 0; plans 1; shows High; plans 1; ",
    ),
    "a scenario that has moved is planned where it is": (
        "book A High,Low;tell;take 1;book A New,Low,High;tell;plan", "shows Base; shows High; plans 3; ",
    ),
    "a scenario that is gone is refused": (
        "book A High,Low;tell;take 1;book A Low;plan",
        f"shows Base; refused: {GONE}; ",
    ),
    "a scenario that is gone is shown as the base": (
        "book A High,Low;tell;take 1;book A Low;tell;plan", "shows Base; shows Base; plans 0; ",
    ),
    "after a reset nothing is planned unasked": (
        "book A High,Low;tell;take 1;reset;plan", "shows Base; asks: Plan the scenario Base? 0; ",
    ),
    "a list of another workbook is not chosen from": (
        "book A High,Low;tell;book B Low,High;take 1;plan", "shows Base; asks: Plan the scenario Base? 0; ",
    ),
    "a list that was not told anew is asked about": (
        "book A High;tell;take 1;book B High;tell;take 1;book A High;plan",
        "shows Base; shows Base; asks: Plan the scenario High? 1; ",
    ),
    "saved under another name it is asked about": (
        "book A High;tell;take 1;book C High;plan", "shows Base; asks: Plan the scenario Base? 0; ",
    ),
}  # fmt: skip
RUNS = {
    "died": ("died", "S&OP: solving ..."),
    "died while writing": ("died", "S&OP: writing the plan ..."),
    "not started": ("error", "x"),
    "by hand before": ("manual", "x"),
}
AUTOMATIC, MANUAL = "-4105", "-4135"


def _played(text: str) -> str:
    """The macro that starts Python, with an end of Python that is played."""
    run = 'CreateObject("WScript.Shell").Run(commandLine, 0, True)'
    told = 'Application.StatusBar = "sop-excel is working: " & command & " ..."'
    assert text.count(run) == text.count(told) == text.count("CStr(Application.Hwnd)") == 1
    text = text.replace("CStr(Application.StatusBar)", "lastTold")  # LibreOffice does not give back what it shows
    return text.replace(run, "PythonEnds()").replace("CStr(Application.Hwnd)", '"1"').replace(told, "") + PLAYED


def _given(text: str) -> str:
    """The macros of the drop-down, with workbooks and scenarios that are given."""
    for name in ("BookKey", "FindScenarios"):
        text, count = re.subn(rf"^Private Function {name}\(.*?^End Function\n", "", text, flags=re.M | re.S)
        assert count == 1
    return text + SCENARIOS


CHANGES: dict[str, Callable[[str], str]] = {"SopRun": _played, "SopScenarios": _given, "SopClicks": played}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each run and each row of choices came to."""
    folder = tmp_path_factory.mktemp("states")
    texts = {module: compiled_on(WINDOWS, module.text) for module in modules()}
    changed = [Module(one.name, CHANGES.get(one.name, str)(text), one.kind) for one, text in texts.items()]
    (folder / "addin.xlam").write_bytes(
        addin_package(replace(contents(), vba=vba_project(Project(PROJECT, IDENTIFIER, changed))))
    )
    calls: dict[str, tuple[str, str, list[Any]]] = {
        **{name: ("SopRun", "ProbeRun", list(given)) for name, given in RUNS.items()},
        **{name: ("SopScenarios", "ProbeChoices", [steps]) for name, (steps, _) in CHOICES.items()},
        **{name: ("SopClicks", "ProbeClicks", [steps]) for name, (steps, _) in CLICKS.items()},
        "died while held": ("SopClicks", "ProbeClicks", [DIED_HELD]),
    }
    (folder / "jobs.json").write_text(json.dumps([(str(folder / "addin.xlam"), list(calls.values()))]))
    assert SOFFICE is not None
    command: list[str | Path] = [
        SYSTEM_PYTHON,
        DRIVER,
        SOFFICE,
        folder / "profile",
        folder / "jobs.json",
        folder / "answer.json",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "USERPROFILE"} | {"HOME": str(folder)}
    subprocess.run(command, check=True, timeout=300, capture_output=True, env=environment)
    [answer] = json.loads((folder / "answer.json").read_text())
    return dict(zip(calls, answer["calls"], strict=True))


@pytest.mark.parametrize("run", RUNS)
def test_excel_calculates_as_before_however_python_ended(answers: dict[str, str], run: str) -> None:
    """Events, questions and the screen are on again as well."""
    was = MANUAL if run == "by hand before" else AUTOMATIC
    assert answers[run].split(" ")[:4] == [was, "True", "True", "True"]


def test_how_python_ended_is_told(answers: dict[str, str]) -> None:
    """That old and new cells may stand side by side where it was writing, and only there."""
    assert "while it was writing: old and new cells may stand side by side" in answers["died while writing"]
    assert " sop-excel stopped before it could say why." in answers["died"]
    assert "side by side" not in answers["died"]
    assert "could not start its Python (Permission denied" in answers["not started"]


@pytest.mark.parametrize("choice", CHOICES)
def test_what_the_drop_down_shows_is_what_is_planned(answers: dict[str, str], choice: str) -> None:
    """By workbook and by name; where it may show something else, nothing is planned unasked."""
    assert answers[choice] == CHOICES[choice][1]


@pytest.mark.parametrize("click", CLICKS)
def test_a_command_in_the_server_is_followed_to_its_end(answers: dict[str, str], click: str) -> None:
    """Asked every second, told in the status bar, which is given back; Cancel and Esc are there as long as it runs."""
    assert answers[click] == CLICKS[click][1]


def test_a_server_that_died_with_the_keyboard_is_found_out_and_the_keyboard_given_back(answers: dict[str, str]) -> None:
    """After a quarter of a minute in which it was not disturbed; it may have been writing."""
    told = answers["died while held"]
    assert told.startswith(STARTED + "later; " * 15 + "off; puts back; gives the status bar back; ")
    assert "tells sop-excel stopped while it was writing: old and new cells may stand side by side." in told
