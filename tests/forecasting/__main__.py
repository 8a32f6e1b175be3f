"""Forecasts side by side: ``python -m tests.forecasting [METHOD ...]``; some minutes, with Prophet half an hour.

Every second series was used to choose the methods; ``new`` is MASE on the others.
"""

from __future__ import annotations

import sys
from time import perf_counter

import numpy as np

from tests.forecasting.methods import LEVEL, METHODS
from tests.forecasting.series import Measured, measured_sets


def line(measured: Measured, name: str) -> str:
    """How a method did on a set: MASE, the same on new series, coverage, scaled pinball loss, and time a series."""
    started = perf_counter()
    mean, low, high = METHODS[name](measured)
    seconds, came = perf_counter() - started, measured.came
    mase = np.abs(came - mean).mean(axis=1) / measured.usual
    told = f"{measured.name:18}{name:26}{mase.mean():7.3f}{mase[1::2].mean():7.3f}"
    if np.isfinite(low).any():
        held = ((low <= came) & (came <= high)).mean()
        outside = (1 - LEVEL) / 2
        loss = np.maximum(outside * (came - low), (outside - 1) * (came - low))
        loss += np.maximum((1 - outside) * (came - high), -outside * (came - high))
        told += f"{held:10.1%}{(loss.mean(axis=1) / 2 / measured.usual).mean():9.3f}"
    else:
        told += f"{'':19}"
    return f"{told}{1000 * seconds / len(came):9.1f}"


def main(names: list[str]) -> None:
    """Print a line for each set and method."""
    wanted = names or [name for name in METHODS if name != "Prophet"]
    sys.stdout.write(f"{'set':18}{'method':26}{'MASE':>7}{'new':>7}{'coverage':>10}{'pinball':>9}{'ms':>9}\n")
    for measured in measured_sets():
        for name in wanted:
            sys.stdout.write(line(measured, name) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
