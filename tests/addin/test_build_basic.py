"""A real Basic compiler reads our VBA: LibreOffice imports the add-in, compiles every module, runs what needs no Excel.

It is not Excel's compiler: it does not know Excel's objects, so it finds mistakes of the language, not of the library.
LibreOffice leaves ``#If`` blocks open on both sides; each platform's text is therefore built into a file of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sop_excel import __version__
from sop_excel.hosts.addin.addin_package import addin_package
from sop_excel.hosts.addin.build import IDENTIFIER, PROJECT, contents, modules
from sop_excel.hosts.addin.bundled import installed_version
from sop_excel.hosts.addin.vba import Module, ModuleKind, Project, vba_project
from sop_excel.hosts.excel.chosen import number_of
from sop_excel.hosts.excel.telling import WRITING
from sop_excel.shipped import resource
from tests.addin.basic import MAC, WINDOWS, compiled_on
from tests.hosts.calc import SOFFICE, SYSTEM_PYTHON, needs_calc

pytestmark = [pytest.mark.host, needs_calc]

DRIVER = Path(__file__).with_name("basic_driver.py")
CODE = [module.name for module in modules() if module.kind is ModuleKind.CODE]
PLATFORMS = {"Windows": WINDOWS, "Mac": MAC}
# One mistake of the language in each module, to see that the compiler sees it.
MISTAKES = (("End Function", "Else\nEnd Function"), ("End Sub", "Next\nEnd Sub"))
USER_FILE = "Library/Containers/com.microsoft.Excel/Data/sop_excel.conf"
USER_SETTINGS = (
    '"INTERPRETER","/home/a b, c/bin/python"\n"TEMPLATES","/somewhere, else"\n"LOGS","/home/a/logs"\n"VERSION","9.9"\n'
)
PATHS = {
    "Windows": {
        "C:\\Users\\a b\\python.exe": True, "\\\\server\\share\\python.exe": True, "python.exe": False, "": False,
        "C:python.exe": False, "\\python.exe": False, "..\\python.exe": False, "/usr/bin/python": False,
        "C:\\%TEMP%\\python.exe": False, 'C:\\a" & calc & "\\python.exe': False, "C:\\$(CLSID)\\python.exe": False,
        "C:\\a|b\\python.exe": False, "C:\\a\nb\\python.exe": False, "C:\\J\u00fcrgen\\python.exe": True,
    },
    "Mac": {
        "/usr/bin/python": True, "/Users/a b/it's/python": True, "python": False, "": False, "~/python": False,
        "./python": False, "C:\\python.exe": False, "/a|check/python": False, '/a"b/python': False, "/$(x)/p": False,
    },
}  # fmt: skip

# What a caller sees of an error value, which the bridge to Python has no way for either.
PROBES = """
Public Function ProbeAnswer(answer) As String
    ProbeAnswer = Seen(SopAnswer(answer))
End Function

Public Function ProbeWithoutFigure(messages) As String
    ProbeWithoutFigure = Seen(SopWithoutFigure("a sentence", messages))
End Function

Private Function Seen(answer) As String
    If IsError(answer) Then Seen = CStr(answer) Else Seen = "no error: " & CStr(answer)
End Function
"""
# What SopGiven hands over of a range, as text: its word, its values, and the rest.
CELLS_PROBE = """
Public Function ProbeGiven(address) As String
    Dim sheet As Object
    Dim told As Variant
    Dim part As Long, row As Long, column As Long

    Set sheet = ThisWorkbook.Worksheets(1)
    sheet.Range("A1:B5").ClearContents
    sheet.Range("A2").Value = 17
    sheet.Range("A3").Value = "text"
    sheet.Range("B3:B4").Value = 46000
    sheet.Range("A2").NumberFormat = "00000"
    sheet.Range("B3:B4").NumberFormat = "yyyy-mm"
    sheet.Range("C2").NumberFormat = "#,##0.00"
    If address = "none" Then
        told = SopGiven(100)
    ElseIf address = "" Then
        told = SopGiven(100, 12.5)
    Else
        told = SopGiven(100, sheet.Range(address))
    End If
    ProbeGiven = told(0)
    For part = 1 To UBound(told)
        ProbeGiven = ProbeGiven & "|"
        If IsArray(told(part)) Then
            For row = LBound(told(part), 1) To UBound(told(part), 1)
                For column = LBound(told(part), 2) To UBound(told(part), 2)
                    ProbeGiven = ProbeGiven & TypeName(told(part)(row, column)) & " "
                Next
            Next
        Else
            ProbeGiven = ProbeGiven & CStr(told(part))
        End If
    Next
