"""What is run: the instances by their size, load and rules, and the peers of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.plants import Plants

# Peers, by what the report calls them, and the module of each in ``peers``.
ARTICLE, CAREFUL, LINOPY, SCIPY, HIGHSPY = "PuLP + CBC", "PuLP + HiGHS", "linopy", "scipy", "highspy"
OURS, PROVED = "sop-excel", "sop-excel proved"
PEERS: Mapping[str, str] = {
    ARTICLE: "pulp_article",
    CAREFUL: "pulp_careful",
    LINOPY: "linopy_arrays",
    SCIPY: "scipy_linprog",
    HIGHSPY: "plain_highspy",
    OURS: "our_engine",
    PROVED: "our_plan",
}
# With what the names of worksheet formulas begin, which are measured by ``formula.py``, and what is ours there.
FORMULA, CALL = "formula", "sop-excel formula"
PLAIN = (HIGHSPY, OURS)  # the two that are run everywhere
# Whole commands from workbook to workbook, and what runs of each besides the file to read and the one to write.
SCRIPT, COMMAND = "pandas + PuLP + CBC + openpyxl", "sop-excel optimize"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    SCRIPT: ("tests.benchmarks.plain_script",),
    COMMAND: ("sop_excel", "optimize"),
}

SOFT = 0.5  # money for each unit and period that is missing to a safety stock
LATE = {"backorder_cost": ("holding_cost", 20.0)}
LOST = {"lost_sale_cost": ("production_cost", 1.5)}
LIMITS = LATE | {"max_production": ("initial_inventory", 4.0), "max_inventory": ("initial_inventory", 10.0)}
SETUPS = {"setup_cost": ("production_cost", 3.0)}


@dataclass(frozen=True)
class Instance:
    """A factory and who plans it by default, in so many rounds."""

    name: str
    plants: Plants
    peers: tuple[str, ...] = PLAIN
    rounds: int = 3
    whole: bool = False  # in whole numbers: solved to a gap, not to the last digit
    workbook: bool = False  # whole commands

    def is_meant(self, words: str) -> bool:
        """Whether all of the words are among those of its name; thousands may go without their comma."""
        return set(_plain(words)) <= set(_plain(self.name))


def _plain(name: str) -> list[str]:
    return name.replace(",", "").lower().split()


def _loads(size: str, peers: tuple[str, ...], rounds: int, products: int, plants: int = 1) -> list[Instance]:
    """Three loads, with costs that are constant and that vary; all of these peers at the middle load alone."""
    found = []
    for varying in (False, True):
        for load in (0.6, 0.85, 0.97):
            name = f"{size} {load:.0%}{' varying' if varying else ''}"
            own = peers if load == 0.85 and not varying else PLAIN
            found.append(Instance(name, Plants(products, 52, plants, load, varying), own, rounds))
    return found


EVERYONE, BOTH = tuple(PEERS), (SCRIPT, HIGHSPY, COMMAND)
INSTANCES: tuple[Instance, ...] = (
    Instance("1x12 85%", Plants(1, 12), EVERYONE),
    Instance("3x36 85%", Plants(3, 36), EVERYONE),
    Instance("3x36 85% varying", Plants(3, 36, varying=True)),
    *_loads("100x52", EVERYONE, 3, 100),
    *_loads("1,000x52", EVERYONE, 3, 1000),
    Instance("1,000x52 85% backorders", Plants(1000, times=LATE)),
    Instance("1,000x52 85% lost sales", Plants(1000, times=LOST)),
    Instance("1,000x52 85% limits", Plants(1000, times=LIMITS)),
    Instance("1,000x52 85% stores, overtime limits", Plants(1000, times=LOST, max_overtime=0.15, stores=True)),
    Instance("1,000x52 85% soft safety stock", Plants(1000, shortfall_cost=SOFT)),
    Instance("8x12 85% setups", Plants(8, 12, times=SETUPS), EVERYONE, whole=True),
    *_loads("10,000x52 20 plants", (SCIPY, LINOPY, HIGHSPY, OURS, PROVED), 1, 10_000, 20),
    *_loads("10,000x52 one plant", PLAIN, 1, 10_000),
    Instance("3x36 85% workbook to workbook", Plants(3, 36), BOTH, workbook=True),
    Instance("1,000x52 85% workbook to workbook", Plants(1000), BOTH, workbook=True),
    Instance("10,000x52 20 plants 85% workbook to workbook", Plants(10_000, 52, 20), (COMMAND,), 1, workbook=True),
)
LONG = {  # what a run of a quarter of an hour leaves out; ``--all`` runs it
    *(f"10,000x52 20 plants {load} varying" for load in ("60%", "97%")),
    *(f"10,000x52 one plant {rest}" for rest in ("60%", "97%", "60% varying", "85% varying", "97% varying")),
}


def chosen(words: str | None, everything: bool) -> list[Instance]:
    """The one instance of this name, else all that have these words in theirs; without words those of the default run,
    or all."""
    if words is not None:
        found = [one for one in INSTANCES if one.is_meant(words)]
        return [one for one in found if _plain(one.name) == _plain(words)] or found
    return [one for one in INSTANCES if everything or one.name not in LONG]
