"""Every damaged workbook is refused with its place, in little time and memory; its good neighbours are planned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sop_excel.__main__ import main
from tests.damaged.case import Case
from tests.damaged.catalogue import CASES
from tests.damaged.worker import Outcome
from tests.examples import is_exhaustive

WORKERS = 2
SECONDS, MEGABYTES = 5, 600  # of processor time and of memory; the limits that kill are wider
ENOUGH = 200

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of time and memory as Linux has them")


_FIRST = {case.kind: case for case in reversed(CASES) if case.refused and case.kind != "bomb"}
_BOMBS = "5,000 parts", "a sheet of zeros", "more cell formats than Excel opens"
SOME = {  # of each kind the first that is refused, and the first that is planned
    *(case.id for case in _FIRST.values()),
    *{case.kind: case.id for case in reversed(CASES) if not case.refused and case.kind != "bomb"}.values(),
    *(f"bomb: {name}" for name in _BOMBS),
}
EACH = [
    pytest.param(case, id=case.id, marks=[] if case.id in SOME else [pytest.mark.exhaustive])
    for case in CASES
]  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What became of every case, or of those alone that are not left out."""
    folder = tmp_path_factory.mktemp("damaged")
    chosen = [] if is_exhaustive(request.config) else sorted(SOME)
    one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # every thread would claim address space of its own
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.damaged.worker", folder, str(first), str(WORKERS), *chosen],
            stderr=subprocess.PIPE, text=True, env=one_thread,
        )
        for first in range(WORKERS)
    ]  # fmt: skip
    try:
        faults = [worker.communicate(timeout=600)[1] for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    assert not any(worker.returncode for worker in workers), faults
    lines = [line for first in range(WORKERS) for line in (folder / f"{first}.json").read_text().splitlines()]
    found = [Outcome(**json.loads(line)) for line in lines]
    return {outcome.id: outcome for outcome in found}


@pytest.mark.parametrize("case", EACH)
def test_a_damaged_workbook_is_refused_with_its_place_and_its_neighbour_is_planned(
    case: Case, outcomes: dict[str, Outcome]
) -> None:
    """Exit 2 with the place and what is wrong there, or exit 0 with a plan; nothing else is left behind."""
    ended = outcomes[case.id]
    assert ended.status == (2 if case.refused else 0), ended.err
    assert "Traceback" not in ended.err
    assert "unexpected" not in ended.err
    assert ended.left == []
    assert ended.seconds < SECONDS
    assert ended.megabytes < MEGABYTES
    answer = json.loads(ended.out)
    if case.refused:
        assert [word for word in case.words if word not in ended.err] == []
        assert len(answer.pop("problems")) == len(ended.err.splitlines())
        assert answer == {"status": "input error", "issues": ended.err.splitlines()}
        assert ended.unchanged
    else:
        assert answer["status"] == "optimal"
        assert not ended.unchanged


_WRITING = ("broken output", "not to be written into")  # what stands against writing alone


@pytest.mark.parametrize("kind", sorted(_FIRST.keys() - set(_WRITING)))
def test_check_says_the_same_as_optimize(
    kind: str, outcomes: dict[str, Outcome], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first of each kind; also for people who ask before they plan."""
    case = _FIRST[kind]
    book = tmp_path / case.file
    book.write_bytes(case.content())
    assert main(["check", str(book), "--json"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == (outcomes[case.id].out, outcomes[case.id].err)


def test_the_catalogue_is_large_and_every_kind_has_a_good_neighbour() -> None:
    """Refusing everything would fail for every kind, also where the others are left out; no name is used twice."""
    refused = Counter(case.kind for case in CASES if case.refused)
    accepted = Counter(case.kind for case in CASES if not case.refused)
    assert refused.total() >= ENOUGH
    assert set(refused) <= set(accepted)
    tried = {(case.kind, case.refused) for case in CASES if case.id in SOME}
    assert tried == {(case.kind, case.refused) for case in CASES}
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.exhaustive
def test_a_damaged_workbook_differs_from_the_good_one() -> None:
    """A damage that changes nothing would prove nothing: no other case is the same file."""
    files = [(case, hash(case.content())) for case in CASES if case.kind != "bomb"]
    counts = Counter(content for _, content in files)
    assert [case.id for case, content in files if case.refused and counts[content] > 1] == []
