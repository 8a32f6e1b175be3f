"""How the tests run: random ones try the same examples on every continuous-integration run; openpyxl writes as for the
templates; and where several processes share the tests, those of one file stay together.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["OPENPYXL_LXML"] = "False"  # before any test imports openpyxl, as in templates.make

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if "CI" in os.environ else "default")

ONE_OFFICE = Path(__file__).parent / "hosts"  # its tests share an office, and workbooks that take long to make


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is made once for a file is made in one process; the longest group is the first to start."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group("office" if _is_of_office(item) else str(item.path)))
    items.sort(key=lambda item: not _is_of_office(item))


def _is_of_office(item: pytest.Item) -> bool:
    return ONE_OFFICE in item.path.parents
