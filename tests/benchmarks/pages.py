"""The tables of speed in the documentation, written from the results and from nothing else.

    python -m tests.benchmarks.pages [FOLDER]

README shows a few rows, docs/speed.md all of them, each between two marks.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.registry import (
    ARTICLE,
    CAREFUL,
    COMMAND,
    HIGHSPY,
    LINOPY,
    OURS,
    SCIPY,
    SCRIPT,
)
from tests.benchmarks.results import Row, read
from tests.benchmarks.table_of_results import seconds, shown

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "bench"
RESULTS, CHART = "results.csv", "chart.svg"
BEGIN, END = "<!--bench-->", "<!--/bench-->"
SHOWN = {  # by what README calls them
    "1x12": "1x12 85%",
    "100x52": "100x52 85%",
    "1,000x52": "1,000x52 85%",
    "10,000x52": "10,000x52 20 plants 85%",
    "1,000x52, workbook to workbook": "1,000x52 85% workbook to workbook",
}
COLUMNS = ((ARTICLE, SCRIPT), (CAREFUL,), (LINOPY,), (SCIPY,), (HIGHSPY,), (OURS, COMMAND))


def short_table(rows: Sequence[Row]) -> str:
    """Seconds of each peer on a few instances."""
    heads = ["", *(names[0] for names in COLUMNS)]
    lines = [f"|{'|'.join(heads)}|", f"|{'---|' * len(heads)}"]
    for said, instance in SHOWN.items():
        own = {row.peer: row for row in rows if row.instance == instance}
        if COMMAND in own:
            own.pop(HIGHSPY, None)  # which only plans the arrays
        cells = [next((_cell(own[name]) for name in names if name in own), "") for names in COLUMNS]
        if any(cells):
            lines.append(f"|{said}|{'|'.join(cells)}|")
    return "\n".join(lines)


def _cell(row: Row) -> str:
    """Seconds, or why there are none."""
    return row.note if math.isnan(row.seconds) else seconds(row.seconds)


def whole_table(rows: Sequence[Row]) -> str:
    """Every row."""
    heads = (
        "instance",
        "peer",
        "rounds",
        "seconds",
        "processor seconds",
        "peak memory, MiB",
        "highspy takes",
        "broken",
        "",
    )
    lines = [f"| {' | '.join(heads)} |", "|---|---|" + "--:|" * 6 + "---|"]
    last = ""
    for row in rows:
        if math.isnan(row.seconds):
            cells = ["", "", "", "", "", "", row.note]
        else:
            spent = [seconds(row.seconds), seconds(row.processor), shown(row.memory, ".0f")]
            cells = [str(row.rounds), *spent, shown(row.times, ".3g", " x"), shown(row.broken, ".0e"), row.note]
        lines.append(f"| {'' if row.instance == last else row.instance} | {row.peer} | {' | '.join(cells)} |")
        last = row.instance
    return "\n".join(lines)


def machines(rows: Sequence[Row]) -> str:
    """On what it was measured, and when."""
    days = sorted({row.day for row in rows})
    return f"{'; '.join(sorted({row.machine for row in rows}))}; {' to '.join(dict.fromkeys((days[0], days[-1])))}"


def with_block(page: str, block: str) -> str:
    """The page with what stands between its marks exchanged."""
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{block}\n{END}", page, flags=re.DOTALL)


def blocks(rows: Sequence[Row]) -> dict[str, str]:
    """What each page shows between its marks."""
    return {
        "README.md": f"{short_table(rows)}\n\nSeconds on {machines(rows)}.",
        "docs/speed.md": f"Measured on {machines(rows)}.\n\n{whole_table(rows)}",
    }


def renewed(folder: Path = FOLDER) -> None:
    """Write chart and pages anew from the results in this folder."""
    from tests.benchmarks.chart import drawn

    rows = read(folder / RESULTS)
    drawn(rows, folder / CHART)
    for name, block in blocks(rows).items():
        page = ROOT / name
        page.write_text(with_block(page.read_text(encoding="utf-8"), block), encoding="utf-8")


if __name__ == "__main__":
    renewed(*map(Path, sys.argv[1:]))
