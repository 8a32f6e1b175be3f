"""How many random examples are tried: in continuous integration four times as many as elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASKED = (200, 150, 25, 20, 3)
CODE = f"""
from tests import conftest
from tests.examples import examples, tried
print([tried(n) for n in {ASKED}] + [examples(n).max_examples for n in {ASKED}])
"""


@pytest.mark.parametrize(
    ("setting", "told"),
    [({}, [20, 15, 5, 5, 3]), ({"CI": "true"}, [80, 60, 10, 8, 3])],
    ids=["here", "in continuous integration"],
)
def test_two_fifths_of_what_a_test_names_are_tried_in_continuous_integration_and_a_tenth_elsewhere(
    setting: dict[str, str], told: list[int]
) -> None:
    """By hypothesis, and of seeds of our own."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | setting
    ran = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout == f"{told + told}\n", ran.stderr
