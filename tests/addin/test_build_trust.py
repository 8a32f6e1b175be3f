"""Trust: which program runs is chosen by our own settings, and no name or cell of a workbook gets near a command."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from sop_excel.errors import MachineError
from sop_excel.hosts.addin.build import DOCUMENTS, modules
from sop_excel.hosts.addin.install import INTERPRETER_MARK, mac_script
from sop_excel.hosts.excel import clicks, ribbon
from sop_excel.shipped import resource
from tests.addin.basic import literals_cut, statements

SOURCES = {module.name: module.text for module in modules()}
STATEMENTS = {name: statements(text) for name, text in SOURCES.items()}
COMMANDS = (
    "optimize", "check", "compare", "adopt", "clean", "forecast", "safety-stock", "chain",
    "roll", "pull", "publish", "runs", "compare-rules", "undo",
)  # fmt: skip
# Where a workbook other than the add-in is named at all, word for word.
WORKBOOK = {
    "SopRibbon": {
        "HasWorkbook = Not (ActiveWorkbook Is Nothing)",
        "Set table = SopTableOf(ActiveWorkbook, tableName)",
        "Workbooks.Add Template:=folder & Application.PathSeparator & file",
    },
    "SopClicks": {
        (
            'StartAnswer = XLPy.Str(XLPy.Call(XLPy.Module(SERVED_BY), "start", XLPy.Tuple(command, '
            "CStr(Application.Hwnd), CStr(scenario), ActiveWorkbook.Name, SopAddinVersion())))"
        ),
    },
    "SopScenarios": {
        "If ActiveWorkbook Is Nothing Then Exit Function",
        "If Not ActiveWorkbook Is Nothing Then BookKey = ActiveWorkbook.FullName",
        'Set table = SopTableOf(ActiveWorkbook, "Scenarios")',
    },
}
# What could run a program or a command, and where it may stand.
POWER = {
    "WScript.Shell": {"SopRun"},
    "AppleScriptTask": {"SopRun"},
    "CreateObject": {"SopRun"},
    "SopLoadLibrary": {"SopServer"},
    "XLPyDLLActivateAuto": {"xlwings"},
    "CallUDF": {"SopFunctions"},
    "XLPy.": {"SopClicks", "SopFunctions"},
    "KillPy": {"SopClicks", "xlwings"},
    "FollowHyperlink": {"SopRibbon"},
}
NOWHERE = (
    "cmd.exe",
    "MacScript",
    "Shell(",
    "Evaluate",
    "ExecuteExcel4Macro",
    "Application.Run",
    "RunPython",
    "VBProject",
)
SCRIPT = resource("addin/excel/sop_excel.applescript").read_text(encoding="ascii")


def assigned(module: str, variable: str) -> str:
    """The one expression that the module gives to the variable."""
    (found,) = (line for line in STATEMENTS[module] if line.startswith(f"{variable} = "))
    return found.split(" = ", 1)[1]


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_no_module_looks_at_another_workbook_but_for_going_to_a_table_and_for_scenarios(module: str) -> None:
    named = {
        line for line in STATEMENTS[module] if re.search(r"ActiveWorkbook|ActiveSheet|Workbooks\b|\.FullName", line)
    }
    assert named == WORKBOOK.get(module, set())


def test_settings_come_from_the_users_file_and_the_add_in_alone() -> None:
    text = "\n".join(STATEMENTS["SopSettings"])
    assert re.findall(r"Open (\w+) For", text) == ["path"]
    assert re.findall(r"FoundInFile\((\w+\(\)|\w+)", text) == ["UserFile()", "ByVal"]
    assert set(re.findall(r"(\w+)\.Worksheets", text)) == {"ThisWorkbook"}
    assert set(re.findall(r"Environ\$?\((.*?)\)", text)) == {'"HOME"', '"USERPROFILE"'}
    assert "xlwings" not in text, "xlwings' own settings choose nothing"


@pytest.mark.parametrize("power", sorted(POWER))
def test_what_can_run_something_stands_where_it_should(power: str) -> None:
    assert {name for name, lines in STATEMENTS.items() if power in "\n".join(lines)} == POWER[power]


@pytest.mark.parametrize("power", NOWHERE)
def test_what_runs_text_as_a_command_stands_nowhere(power: str) -> None:
    assert not [line for lines in STATEMENTS.values() for line in lines if power.lower() in line.lower()]


def test_the_command_line_is_made_of_the_interpreter_a_known_word_and_two_numbers() -> None:
    """Those of the window and of the scenario, whose name stays in Excel."""
    parts = [part.strip() for part in literals_cut(assigned("SopRun", "commandLine")).split(" & ")]
    assert set(parts) == {'""', "interpreter", "command", "CStr(Application.Hwnd)", "CStr(scenario)"}
    assert assigned("SopRun", "commandLine").startswith(
        '"""" & interpreter & """ -I -m sop_excel.hosts.excel " & command'
    )


