"""A full disk, little memory, a closed or full standard output: the machine's own faults, exit 1."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.damaged.books import fresh, packed
from tests.damaged.running import book_in, names, sop_excel
from tests.examples import few
from tests.forking import COLD, command
from tests.workbooks import Rows, make_workbook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts as Linux has them")


def _file_limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", few((0, 1, 1000, 20_000), lambda size: size == 1000))
def test_a_file_that_cannot_grow_leaves_the_old_one_whole(size: int, tmp_path: Path) -> None:
    """Wherever in the file the disk is full: exit 1, one line, nothing left."""
    book = book_in(tmp_path)
    before = book.read_bytes()
    ran = sop_excel("optimize", book, "--json", limit=lambda: _file_limit(size))
    assert ran.returncode == 1
    assert ran.stderr.startswith("book.xlsx could not be written: ")
    assert json.loads(ran.stdout) == {"status": "error", "message": ran.stderr.strip()}
    assert (book.read_bytes(), names(tmp_path)) == (before, ["book.xlsx"])


def test_a_file_that_can_grow_is_written(tmp_path: Path) -> None:
    """The neighbour of the limits above."""
    assert sop_excel("optimize", book_in(tmp_path), limit=lambda: _file_limit(200_000)).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB, where mounting is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "sop-excel", disk], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_the_old_file_whole(small_disk: Path, tmp_path: Path) -> None:
    """With room for the workbook and not for its plan; elsewhere there is room."""
    book = book_in(small_disk)
    before = book.read_bytes()
    filler = small_disk / "filler"
    filler.write_bytes(bytes(65536 - 4096 * (len(before) // 4096 + 3)))
    ran = sop_excel("optimize", book, "--json")
    assert ran.returncode == 1
    assert "book.xlsx could not be written: No space left on device" in ran.stderr
    assert (book.read_bytes(), names(small_disk)) == (before, ["book.xlsx", "filler"])
    assert sop_excel("optimize", book, "-o", tmp_path / "out.xlsx").returncode == 0


def _memory_limit(megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


_PEAK = """
import sys
from sop_excel.__main__ import main
assert main(sys.argv[1:]) == 0
with open("/proc/self/status") as status:
    print(next(line for line in status if line.startswith("VmPeak")).split()[1], file=sys.stderr)
"""


@cache
def megabytes_of(command: str) -> int:
    """The most address space that it takes for a small workbook, with the interpreter and all that it loads (MB)."""
    with TemporaryDirectory() as folder:
        words = [sys.executable, "-B", "-c", _PEAK, command, str(book_in(Path(folder)))]
        ran = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    return int(ran.stderr) // 1024 + 1


@pytest.fixture(scope="module")
def large_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60,000 cells."""
    periods, products = [f"P{k}" for k in range(120)], [f"Item {k}" for k in range(500)]
    demand: Rows = [["Product", *periods], *([product, *([7] * 120)] for product in products)]
    codes: Rows = [["Product", "Holding cost"], *([product, None] for product in products)]
    return make_workbook(tmp_path_factory.mktemp("large") / "book.xlsx", {"Products": codes, "Demand": demand})


SURELY_TOO_LITTLE = 40  # MB beside what a small workbook takes


@pytest.mark.parametrize(
    "more", [10, *(pytest.param(more, marks=pytest.mark.exhaustive) for more in (SURELY_TOO_LITTLE, 70, 100))]
)
def test_little_memory_ends_in_one_line_and_a_whole_file(more: int, large_book: Path, tmp_path: Path) -> None:
    """60,000 cells in little more than a small workbook takes, wherever in reading, solving or writing they end; or the
    plan is there, with notes on what is not."""
    before = large_book.read_bytes()
    book, small = tmp_path / "book.xlsx", book_in(tmp_path, "small.xlsx")
    book.write_bytes(before)
    enough = more + megabytes_of("optimize")
    ran = sop_excel("optimize", book, "--json", limit=lambda: _memory_limit(enough), start=COLD)
    assert sop_excel("optimize", small, limit=lambda: _memory_limit(enough), start=COLD).returncode == 0
    if more > SURELY_TOO_LITTLE and ran.returncode == 0:
        assert json.loads(ran.stdout)["status"] == "optimal"
        assert "unexpected" not in ran.stderr
        assert (book.read_bytes() == before, names(tmp_path)) == (False, ["book.xlsx", "small.xlsx"])
        return
    assert ran.returncode == 1, ran.stderr
    assert json.loads(ran.stdout) == {"status": "error", "message": ran.stderr.strip()}
    assert len(ran.stderr.splitlines()) == 1
    assert "unexpected" not in ran.stderr
    assert (book.read_bytes(), names(tmp_path)) == (before, ["book.xlsx", "small.xlsx"])


