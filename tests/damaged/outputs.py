"""Output tables that were damaged after the plan, and workbooks that must not be written into."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.damaged.books import MAIN, Make, Parts, adding, fresh, lacking, part_of, planned, sheet_of, swapped, swapping
from tests.damaged.case import Case
from tests.damaged.parts import BOOK, FILE

CHART = "xl/charts/chart1.xml"


def cases() -> list[Case]:
    """All of them."""
    return [*_outputs(), *_locked()]


def output(name: str, old: str, new: str) -> Make:
    """The planned workbook with a change in an output table."""
    return lambda: swapped(planned(), part_of(planned(), name), old, new)


def of_plan(parts: Parts) -> str:
    """The sheet of the plan."""
    return sheet_of(parts, "Plan")


def _cut() -> Parts:
    parts = planned()
    return parts | {CHART: parts[CHART][:200]}


def _outputs() -> Iterator[Case]:
    kind = "broken output"
    yield Case(kind, "a missing chart", lacking(CHART, base=planned), (FILE, f"no part {CHART}"))
    yield Case(kind, "a chart cut off", _cut, (FILE, "damaged part"))
    for name, old, new, words in (
        ("rows out of order", '<row r="2"', '<row r="9000"', "behind row 9000"),
        (
            "a merge at a nonsense place",
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="x"/></mergeCells>',
            "'x'",
        ),
    ):
        yield Case(kind, name, swapping(of_plan, old, new, planned), (FILE, words))
    yield Case(kind, "Plan with a header of another table", _header("Plan", "Measure", "Task"), ("Plan!", "Plan[Task]"))
    owned = _header("CostSummary", "Share", "Budget")
    yield Case(kind, "CostSummary with a column of the planner's", owned, ("CostSummary",))
    totals = output("CostSummary", 'headerRowCount="1"', 'headerRowCount="1" totalsRowCount="1"')
    yield Case(kind, "a totals row", totals, ("CostSummary", "no totals row"))
    yield Case(kind, "a plan that is whole", planned)
    yield Case(
        kind,
        "a plan whose sheet says it is elsewhere",
        swapping(of_plan, '<dimension ref="', '<dimension ref="B', planned),
    )


def _locked() -> Iterator[Case]:
    kind = "not to be written into"
    lock = _protected("lockStructure")
    yield Case(kind, "protected structure", lock, ("book.xlsx: ", "structure is protected"))
    windows = _protected("lockWindows")
    yield Case(kind, "protected windows are no obstacle", windows)
    signed = adding("_xmlsignatures/sig1.xml", b"<Signature/>")
    yield Case(kind, "a signature", signed, ("book.xlsx: ", "a digital signature"))
    shared = adding("xl/revisions/revisionHeaders.xml", b"<headers/>")
    yield Case(kind, "tracked changes", shared, ("book.xlsx: ", "a shared workbook"))
    yield Case(kind, "the strict variant", _strict, ("book.xlsx: ", "a Strict Open XML workbook"))
    clash = '</sheets><definedNames><definedName name="Plan">Demand!$A$1</definedName></definedNames>'
    named_plan = swapping(BOOK, "</sheets>", clash)
    yield Case(kind, "a name that is an output table's", named_plan, ("Plan: expected the name Plan free",))
    other = swapping(BOOK, "</sheets>", clash.replace('"Plan"', '"MyPlan"'))
    yield Case(kind, "a name of the planner's", other)
    second = swapping(part_of(fresh(), "Receipts"), 'name="Receipts" displayName', 'name="PLAN" displayName')
    yield Case(kind, "a second name that is an output table's", second, ("Plan: expected the name Plan free",))


def _protected(what: str) -> Make:
    """The good workbook with protection; openpyxl writes an empty element for it, with or without a blank."""
    element = f'<workbookProtection {what}="1"/>'.encode()
    return lambda: fresh() | {BOOK: re.sub(rb"<workbookProtection ?/>", element, fresh()[BOOK])}


def _header(name: str, old: str, new: str) -> Make:
    """The planned workbook with another header in an output table, in the cell and in the table part."""

    def make() -> Parts:
        parts = planned()
        parts = swapped(parts, part_of(parts, name), f'name="{old}"', f'name="{new}"')
        return swapped(parts, sheet_of(parts, name), f"<t>{old}</t>", f"<t>{new}</t>")

    return make


def _strict() -> Parts:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    return {name: content.replace(MAIN.encode(), strict) for name, content in fresh().items()}
