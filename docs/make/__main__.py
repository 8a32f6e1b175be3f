"""Write the pages that are taken from the program: ``python -m docs.make [PAGE ...]``."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.make.pages import FOLLOWED, WRITTEN
from docs.make.transcripts import followed

DOCS = Path(__file__).parents[1]


def main(names: list[str]) -> None:
    """All pages, or those that are named."""
    for name, written in WRITTEN.items():
        if not names or name in names:
            (DOCS / name).write_text(written(), encoding="utf-8")
    for name in FOLLOWED:
        if not names or name in names:
            with TemporaryDirectory() as folder:
                place = Path(folder) / "empty"
                place.mkdir()
                page = followed((DOCS / name).read_text(encoding="utf-8"), place)
            (DOCS / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