_LOADS_IN = """
import resource, sys
from sop_excel.__main__ import main

with open("/proc/self/statm") as pages:
    limit = int(pages.read().split()[0]) * resource.getpagesize() + int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("more", "status"), [(2, 1), *(pytest.param(more, 1, marks=pytest.mark.exhaustive) for more in (8, 20)), (2000, 0)]
)
def test_too_little_memory_for_loading_is_called_that(more: int, status: int, tmp_path: Path) -> None:
    """And not an unexpected fault of a library, though it is one that cannot be loaded then."""
    command = [sys.executable, "-B", "-c", _LOADS_IN, str(more), "optimize", str(book_in(tmp_path))]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    told = "this machine has too little memory for this plan\n" if status else ""
    assert (ran.returncode, ran.stderr) == (status, told)


_SOLVES_IN = """
import resource, sys
import numpy as np
from sop_excel.model.solve import solve
from tests.problems import simple_problem

solve(simple_problem([1.0, 2.0]))  # what is loaded once is there
demand = np.ones((300, 1)) * np.arange(1, 101)
problem = simple_problem(demand, holding_cost=1.0, resources=["Line"], usage=[(i, 0, 1.0) for i in range(300)],
                         capacity=1e6, overtime_cost=3.0)
with open("/proc/self/statm") as pages:
    limit = int(pages.read().split()[0]) * resource.getpagesize() + int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    print(solve(problem).status)
except MemoryError:
    print("too little memory")
"""


@pytest.mark.parametrize(
    ("megabytes", "said"), [(10, "too little memory"), (30, "too little memory"), (600, "optimal")]
)
def test_too_little_memory_for_the_solver_is_called_that(megabytes: int, said: str) -> None:
    """And not a model that could not be solved: HiGHS ends with an error like any other, and a line of its own."""
    command = [sys.executable, "-c", _SOLVES_IN, str(megabytes)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert said in ran.stdout.splitlines()


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        *(
            pytest.param(name, marks=pytest.mark.exhaustive)
            for name in ("xl/sharedStrings.xml", "xl/worksheets/sheet2.xml")
        ),
    ],
)
def test_too_little_memory_for_reading_is_called_that(part: str, tmp_path: Path) -> None:
    """And not a damaged file, though the parser calls it an error of the part; with more memory the file is good."""
    parts = fresh()
    long = b'<ext a="' + b"x" * 50_000_000 + b'"/></'  # of one attribute, which a parser keeps as a whole
    parts[part] = long.join(parts[part].rsplit(b"</", 1))
    book = tmp_path / "book.xlsx"
    book.write_bytes(packed(parts, zipfile.ZIP_STORED))
    usual = megabytes_of("check")
    ran = sop_excel("check", book, limit=lambda: _memory_limit(usual + 90), start=COLD)
    assert (ran.returncode, ran.stderr) == (1, "this machine has too little memory for this plan\n")
    assert sop_excel("check", book, limit=lambda: _memory_limit(usual + 1200), start=COLD).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "words", few((["optimize"], ["optimize", "--json"], ["check"], ["check", "--json"]), lambda words: len(words) > 1)
)
def test_an_answer_that_cannot_be_printed_is_exit_1_without_a_traceback(words: list[str], tmp_path: Path) -> None:
    """Standard output on a full disk: whoever reads the answer must not take silence for success."""
    asked = [*command(), words[0], str(book_in(tmp_path)), *words[1:]]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert ran.stderr == "the answer could not be printed: No space left on device\n"