End Function
"""
# Only what this office does not know of Excel's objects is put otherwise.
NOT_KNOWN = {".Value2": ".Value", "part.Worksheet.Parent.Date1904": "False"}
ADDRESSES = ("none", "", "A1", "A2", "A1:B4", "A:B", "2:2", "D1:D200", "B1:B300", "A1:A2,C1")
# Every white space that Python strips, and letters beside it that it does not.
LETTERS = [code for code in range(0x3010) if chr(code).isspace()] + [0x21, 0x9F, 0xA1, 0x180E, 0x200B, 0x2060, 0x3001]
CELLS: list[str | float] = [
    "High",
    "Low",
    "Hoch \u00e4\u00f6",
    "High\u00a0",
    "\u9ad8",
    "\U0001f4c8 up",
    'a"b|c',
    "x" * 300,
    2026.0,
]
STATUS = ("S&OP: Base: writing the plan ...", "S&OP: solving ...", "False")

Call = tuple[str, str, list[Any]]


def variant(platform: frozenset[str], folder: Path, name: str, broken: str = "") -> Path:
    """The add-in as the platform compiles it, with a function in each module to call; one module may be broken."""
    changed = []
    for module in modules():
        text = compiled_on(platform, module.text)
        if module.name == broken:
            wrong = next(mistake for mistake in MISTAKES if mistake[0] in text)
            text = text.replace(*wrong, 1)
        if module.kind is ModuleKind.CODE:
            text += f"\nPublic Function Probe{module.name}() As String\n"
            text += f'    Probe{module.name} = "compiled"\nEnd Function\n'
        if module.name == "SopFunctions":
            text += PROBES
        if module.name == "SopCells":
            for theirs, ours in NOT_KNOWN.items():
                assert text.count(theirs) == 1
                text = text.replace(theirs, ours)
            text += CELLS_PROBE
        changed.append(Module(module.name, text, module.kind))
    built = replace(contents(), vba=vba_project(Project(PROJECT, IDENTIFIER, changed)))
    path = folder / f"{name}.xlam"
    path.write_bytes(addin_package(built))
    return path


def probe(name: str) -> Call:
    return name, f"Probe{name}", []


SETTINGS: list[Call] = [
    ("SopSettings", "GetConfig", [key, "fallback"])
    for key in ("interpreter", "TEMPLATES", "VERSION", "XLWINGS", "OTHER")
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What LibreOffice makes of the shipped file, of each platform's text, and of text with a mistake in one module."""
    assert SOFFICE is not None
    folder = tmp_path_factory.mktemp("basic")
    user_file = folder / USER_FILE
    user_file.parent.mkdir(parents=True)
    user_file.write_text(USER_SETTINGS)
    jobs: dict[str, tuple[str, list[Call]]] = {"shipped": (str(resource("addin/excel/sop_excel.xlam")), [])}
    for name, platform in PLATFORMS.items():
        calls = [*map(probe, CODE), *SETTINGS, ("SopFunctions", "PLAN_STATUS", [1, 2, 3])]
        calls += [("SopFunctions", "ProbeAnswer", [text]) for text in ("#VALUE!", "#NUM!", "#N/A", "told", 12.5)]
        calls += [("SopFunctions", "ProbeWithoutFigure", [asked]) for asked in (True, False, 1, "maybe")]
        calls += [("SopSettings", "IsPlainAbsolutePath", [path]) for path in PATHS[name]]
        calls += [("SopScenarios", "SopStripped", [f"{chr(letter)}a{chr(letter)}"]) for letter in LETTERS]
        calls += [("SopScenarios", "SopScenarioNumber", [7.0, text]) for text in CELLS]
        calls += [("SopSettings", "SopStoppedText", [told]) for told in STATUS]
        calls += [("SopCells", "ProbeGiven", [address]) for address in ADDRESSES]
        jobs[name] = (str(variant(platform, folder, name)), calls)
    for module in CODE:
        name = f"broken {module}"
        jobs[name] = (str(variant(WINDOWS, folder, name.replace(" ", "_"), module)), [probe(module)])
    asked, answer = folder / "jobs.json", folder / "answer.json"
    asked.write_text(json.dumps(list(jobs.values())))
    command: list[str | Path] = [SYSTEM_PYTHON, DRIVER, SOFFICE, folder / "profile", asked, answer]
    environment = {name: value for name, value in os.environ.items() if name != "USERPROFILE"} | {"HOME": str(folder)}
    subprocess.run(command, check=True, timeout=300, capture_output=True, env=environment)
    found = json.loads(answer.read_text())
    return {
        name: {**told, "calls": list(zip(calls, told["calls"], strict=True))}
        for (name, (_, calls)), told in zip(jobs.items(), found, strict=True)
    }


def results(answer: dict[str, Any], function: str) -> dict[str, Any]:
    """What the calls of that function returned, by their first argument or else by their module."""
    return {
        str((arguments or [module])[0]): told for (module, name, arguments), told in answer["calls"] if name == function
    }


def test_every_module_is_imported_with_its_text(answers: dict[str, Any]) -> None:
    """Attributes apart, which LibreOffice keeps elsewhere."""
    imported = answers["shipped"]["modules"]
    assert set(imported) == {module.name for module in modules()}
    for module in modules():
        expected = [line for line in module.text.splitlines() if not line.startswith("Attribute ")]
        read = [
            line for line in imported[module.name].splitlines() if not line.startswith(("Rem Attribute", "Option VBA"))
        ]
        assert [line for line in read if line] == [line for line in expected if line]


