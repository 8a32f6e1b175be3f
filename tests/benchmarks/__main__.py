"""Speed, memory and correctness of our program and of its peers, side by side in one run.

    python -m tests.benchmarks [--only "1,000x52 85%"] [--peers highspy,sop-excel] [--rounds 3] [--into bench] [--all]

Each run is a process of its own, peers take turns in every round, and each plan is judged by its own numbers: a peer
whose plan breaks a rule or costs more than another's is named, and the exit status is 1. Quote the ratios: seconds
depend on the machine. With ``--into`` the results are written there, those of other instances left as they are, and the
pages that show them renewed. Worksheet formulas come last; classic lot-sizing problems have a report of their own
(``--lot-sizing 60``).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from sop_excel.own_places import HOME
from tests.benchmarks import lot_sizing
from tests.benchmarks.pages import RESULTS, renewed
from tests.benchmarks.processes import answer
from tests.benchmarks.registry import COMMANDS, FORMULA, INSTANCES, LINOPY, PEERS, Instance, chosen
from tests.benchmarks.results import Row, joined, machine, read, write
from tests.benchmarks.rounds import Run, in_turn, of_command, of_peer, rows_of
from tests.benchmarks.table_of_results import lines

LIMIT = 300.0  # seconds for a run


def said(text: str) -> None:
    """How far it is, on standard error."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def place_of_our_own() -> Iterator[Path]:
    """A folder in which our program keeps what belongs to no instance, and nothing of the user's own is touched."""
    with tempfile.TemporaryDirectory(prefix="sop-excel-bench-") as folder:
        os.environ[HOME] = str(Path(folder, "home"))
        yield Path(folder)


def measured(instance: Instance, peers: tuple[str, ...], rounds: int, limit: float) -> list[Row]:
    """The rows of an instance."""
    said(instance.name)
    with tempfile.TemporaryDirectory(prefix="sop-excel-bench-") as folder:
        os.environ[HOME] = str(Path(folder, "home"))  # or another instance's plan would be the one before
        runs: dict[str, Run] = {}
        for peer in peers:
            if peer in COMMANDS:
                runs[peer] = of_command(peer, instance.name, Path(folder), limit)
            else:
                runs[peer] = of_peer(peer, instance.name, limit)
        return rows_of(instance, *in_turn(runs, rounds, said))


def wanted(instance: Instance, peers: str | None, everybody: bool) -> tuple[str, ...]:
    """Who is run on the instance; linopy only where it is installed, which ``make bench`` sees to."""
    own = (*COMMANDS, "highspy") if instance.workbook else tuple(PEERS)
    names = own if everybody else instance.peers
    if peers is not None:
        asked = [peer.strip() for peer in peers.split(",")]
        names = tuple(peer for peer in own if peer in asked or PEERS.get(peer) in asked)
    if LINOPY in names and find_spec("linopy") is None:
        said("linopy is left out: it is not installed here; `make bench` installs it")
        names = tuple(peer for peer in names if peer != LINOPY)
    return names


def of_formulas(limit: float) -> list[Row]:
    """The rows of the worksheet formulas."""
    said("worksheet formulas")
    return [Row(**one) for one in answer(["tests.benchmarks.formula_rows"], limit)]


def kept(folder: Path | None, rows: list[Row]) -> None:
    """Exchange the rows of these instances in the folder's results."""
    if folder is not None:
        old = read(folder / RESULTS)
        formulas = [row.instance for row in [*old, *rows] if row.instance.startswith(FORMULA)]
        order = [*(one.name for one in INSTANCES), *dict.fromkeys(formulas)]
        write(folder / RESULTS, joined(old, rows, order))


def usage() -> argparse.ArgumentParser:
    """How it is typed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=str(__doc__).splitlines()[0])
    only = f"an instance by its name, else all with these words: '1,000x52 varying'; or {FORMULA}"
    parser.add_argument("--only", metavar="WORDS", help=only.replace("%", "%%"))
    parser.add_argument("--peers", metavar="NAMES", help=f"of: {', '.join([*PEERS, *COMMANDS])}")
    parser.add_argument("--rounds", type=int, help="how often each peer runs in turn")
    parser.add_argument("--limit", type=float, default=LIMIT, help=f"seconds for one run ({LIMIT:.0f})")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help=f"where {RESULTS} and chart.svg are written")
    parser.add_argument("--all", action="store_true", help="every instance and every peer; that takes hours")
    lots = "classic lot-sizing problems instead, with so many seconds for each"
    parser.add_argument("--lot-sizing", type=float, metavar="SECONDS", help=lots)
    return parser


def everything(asked: argparse.Namespace) -> list[Row]:
    """The rows of all that is asked for."""
    rows: list[Row] = []
    for instance in chosen(asked.only, asked.all):
        peers = wanted(instance, asked.peers, asked.all)
        rows += measured(instance, peers, asked.rounds or instance.rounds, asked.limit)
        kept(asked.into, rows)
    if asked.only in (None, FORMULA) and asked.peers is None:
        rows += of_formulas(asked.limit)
        kept(asked.into, rows)
    return rows


def main(words: list[str]) -> int:
    """Run, print the table, and write the files that are asked for; 1 where any peer is wrong."""
    asked = usage().parse_args(words)
    if asked.lot_sizing is not None:
        lot_sizing.main(asked.lot_sizing)
        return 0
    print(machine())
    began = perf_counter()
    with place_of_our_own():
        rows = everything(asked)
    print("\n".join([*lines(rows), f"{perf_counter() - began:.0f} s in all"]))
    if asked.into is not None:
        renewed(asked.into)
    return int(any(row.note.startswith("WRONG") for row in rows))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