def test_the_server_is_asked_for_three_things_of_one_module_of_ours() -> None:
    """Nothing that it is told is run: the workbook's name is compared with those of the workbooks that are open."""
    lines = [line for line in STATEMENTS["SopClicks"] if "XLPy." in line]
    assert len(lines) == 2
    assert all("XLPy.Str(XLPy.Call(XLPy.Module(SERVED_BY), " in line for line in lines)
    assert 'Private Const SERVED_BY As String = "sop_excel.hosts.excel.clicks"' in STATEMENTS["SopClicks"]
    asked = {*re.findall(r'Asked\("(\w+)"\)', SOURCES["SopClicks"]), *re.findall(r'"(start)"', lines[0])}
    assert asked == {"start", "state", "cancel"}
    assert asked <= set(vars(clicks))


def test_another_python_is_started_only_where_the_server_could_not_be_asked() -> None:
    """And not beside a command that runs there."""
    started = STATEMENTS["SopRun"].index("SopStartInServer command, scenario, isStarted, problem")
    assert STATEMENTS["SopRun"][started + 1] == (
        'If Not isStarted And problem = "" Then problem = StartPython(interpreter, command, scenario)'
    )
    assert "\n".join(STATEMENTS["SopRun"]).count("StartPython(interpreter") == 1


def test_the_macros_know_every_word_that_the_server_answers() -> None:
    """Those that they do not name mean that the command has ended without a word."""
    known = set(re.findall(r'(?:Case |\) = )"(\w+)"', SOURCES["SopClicks"]))
    assert known == {clicks.STARTED, clicks.BUSY, clicks.OTHER_VERSION, clicks.RUNNING, clicks.DONE}


def test_a_scenario_is_a_number_wherever_it_leaves_its_module() -> None:
    """Its name is kept in a variable that no other module sees, and is shown in the drop-down alone."""
    assert "Private choiceNames() As String" in STATEMENTS["SopScenarios"]
    assert "Optional ByVal scenario As Long = 0" in "\n".join(STATEMENTS["SopRun"])
    (to_plan,) = (line for line in STATEMENTS["SopScenarios"] if "Function SopScenarioToPlan" in line)
    assert to_plan.endswith(") As Long")
    assert "Dim number As Long" in STATEMENTS["SopRibbon"]
    for module in ("SopRibbon", "SopRun"):
        labels = [line for line in STATEMENTS[module] if "SopScenarioLabel" in line]
        assert labels == (["returnedVal = SopScenarioLabel(index)"] if module == "SopRibbon" else [])


def test_the_script_gets_a_known_word_and_a_number() -> None:
    """Any macro can call it: which Python runs is not for the caller to say."""
    (call,) = (line for line in STATEMENTS["SopRun"] if "AppleScriptTask" in line)
    assert call.endswith('AppleScriptTask("sop_excel.applescript", "SopRun", command & "|" & CStr(scenario))')
    taken = re.search(r"on SopRun\(request\)\n\tset (.*) to my partsOf", SCRIPT)
    assert taken
    assert taken[1] == "{planCommand, scenarioNumber}"
    assert SCRIPT.count("set interpreter") == 0
    assert SCRIPT.count('property interpreter : "@INTERPRETER@"') == 1


def test_the_installed_script_holds_the_one_python_that_it_starts() -> None:
    """And a path that would end its text is refused."""
    script = mac_script(Path("/Users/a b/it's/bin/python")).decode("ascii")
    assert 'property interpreter : "/Users/a b/it\'s/bin/python"\n' in script
    assert INTERPRETER_MARK not in script
    for path in ('/a"b/python', "/a\\b/python", "/a\nb/python", "/J\u00fcrgen/python"):
        with pytest.raises(MachineError, match="cannot hold the path"):
            mac_script(Path(path))


def test_the_server_s_command_is_made_of_the_interpreter_alone() -> None:
    expression = assigned("SopServer", "XLPyCommand")
    assert set(literals_cut(expression).split(" & ")) == {'""', "ServerInterpreter()"}
    assert '""" -I -c ""import xlwings; xlwings.serve(' in expression


def test_the_runner_knows_the_commands_of_the_buttons_and_no_other() -> None:
    known = [line for line in STATEMENTS["SopRun"] if line.startswith("Case ")]
    assert known == ["Case " + ", ".join(f'"{command}"' for command in COMMANDS)]
    given = re.findall(r"SopRunCommand (.*)", "\n".join(STATEMENTS["SopRibbon"]))
    assert sorted(text.partition(",")[0].strip('"') for text in given) == sorted(COMMANDS) == sorted(ribbon.COMMANDS)
    assert [text for text in given if "," in text] == ['"optimize", number'], "numbers and constants alone"


