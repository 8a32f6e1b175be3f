"""What a shell is told when somebody presses its key for completion."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sop_excel.hosts.cli.usage import COMMANDS
from sop_excel.hosts.cli.usage_plan import SHELLS
from sop_excel.shipped import TEMPLATES
from tests.commands import bare, sop_excel
from tests.workbooks import Rows, make_workbook

TABLES: dict[str, Rows] = {
    "Products": [["Product", "Production cost"], ["Fan", 5]],
    "Demand": [["Product", "Jan"], ["Fan", 10]],
    "Scenarios": [
        ["Scenario", "Table", "Row", "Column", "Factor"],
        ["High", "Demand", "", "", 1.2],
        ["Very high", "Demand", "", "", 1.4],
    ],
}


def completed(line: str, folder: Path) -> list[str]:
    """What zsh would be told of the line, as PowerShell reads it: the words alone."""
    last = "" if line.endswith(" ") else line.split()[-1]
    asked = bare(
        _SOP_EXCEL_COMPLETE="complete_powershell", _TYPER_COMPLETE_ARGS=line, _TYPER_COMPLETE_WORD_TO_COMPLETE=last
    )
    command = [sys.executable, "-W", "error", "-m", "sop_excel"]
    ran = subprocess.run(command, capture_output=True, text=True, env=asked, cwd=folder, timeout=60, check=True)
    assert ran.stderr == ""
    return [one.split(":::")[0] for one in ran.stdout.splitlines()]


def test_commands_actions_options_templates_and_choices_are_completed(tmp_path: Path) -> None:
    """A place for a file is left to the shell."""
    assert completed("sop-excel ", tmp_path) == [*COMMANDS]
    assert completed("sop-excel opt", tmp_path) == ["optimize"]
    assert completed("sop-excel database ", tmp_path) == ["set", "show", "forget", "check"]
    assert completed("sop-excel new ", tmp_path) == [*TEMPLATES, "sales"]
    assert completed("sop-excel optimize plan.xlsx --expl", tmp_path) == ["--explain"]
    assert completed("sop-excel optimize plan.xlsx --explain ", tmp_path) == ["none", "brief", "full"]
    assert "--json" in completed("sop-excel optimize plan.xlsx --", tmp_path)
    assert completed("sop-excel optimize ", tmp_path) == []


def test_the_scenarios_of_the_workbook_in_the_line_are_completed(tmp_path: Path) -> None:
    """Of one that cannot be read only those that every workbook has."""
    make_workbook(tmp_path / "plan.xlsx", TABLES)
    assert completed("sop-excel optimize plan.xlsx --scenario ", tmp_path) == ["base", "all", "High", "Very high"]
    assert completed("sop-excel optimize nowhere.xlsx --scenario ", tmp_path) == ["base", "all"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_printed_and_asks_this_command(shell: str) -> None:
    """And nothing of it is installed; a shell that is not known is wrong input."""
    ran = sop_excel("completion", shell)
    assert (ran.status, ran.err) == (0, "")
    assert "_SOP_EXCEL_COMPLETE" in ran.out
    assert sop_excel("completion", "tcsh").status == 2


def in_shell(shell: str, script: str, folder: Path) -> list[str]:
    """The lines that a shell prints of a script, in a folder with this command and a workbook of these tables."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell}")
    (folder / "sop-excel").write_text(f'#!/bin/sh\nexec {sys.executable} -m sop_excel "$@"\n', encoding="utf-8")
    (folder / "sop-excel").chmod(0o755)
    make_workbook(folder / "plan.xlsx", TABLES)
    begin = f'PATH="$PWD:$PATH"; eval "$(sop-excel completion {shell})"\n'
    command = [found, *(["-f"] if shell == "zsh" else []), "-c", begin + script]
    env = bare(HOME=str(folder))
    ran = subprocess.run(command, capture_output=True, text=True, env=env, cwd=folder, check=True, timeout=120)
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_bash_completes_a_line(tmp_path: Path) -> None:
    """In the shell itself, of which the script is evaluated."""
    script = (
        'COMP_WORDS=(sop-excel new l); COMP_CWORD=2; _sop_excel_completion sop-excel; echo "${COMPREPLY[@]}"\n'
        "complete -p sop-excel"
    )
    word, settings = in_shell("bash", script, tmp_path)
    assert word == "lot_sizing"
    assert "-o default" in settings  # files, where nothing else is known


def test_bash_completes_a_name_with_a_space_as_one_word(tmp_path: Path) -> None:
    """Where it is in the middle of it too."""
    script = (
        "COMP_WORDS=(sop-excel optimize plan.xlsx --scenario V); COMP_CWORD=4; _sop_excel_completion sop-excel\n"
        'echo "${COMPREPLY[@]}"\n'
        "COMP_WORDS[4]='Very\\ h'; _sop_excel_completion sop-excel; echo \"${COMPREPLY[@]}\""
    )
    assert in_shell("bash", script, tmp_path) == ["Very\\ high", "Very\\ high"]


def test_zsh_completes_where_nobody_has_set_completion_up(tmp_path: Path) -> None:
    """Its script does it, and tells nothing."""
    assert in_shell("zsh", 'echo "$_comps[sop-excel]"', tmp_path) == ["_sop_excel_completion"]