def test_sheets_that_are_nobody_s_to_see_stay_hidden(answers: dict[str, Any]) -> None:
    assert answers["shipped"]["sheets"] == [["sop-excel", True], ["sop_excel.conf", False], ["_IntelliSense_", False]]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("module", CODE)
def test_every_module_compiles_as_each_platform_sees_it(answers: dict[str, Any], platform: str, module: str) -> None:
    assert results(answers[platform], f"Probe{module}") == {module: "compiled"}


@pytest.mark.parametrize("module", CODE)
def test_a_mistake_in_a_module_would_be_seen(answers: dict[str, Any], module: str) -> None:
    assert results(answers[f"broken {module}"], f"Probe{module}") == {module: None}


def test_the_users_file_comes_before_the_add_in_and_that_before_the_fallback(answers: dict[str, Any]) -> None:
    assert results(answers["Mac"], "GetConfig") == {
        "interpreter": "/home/a b, c/bin/python",
        "TEMPLATES": "/somewhere, else",
        "VERSION": "9.9",
        "XLWINGS": installed_version(),
        "OTHER": "fallback",
    }


def test_without_a_users_file_the_add_in_has_its_version_and_no_interpreter(answers: dict[str, Any]) -> None:
    found = results(answers["Windows"], "GetConfig")
    assert found["VERSION"] == __version__
    assert found["interpreter"] == found["TEMPLATES"] == found["OTHER"] == "fallback"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_only_a_plain_whole_path_is_taken(answers: dict[str, Any], platform: str) -> None:
    assert results(answers[platform], "IsPlainAbsolutePath") == PATHS[platform]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_error_value_is_made_of_its_text_and_of_nothing_else(answers: dict[str, Any], platform: str) -> None:
    """2015, 2036 and 2042 are Excel's numbers of #VALUE!, #NUM! and #N/A."""
    assert results(answers[platform], "ProbeAnswer") == {
        "#VALUE!": "Error 2015", "#NUM!": "Error 2036", "#N/A": "Error 2042", "told": "no error: told",
        "12.5": "no error: 12.5",
    }  # fmt: skip
    assert results(answers[platform], "ProbeWithoutFigure") == {
        "True": "no error: a sentence", "False": "Error 2042", "1": "no error: a sentence", "maybe": "Error 2042",
    }  # fmt: skip


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_macros_strip_what_python_strips(answers: dict[str, Any], platform: str) -> None:
    """Else the list of the drop-down would be another than the one that is planned by."""
    expected = {text: text.strip() for text in (f"{chr(letter)}a{chr(letter)}" for letter in LETTERS)}
    assert results(answers[platform], "SopStripped") == expected


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_macros_make_the_number_of_a_scenario_that_python_reads(answers: dict[str, Any], platform: str) -> None:
    """The row and a check of the text in it, letter by letter; surrogates count one by one."""
    told = [told for (_, name, _), told in answers[platform]["calls"] if name == "SopScenarioNumber"]
    assert told == [number_of(7, cell) for cell in CELLS]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_where_python_ended_in_the_middle_of_writing_the_macros_say_so(answers: dict[str, Any], platform: str) -> None:
    """By what it last told in the status bar, whose words are those of the program."""
    told = results(answers[platform], "SopStoppedText")
    assert WRITING in STATUS[0]
    assert told[STATUS[0]].startswith("sop-excel stopped while it was writing: old and new cells may stand")
    assert told[STATUS[1]] == told[STATUS[2]]
    assert told[STATUS[1]].startswith("sop-excel stopped before it could say why.")
    if platform == "Mac":
        assert all("What was done: the newest file in /home/a/logs" in text for text in told.values())


def test_a_formula_s_ranges_are_handed_over_as_plain_values(answers: dict[str, Any]) -> None:
    """On the objects that this office has in place of Excel's: real ranges, used parts and number formats. A date comes
    as one, since they know no ``Value2``."""
    told = [told.lower() for (_, name, _), told in answers["Windows"]["calls"] if name == "ProbeGiven"]
    left, months = "2 2 1 1 00000\n", "3 3 2 2 yyyy-mm\n4 4 2 2 yyyy-mm\n"
    assert dict(zip(ADDRESSES, told, strict=True)) == {
        "none": "missing",
        "": "values|12.5",
        "A1": "cells||1 1\n|false",
        "A2": "cells|17|2 1\n2 2 1 1 00000\n|false",
        "A1:B4": "cells|empty empty double empty string date empty date |1 1\n" + left + months + "|false",
        "A:B": "cells|double empty string date empty date |2 1\n2 2 1 1 00000\n3 4 2 2 yyyy-mm\n|false",
        "2:2": "cells|double empty |2 1\n2 2 1 1 00000\n|false",
        "D1:D200": "cells||1 4\n|false",
        "B1:B300": "cells|empty empty date date |1 2\n" + months + "|false",
        "A1:A2,C1": "areas|2",
    }


def test_on_a_mac_a_function_answers_with_a_sentence(answers: dict[str, Any]) -> None:
    told = results(answers["Mac"], "PLAN_STATUS")["1"]
    assert told == "PLAN_STATUS runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
