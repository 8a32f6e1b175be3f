"""The chart of the report: how the time of each peer grows with the size of the problem."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "sop-excel"  # the same file for the same figures

from matplotlib import pyplot as plt  # noqa: E402 - after the choice of what draws

from tests.benchmarks.registry import INSTANCES, PEERS  # noqa: E402
from tests.benchmarks.results import Row  # noqa: E402


def sizes() -> dict[str, int]:
    """Products times periods of the instances along which time grows: constant costs at the middle load."""
    plain = {"1x12 85%", "3x36 85%", "100x52 85%", "1,000x52 85%", "10,000x52 20 plants 85%"}
    return {one.name: one.plants.products * one.plants.periods for one in INSTANCES if one.name in plain}


def drawn(rows: Sequence[Row], path: Path) -> None:
    """Draw the seconds of every peer by size, both on a scale of powers of ten."""
    figure, axes = plt.subplots(figsize=(8, 5))
    at = sizes()
    for peer in PEERS:
        points = sorted((at[row.instance], row.seconds) for row in rows if row.peer == peer and row.instance in at)
        points = [point for point in points if not math.isnan(point[1])]
        if points:
            ours = peer.startswith("sop-excel")
            axes.loglog(*zip(*points, strict=True), marker="o", label=peer, linewidth=2.5 if ours else 1.2)
    axes.set_xticks(list(at.values()), [name.split()[0] for name in at])
    axes.minorticks_off()
    axes.set_xlabel("products x periods (lines 85 % loaded, constant costs)")
    axes.set_ylabel("seconds: model, solver and read-back")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
