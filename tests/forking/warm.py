"""Loading all of the command, in a process from which those of single runs are forked."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from sop_excel.own_places import HOME
from tests.commands import sop_excel
from tests.damaged.books import packed, planned

OF_A_BOOK = ("check", "verify", "explain", "publish", "runs")


def warm(*commands: str) -> None:
    """Load what ``optimize`` loads, by planning a workbook and refusing another, and what these commands of a workbook
    load besides; what is kept of it goes with them."""
    before = os.environ.copy()
    with TemporaryDirectory() as folder:
        os.environ[HOME] = folder
        os.environ["SOP_EXCEL_DATABASE"] = f"sqlite:///{folder}/runs.sqlite"
        book = Path(folder) / "book.xlsx"
        for content, status in ((packed(planned()), 0), (b"no workbook", 2)):
            book.write_bytes(content)
            assert sop_excel("optimize", book, "--json").status == status
        book.write_bytes(packed(planned()))
        for command in commands:
            assert sop_excel(command, book).status == 0, command
        os.environ.clear()
        os.environ.update(before)
    gc.collect()
    gc.freeze()  # no child looks through, and thereby copies, what all of them share
