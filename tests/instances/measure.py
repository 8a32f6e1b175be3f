"""Plans every published instance by the command: ``python -m tests.instances.measure`` prints what it finds, and when.

A developer's tool; the tests ask for the same answers without a clock.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.commands import sop_excel as command
from tests.instances.lot_sizing import LOT_SIZING
from tests.instances.published import PUBLISHED, Instance
from tests.workbooks import make_workbook


def measured(instance: Instance, folder: Path) -> str:
    """A line: name, published figure, the command's, gap and seconds of the whole command."""
    book = make_workbook(folder / f"{instance.name}.xlsx", instance.tables)
    started = perf_counter()
    answer = command("optimize", book, "--json").answer
    seconds = perf_counter() - started
    figure = "profit" if "profit" in instance.answer else "total_cost"
    published, found = instance.answer[figure], answer[figure]
    return f"{instance.name:<24}{published:>16,.2f}{found:>16,.2f}{answer['gap']:>10.1e}{seconds:>8.2f}"


def main() -> None:
    """The whole table."""
    print(f"{'instance':<24}{'published':>16}{'found':>16}{'gap':>10}{'seconds':>8}")
    with TemporaryDirectory() as folder:
        for instance in (*PUBLISHED, *LOT_SIZING):
            print(measured(instance, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
