"""The page of the model: every family of rules with its words and equations, its decisions, rows and certificate.

Words and equations stand in ``model.toml``, all else in the rules themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sop_excel.model import rules
from sop_excel.model.rules.rule import Rule

_SIDES = {"=": "=", "<=": "≤", ">=": "≥"}
_WHOLE = {"setup", "route_setup", "family_setup", "carried", "lots", "route_lots", "made", "order", "open", "shifts"}


def model() -> str:
    """The whole page."""
    told = tomllib.loads(Path(__file__).with_name("model.toml").read_text(encoding="utf-8"))
    parts = [told["head"]]
    for name, rule in families().items():
        parts.append(_family(name, rule, told["family"][name]))
    return "\n".join([*parts, told["tail"]])


def families() -> dict[str, Rule]:
    """The rules by the names of their files, in their order."""
    homes = {id(module.RULE): name for name, module in vars(rules).items() if hasattr(module, "RULE")}
    return {homes[id(rule)]: rule for rule in rules.RULES}


def _family(name: str, rule: Rule, told: dict[str, Any]) -> str:
    lines = [f"## {told['title']} {{#{name}}}", "", told["text"].strip(), ""]
    lines += list(_equations(told.get("equation", [])))
    if rule.columns:
        lines += ["| decision | what it is | of each | floor and ceiling in the certificate |", "|---|---|---|---|"]
        lines += [
            f"| `{one.symbol}` | {one.meaning}{_whole(one.name)} | {_singular(one.axis)}, period "
            f"| {_both(one.floor, one.ceiling)} |"
            for one in rule.columns
        ]
        lines.append("")
    if rule.rows:
        lines += ["| row | what it says | | of each |", "|---|---|---|---|"]
        lines += [
            f"| `{row.name}` | {row.meaning} | {_SIDES[row.side]} | {_singular(row.axis)}, period |"
            for row in rule.rows
        ]
        lines.append("")
    return "\n".join([*lines, f"Code: `sop_excel/model/rules/{name}.py`", ""])


def _equations(equations: list[str]) -> Iterator[str]:
    for equation in equations:
        yield f"$$\n{equation.strip()}\n$$\n"


def _whole(name: str) -> str:
    return ", whole" if name in _WHOLE else ""


def _both(floor: str, ceiling: str) -> str:
    return floor if floor == ceiling else f"{floor}; {ceiling}"


def _singular(axis: str) -> str:
    return {"families": "family", "classes": "class of a product"}.get(axis, axis.removesuffix("s"))
