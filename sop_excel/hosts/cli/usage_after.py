"""How the commands are typed that come after a first plan: what becomes of it, month by month."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[argparse.ArgumentParser], None]

# By its name: what adds the options of a command, what it does, an example.
AFTER: dict[str, tuple[Add, str, str]] = {}
