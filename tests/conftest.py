"""How the tests run: how many random examples they try; openpyxl writes as for the templates; how often garbage is
looked for; and of the processes that share the tests, there is one more than processors, and those of one file stay
in one of them.
"""

import gc
import os
from collections.abc import Generator
from importlib.util import find_spec
from tempfile import mkdtemp

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from sop_excel.own_places import HOME, KEEP_COPIES, KEEP_RUNS
from tests.examples import register

os.environ["OPENPYXL_LXML"] = "False"  # before any test imports openpyxl, as in templates.make
os.environ["OPENPYXL_DEFUSEDXML"] = "False"  # a parser written in Python, which some tool brings along

# Nothing of this user's own is touched, and no test knows of another's run: those of what is kept switch it on.
os.environ |= {HOME: mkdtemp(prefix="sop-excel-tests-"), KEEP_RUNS: "no", KEEP_COPIES: "no"}
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # as on a server, which has none

register()

# What stays until the end is not looked through for garbage again and again, which took a sixth of the time. It is not
# frozen: older versions of hypothesis look for who refers to a generator of random numbers.
gc.set_threshold(20_000, 20, 100)

collect_ignore = [] if find_spec("linopy") else ["benchmarks/peers/linopy_arrays.py"]  # `make bench` alone installs it

OFFICE = "tests/hosts/"  # whose tests share an office, and workbooks that take long to make
APART = ("tests/unit/test_contributing.py",)  # whose tests share nothing and take long


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest group is the first to start."""
    items.sort(key=lambda item: not item.nodeid.startswith(OFFICE))


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """What is made once for a file is made in one process.

    A scheduler of our own, since pytest-xdist writes the groups that tests are marked with into their names, where
    pytest 9.2 does not look for them.
    """

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        config.option.loadscopereorder = False  # by number of tests
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    """The name of the group whose tests run in one process with that one."""
    if nodeid.startswith(OFFICE):
        return OFFICE
    return nodeid if nodeid.startswith(APART) else nodeid.split("::")[0]


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One process more than pytest-xdist would start: while one waits for a disk or an office, others work."""
    processors = yield
    return processors + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Asked by pytest-xdist, whatever ``--dist`` says."""
    return Together(config, log)
