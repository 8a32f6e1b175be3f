"""Cells and tables that are not as the format demands, and claims of sizes that are not so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.damaged.books import SHARED, Make, Parts, fresh, part_of, sheet_of, swapped, swapping
from tests.damaged.case import Case
from tests.damaged.parts import FILE


def cases() -> list[Case]:
    """All of them."""
    return [*_cells(), *_tables(), *_claims()]


def cell(new: str, old: str = '<c r="B2" t="n"><v>10</v></c>') -> Make:
    """The good workbook with another cell in sheet Demand."""
    return lambda: swapped(fresh(), sheet_of(fresh(), "Demand"), old, new)


# What Python reads as a number, or nearly so, and the format does not have.
_NO_NUMBERS = (
    "1_000", "NaN", "nan", "inf", "-Infinity", "0x10", "1e5 ", " 1e5", "1\n", "１２", "٣", "1e", "--1", ".",
)  # fmt: skip


def _cells() -> Iterator[Case]:
    kind = "broken cell"
    for name, new, words in (
        ("words in a number", '<c r="B2"><v>twelve</v></c>', "'twelve' in a number cell, B2"),
        ("words in a styled number", '<c r="B2" s="0"><v>1,5</v></c>', "'1,5' in a number cell, B2"),
        ("words behind a formula", '<c r="B2"><f>1</f><v>twelve</v></c>', "'twelve' in a number cell, B2"),
        ("shared text beyond the last", '<c r="B2" t="s"><v>9999</v></c>', "shared text 9999"),
        ("shared text below the first", '<c r="B2" t="s"><v>-1</v></c>', "shared text -1"),
        ("shared text without a number", '<c r="B2" t="s"><v>x</v></c>', "shared text x"),
        ("shared text with an underscore", '<c r="B2" t="s"><v>1_0</v></c>', "shared text 1_0"),
        ("shared text with blanks", '<c r="B2" t="s"><v> 1 </v></c>', "shared text  1 "),
        ("a yes that is none", '<c r="B2" t="b"><v>yes</v></c>', "'yes' in a yes/no cell, B2"),
        ("two values", '<c r="B2"><v>10</v><v>11</v></c>', "a cell with two values, B2"),
        ("the address of another row", '<c r="B3"><v>10</v></c>', "cell 'B3' in row 2"),
        ("the address of a longer row", '<c r="B12"><v>10</v></c>', "'B1' where the letters of a column"),
        ("no row in its address", '<c r="B"><v>10</v></c>', "cell 'B' in row 2"),
        ("shared text with 5000 digits", f'<c r="B2" t="s"><v>{"9" * 5000}</v></c>', "shared text 999"),
        ("an unknown type", '<c r="B2" t="q"><v>1</v></c>', "the unknown type 'q', B2"),
        ("letters that no column has", '<c r="ABCDE2"><v>1</v></c>', "'ABCDE' where the letters of a column"),
        ("a million letters", f'<c r="{"A" * 1_000_000}2"><v>1</v></c>', "where the letters of a column"),
        ("letters of another script", '<c r="Б2"><v>1</v></c>', "'Б' where the letters of a column"),
        ("twice", '<c r="B2"><v>10</v></c><c r="B2"><v>99</v></c>', "row 2 with a cell behind or on another"),
        ("behind another", '<c r="C2"><v>10</v></c><c r="B2"><v>9</v></c>', "row 2 with a cell behind or on another"),
        ("a formula twice", '<c r="B2"><f>1</f><v>1</v></c><c r="B2"><v>9</v></c>', "row 2 with a cell behind"),
        ("a number without letters", '<c r="2"><v>1</v></c>', "a cell without a column"),
    ):
        yield Case(kind, name, cell(new), (FILE, words, "sheet 'Demand'"))
    for name, new, words in (
        ("a row with no number", '<row r="two">', "row 'two' behind row 1"),
        ("a row with a superscript", '<row r="²">', "row '²' behind row 1"),
        ("a row with 5000 digits", f'<row r="{"9" * 5000}">', "row '999"),
        ("row zero", '<row r="0">', "row '0' behind row 1"),
        ("two rows of one number", '<row r="1">', "row '1' behind row 1"),
    ):
        yield Case(kind, name, cell(new, '<row r="2">'), (FILE, words, "sheet 'Demand'"))
    late = cell('<row r="9000">', '<row r="1">')
    yield Case(kind, "a row of the table behind one that is not", late, (FILE, "row '2' behind row 9000", "'Demand'"))
    yield Case(kind, "infinity", cell('<c r="B2"><v>1e999</v></c>'), ("Demand!B2: Demand[2026-01]: ",))
    for value in _NO_NUMBERS:
        for where, new in (("", '<c r="B2"><v>{}</v></c>'), (" of a formula", '<c r="B2"><f>1</f><v>{}</v></c>')):
            told = f"{value!r} in a number cell, B2, in sheet 'Demand'"
            yield Case(kind, f"{value!r} for a number{where}", cell(new.format(value)), (FILE, told))
    for value in ("+10", "10.", "1.0e+1", "1E1", "00010", "100e-1"):
        yield Case(kind, f"{value!r} is a number", cell(f'<c r="B2"><v>{value}</v></c>'))
    other = '<c r="B2" t="{}"><x><v>99</v></x><is><t>99</t></is><v>10</v></c>'
    yield Case(kind, "a value beside others that do not count", cell(other.format("n")))
    within = cell('<c r="B2" t="inlineStr"><v>10</v><is><t>99</t></is></c>')
    yield Case(kind, "an inline text beside a value", within, ("Demand!B2: Demand[2026-01]: ", "'99'"))
    yield Case(kind, "a style that does not exist", cell('<c r="B2" s="99999"><v>10</v></c>'))
    yield Case(kind, "a type without a value", cell('<c r="B2" t="s"/>'))
    yield Case(kind, "rows and cells without addresses", lambda: fresh() | _bare())
    yield Case(kind, "a cell far to the right", cell('<v>30</v></c><c r="XFD2"><v>1</v></c>', "<v>30</v></c>"))


def _bare() -> Parts:
    sheet = sheet_of(fresh(), "Settings")
    return {sheet: re.sub(rb'<(row|c) r="[A-Z0-9]+"', rb"<\1", fresh()[sheet])}


def table(old: str, new: str, name: str = "Demand") -> Make:
    """The good workbook with a change in one table part."""
    return lambda: swapped(fresh(), part_of(fresh(), name), old, new)


def _tables() -> Iterator[Case]:
    kind = "broken table"
    for name, old, new, words in (
        ("too wide for its columns", 'ref="A1:D3" header', 'ref="A1:E3" header', "4 column names for 5 columns"),
        ("too narrow for its columns", 'ref="A1:D3" header', 'ref="A1:C3" header', "4 column names for 3 columns"),
        ("without a place", ' ref="A1:D3" header', " header", "'' where a cell address belongs"),
        ("at a nonsense place", 'ref="A1:D3" header', 'ref="here" header', "'here' where a cell address belongs"),
        ("beyond the last column", 'ref="A1:D3" header', 'ref="XFC1:XFF3" header', "beyond the sheet's last cell"),
        ("beyond the last row", 'ref="A1:D3" header', 'ref="A1:D1048577" header', "beyond the sheet's last cell"),
        ("over the whole sheet", 'ref="A1:D3" header', 'ref="A1:XFD1048576" header', "for 16384 columns"),
        ("without columns", "<tableColumns", "<noColumns", "damaged part"),
        (
            "with words for a count",
            'headerRowCount="1"',
            'headerRowCount="one"',
            "'one' where a number of rows belongs",
        ),
        (
            "with a superscript for a count",
            'headerRowCount="1"',
            'headerRowCount="²"',
            "where a number of rows belongs",
        ),
        ("of another kind", "<table ", "<tables ", "damaged part"),
    ):
        yield Case(kind, name, table(old, new), (FILE, words, "xl/tables/table2.xml"))
    twice = swapping(part_of(fresh(), "Receipts"), 'displayName="Receipts"', 'displayName="DEMAND"')
    yield Case(kind, "of a name that is taken", twice, ("Demand: expected one table of this name, found 2",))
    yield Case(kind, "with ids that others have", table('<table id="2"', '<table id="1"'))
    yield Case(kind, "with ids that are no numbers", table('<table id="2"', '<table id="x"'))
    yield Case(kind, "with column ids that are no numbers", table('<tableColumn id="2"', '<tableColumn id="²"'))
    dollars = table('ref="A1:D3" header', 'ref="$D$3:$A$1" header')
    yield Case(kind, "with dollar signs and corners exchanged", dollars)


def _claims() -> Iterator[Case]:
    kind = "false claim of size"
    for last in (1_000, 1_048_576):
        claim = table('ref="A1:D3" header', f'ref="A1:D{last}" header')
        yield Case(kind, f"a table down to row {last}", claim)
    far = '</row><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    sheet = sheet_of(fresh(), "Demand")
    yield Case(kind, "rows far apart below the table", swapping(sheet, "</row></sheetData>", far))
    for ref in ("A1:XFD1048576", "nonsense", ""):
        claim = swapping(sheet, 'ref="A1:D3"', f'ref="{ref}"')
        yield Case(kind, f"a sheet that says it has cells '{ref}'", claim)
    count = swapping(SHARED, "<sst ", '<sst count="2147483647" uniqueCount="2147483647" ')
    yield Case(kind, "two billion shared texts", count)
    columns = swapping(part_of(fresh(), "Demand"), 'Columns count="4"', 'Columns count="2147483647"')
    yield Case(kind, "two billion columns", columns)
    yield Case(kind, "a table with a million absent rows", _apart, (FILE, "rows, nearly all of them absent"))


def _apart() -> Parts:
    """A wide table with its second product in the sheet's last row."""
    periods = [f"P{k}" for k in range(60)]
    sheet, part = sheet_of(fresh(), "Demand"), part_of(fresh(), "Demand")
    head = fresh()[part].split(b"<autoFilter")[0].replace(b"A1:D3", b"A1:BI1048576")
    names = "".join(f'<tableColumn id="{k}" name="{name}"/>' for k, name in enumerate(["Product", *periods], 1))
    parts = fresh() | {part: head + f"<tableColumns>{names}</tableColumns></table>".encode()}
    rows = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Heater</t></is></c></row></sheetData>'
    return swapped(parts, sheet, "</sheetData>", rows)