@pytest.mark.parametrize("module", sorted(set(SOURCES) - {"SopRibbon", "SopFunctions"}))
def test_what_is_for_the_other_modules_is_private_to_the_add_in(module: str) -> None:
    """Documents have no public procedure; code that buttons and cells do not call is not offered to other workbooks."""
    if module in DOCUMENTS:
        assert "Public" not in "\n".join(STATEMENTS[module])
    else:
        assert "Option Private Module" in STATEMENTS[module]


def test_nothing_that_a_cell_can_call_starts_a_command() -> None:
    """A formula calls functions, never procedures: those that start Python for the ribbon are procedures or private."""
    for line in "\n".join(STATEMENTS["SopRun"] + STATEMENTS["SopRibbon"]).splitlines():
        assert not line.startswith("Public Function")


def test_functions_are_served_by_our_module_and_hand_over_no_object_of_excel_s() -> None:
    calls = [line for line in STATEMENTS["SopFunctions"] if "CallUDF" in line]
    assert calls
    for line in calls:
        assert 'XLPy.CallUDF("sop_excel.hosts.excel.served", "' in line
        values = line.partition("Array(")[2].rstrip(")")
        assert all(re.fullmatch(r"SopGiven\(\d+, \w+", one) for one in values.split("), ")), "plain values alone"


def test_the_script_quotes_whatever_it_hands_to_the_shell() -> None:
    shell_lines = [line for line in SCRIPT.splitlines() if "do shell script" in line or "Line to " in line]
    assert len(shell_lines) == 4
    for line in shell_lines:
        assert not re.search(r"(?<!quoted form of )\b(interpreter|planCommand|scenarioNumber|request|parts)\b", line)
    known = ", ".join(f'"{command}"' for command in COMMANDS)
    assert f"is not in {{{known}}}" in SCRIPT
    assert "if not my isNumber(scenarioNumber) then" in SCRIPT
    assert 'if digit is not in "0123456789" then return false' in SCRIPT


@pytest.mark.parametrize("status", [0, 1])
def test_the_shell_line_of_the_script_starts_python_and_tells_when_it_fails(tmp_path: Path, status: int) -> None:
    """The line as AppleScript would join it, run by a real shell, with a folder name made to break out of quotes."""
    folder = tmp_path / 'it\'s $(touch broken) "x"; touch broken'
    folder.mkdir()
    interpreter, alert = folder / "python", tmp_path / "osascript"
    interpreter.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/ran"\nexit {status}\n')
    alert.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/told"\n')
    for program in (interpreter, alert):
        program.chmod(0o755)
    line = shell_line(str(interpreter), "optimize").replace("/usr/bin/osascript", str(alert)).removesuffix(" &")
    subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, check=True)
    assert (tmp_path / "ran").read_text() == "-I -m sop_excel.hosts.excel optimize --scenario 2\n"
    assert (tmp_path / "told").exists() == (status != 0)
    if status:
        told = (tmp_path / "told").read_text()
        assert 'run VB macro "sop_excel.xlam!SopRibbon.SopRestore"\nend try' in told
        assert told.count('display alert "sop-excel" message "sop-excel stopped before it could say why.') == 1
    assert not list(tmp_path.rglob("broken"))


def shell_line(interpreter: str, command: str) -> str:
    """What the script hands to ``do shell script``, its expressions worked out."""
    (failure,) = re.findall(r'return "(display alert .*)"', SCRIPT)
    (restore,) = re.findall(r'return "(try\n.*\nend try)"', SCRIPT)
    values = {
        "interpreter": interpreter,
        "planCommand": command,
        "scenarioNumber": "2",
        "(my failureScript())": failure.replace('\\"', '"'),
        "(my restoreScript())": restore.replace('\\"', '"'),
    }

    def text(expression: str) -> str:
        return "".join(
            part.strip('"')
            if part.startswith('"')
            else quoted(values[part.removeprefix("quoted form of ")])
            if part.startswith("quoted form of ")
            else lines[part]
            for part in (part.strip() for part in expression.split(" & "))
        )

    lines: dict[str, str] = {}
    for name in ("pythonLine", "failureLine"):
        (expression,) = re.findall(rf"set {name} to (.*)", SCRIPT)
        lines[name] = text(expression)
    (expression,) = re.findall(r'do shell script ("\( ".*)', SCRIPT)
    return text(expression)


def quoted(words: str) -> str:
    """AppleScript's ``quoted form of``."""
    return "'" + words.replace("'", "'\\''") + "'"
