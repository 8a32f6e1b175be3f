"""A process that has loaded all of the command, from which those of single runs are forked."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from sop_excel.own_places import HOME
from tests.commands import sop_excel
from tests.damaged.books import packed, planned


def warm() -> None:
    """Load what ``optimize`` loads, by planning a workbook and refusing another; what it keeps goes with them."""
    before = os.environ.copy()
    with TemporaryDirectory() as folder:
        os.environ[HOME] = folder
        book = Path(folder) / "book.xlsx"
        for content, status in ((packed(planned()), 0), (b"no workbook", 2)):
            book.write_bytes(content)
            assert sop_excel("optimize", book, "--json").status == status
        os.environ.clear()
        os.environ.update(before)
    gc.collect()
    gc.freeze()  # no child looks through, and thereby copies, what all of them share
