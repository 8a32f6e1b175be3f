"""How the tests run: how many random examples they try; openpyxl writes as for the templates; and where several
processes share the tests, those of one file stay together.
"""

import os
from pathlib import Path

import pytest

from tests.examples import register

os.environ["OPENPYXL_LXML"] = "False"  # before any test imports openpyxl, as in templates.make

register()

ONE_OFFICE = Path(__file__).parent / "hosts"  # its tests share an office, and workbooks that take long to make


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist writes the groups into the tests' names
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is made once for a file is made in one process; the longest group is the first to start.

    A test that names a group of its own is of that one.
    """
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("office" if _is_of_office(item) else str(item.path)))
    items.sort(key=lambda item: not _is_of_office(item))


def _is_of_office(item: pytest.Item) -> bool:
    return ONE_OFFICE in item.path.parents
