"""Files that come with the program are found wherever it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel import shipped
from sop_excel.errors import MachineError


def test_a_working_copy_and_a_built_package_are_searched_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies inside the package comes first."""
    inside, beside = tmp_path / "package" / "_resources", tmp_path
    monkeypatch.setattr(shipped, "_PLACES", (inside, beside))
    for place in (beside, inside):
        (place / "templates").mkdir(parents=True)
        (place / "templates" / "book.xlsx").touch()
        assert shipped.resource("templates/book.xlsx") == place / "templates" / "book.xlsx"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(MachineError, match=r"templates/none\.xlsx; install"):
        shipped.resource("templates/none.xlsx")
