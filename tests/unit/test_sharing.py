"""Where several processes share the tests, those of one file run in one of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import APART, group

ROOT = Path(__file__).parents[2]
FILE = """
import pytest

@pytest.mark.parametrize("n", range(6))
def test_one(n):
    pass
"""


def test_the_tests_of_a_file_run_in_one_process(tmp_path: Path) -> None:
    """Of two processes each has files, and no file is shared."""
    sharing = "from tests.conftest import pytest_collection_modifyitems, pytest_xdist_make_scheduler\n"
    (tmp_path / "conftest.py").write_text(sharing)
    for name in "abcd":
        (tmp_path / f"test_{name}.py").write_text(FILE)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-n", "2", "--rootdir", str(tmp_path)]
    ran = subprocess.run(
        command, cwd=tmp_path, env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    passed = re.findall(r"\[(gw\d)\].* PASSED (test_\w)", ran.stdout)
    assert len(passed) == 4 * 6
    assert len(set(passed)) == 4
    assert len({process for process, _ in passed}) == 2


def test_an_office_is_shared_by_all_its_files_and_a_recipe_with_nothing() -> None:
    """One office a test run; recipes in copies of the tree on whatever process is free."""
    assert group("tests/hosts/test_calc.py::test_a") == group("tests/hosts/test_print.py::test_b[x]")
    assert group("tests/hosts/test_calc.py::test_a") != group("tests/unit/test_cli.py::test_a")
    assert all((ROOT / path).is_file() for path in APART)
    assert group(f"{APART[0]}::test_a") != group(f"{APART[0]}::test_b")
