"""What the pages take from the program, and what they show of it, is what the program says now."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.make.pages import FOLLOWED, WRITTEN
from docs.make.transcripts import environment, followed
from tests.examples import few
from tests.forking import command, programs

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = DOCS / "how_to"
FILES = sorted((*HOW_TO.glob("*.sh"), *HOW_TO.glob("*.py")))
SOME = ("adopt_your_own_file.sh", "compare_scenarios.sh", "use_python.py")  # a start for each command takes long


@pytest.mark.parametrize("name", WRITTEN)
def test_a_page_that_is_written_from_the_program_is_current(name: str) -> None:
    """``make docs`` brings it up to date."""
    assert (DOCS / name).read_text(encoding="utf-8") == WRITTEN[name]()


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FOLLOWED)
def test_a_page_shows_what_its_commands_answer(name: str, tmp_path: Path) -> None:
    """Each is run in an empty folder, and what is to be typed is typed; ``make docs`` shows what is new."""
    folder = tmp_path / "empty"
    folder.mkdir()
    page = (DOCS / name).read_text(encoding="utf-8")
    assert followed(page, folder, command()) == page


def test_a_page_that_shows_another_answer_is_not_current(tmp_path: Path) -> None:
    """One figure is wrong in the first of two blocks; what differs between runs is no difference."""
    right = "```console\n$ sop-excel new single plan.xlsx\n$ sop-excel check plan.xlsx\n{}\n```\n"
    shown = right.format("plan.xlsx: no problem found (1 product, 13 periods)")
    assert "12 periods" in followed(shown, tmp_path)


@pytest.mark.parametrize("path", few(FILES, lambda path: path.name in SOME), ids=lambda path: path.name)
def test_the_file_of_a_how_to_runs_in_an_empty_folder(path: Path, tmp_path: Path) -> None:
    """To its end, with no step that fails."""
    folder = tmp_path / "empty"
    folder.mkdir()
    start = [sys.executable] if path.suffix == ".py" else ["bash", "-euo", "pipefail"]
    here = environment(folder)
    done = subprocess.run(
        [*start, str(path)],
        cwd=folder, env={**here, "PATH": f"{programs()}:{Path(sys.executable).parent}:{here['PATH']}"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_how_to_ends_in_its_file_and_stands_in_the_list() -> None:
    """A page for each file, a file for each page."""
    pages = sorted(page.stem for page in HOW_TO.glob("*.md") if page.stem != "index")
    assert pages == sorted(path.stem for path in FILES)
    assert len(pages) >= 8
    listed = re.findall(r"\]\((\w+)\.md\)", (HOW_TO / "index.md").read_text(encoding="utf-8"))
    assert sorted(listed) == pages
    for path in FILES:
        page = (HOW_TO / f"{path.stem}.md").read_text(encoding="utf-8")
        assert page.rstrip().endswith(f'--8<-- "how_to/{path.name}"\n```')
