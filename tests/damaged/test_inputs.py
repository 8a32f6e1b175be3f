"""Damaged workbooks in which a table is to be made in place or filled: refused with a sentence, or written soundly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.soundness import broken
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges
from tests.damaged.mutations import damaged
from tests.examples import tried
from tests.fidelity.messy import NUMBERS, demand_in_place, messy_book
from tests.fidelity.parts import Parts
from tests.unit.xlsx.test_filling import inputs_book, long_book, months, stock

PLACES = InputChanges({"What we need": NUMBERS}, (demand_in_place(),))
ROLLED = InputChanges(fillings=(stock(Lamp=1.0), months(("2026-02", "2026-04"), Press=(1.0, 2.0), Fan=(3.0, None))))
LISTED = InputChanges(fillings=(months(("2026-02", "2026-04"), Press=(1.0, 2.0), Fan=(3.0, None)),))
BASES: dict[str, tuple[Callable[[Path], Path], InputChanges]] = {
    "in place": (messy_book, PLACES), "filled": (inputs_book, ROLLED), "a long demand": (long_book, LISTED)
}  # fmt: skip


@pytest.mark.parametrize("base", BASES)
def test_a_damaged_workbook_is_refused_as_it_is_or_comes_out_sound(base: str, tmp_path: Path) -> None:
    """Whatever part is cut, doubled, renamed or spoilt; and some get through, so that it is not refused unread."""
    make, changes = BASES[base]
    parts = Parts.of(make(tmp_path / "good.xlsx"))
    path = tmp_path / "book.xlsx"
    outcomes = {True: 0, False: 0}
    for seed in range(tried(400)):
        content = damaged(Random(f"{base} {seed}"), Parts(parts))  # noqa: S311 - only to be mixed
        path.write_bytes(content)
        try:
            Workbook.open(path).write([], path, resource(DONOR), changes)
        except InputError:
            assert path.read_bytes() == content, seed
            outcomes[False] += 1
        else:
            before = tmp_path / "before.xlsx"
            before.write_bytes(content)
            assert broken(Package(path)) <= broken(Package(before)), seed
            Workbook.open(path).tables(["Demand"])
            outcomes[True] += 1
    assert min(outcomes.values()) > tried(400) // 10
