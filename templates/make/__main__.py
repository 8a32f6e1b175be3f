"""``python -m templates.make FOLDER`` writes every template, in every language, into the folder."""

from __future__ import annotations

import sys
from pathlib import Path

from templates.make.ship import ship_all

for shipped in ship_all(Path(sys.argv[1])):
    print(shipped)
