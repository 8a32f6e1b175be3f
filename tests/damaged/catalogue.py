"""Every damaged workbook by name, and beside each kind its nearest good neighbours."""

from __future__ import annotations

from tests.damaged import archives, bombs, contents, links, outputs, parts, planners

CASES = [
    *planners.cases(),
    *parts.cases(),
    *links.cases(),
    *contents.cases(),
    *outputs.cases(),
    *archives.cases(),
    *bombs.cases(),
]
