"""Every formula that we write is one that Excel 2019 knows, spelt as its file format wants it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl.formula import Tokenizer
from xlsxwriter.worksheet import Worksheet

from tests.hosts.books import Book


def _names(words: str, prefix: str = "") -> frozenset[str]:
    return frozenset(prefix + word for word in words.split())


# What formulas of ours may call. The first are as old as Excel 2007 and stand in the file as they are; the others came
# with Excel 2010 to 2019, and without their prefix Excel shows #NAME? until somebody enters the formula anew (the list
# of future functions in section 2.2.3 of [MS-XLSX] says which those are). Left out on purpose: what recalculates all
# the time (OFFSET, NOW, TODAY, RAND, INDIRECT but in validation), and what is newer than Excel 2019.
PLAIN = _names(
    "ABS AND AVERAGE AVERAGEIFS CHOOSE COLUMN COLUMNS COUNT COUNTA COUNTIF COUNTIFS EXACT HYPERLINK IF IFERROR INDEX "
    "INT ISBLANK ISERROR ISNA ISNUMBER ISTEXT LARGE LEFT LEN LOOKUP MATCH MAX MID MIN MOD N NOT OR RANK REPT RIGHT "
    "ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SIGN SMALL SUBSTITUTE SUM SUMIF SUMIFS SUMPRODUCT T TEXT TRIM"
)
PREFIXED = _names("AGGREGATE CONCAT IFNA IFS MAXIFS MINIFS SWITCH TEXTJOIN", "_xlfn.")
IN_VALIDATION = frozenset(["INDIRECT"])  # a rule cannot name a table's column in any other way

Formula = tuple[str, str, str]  # what holds it, where, its text


def written(book: Book) -> Iterator[Formula]:
    """Every formula of a workbook: cells, columns of tables, conditional formats, validations, names."""
    for sheet, cell, text in book.formula_cells():
        yield "cell", f"{sheet}!{cell}", text
    for sheet in book.formulas:
        yield from _of_sheet(sheet)
    scopes = [book.formulas.defined_names, *(sheet.defined_names for sheet in book.formulas)]
    for scope in scopes:
        for name, defined in scope.items():
            yield "name", name, f"={defined.attr_text}"


def _of_sheet(sheet: Any) -> Iterator[Formula]:
    formats = [(rules.sqref, rule) for rules in sheet.conditional_formatting for rule in rules.rules]
    for area, rule in formats:
        yield from (("format", f"{sheet.title}!{area}", f"={text}") for text in rule.formula)
    for rule in sheet.data_validations.dataValidation:
        texts = filter(None, (rule.formula1, rule.formula2))
        yield from (("validation", f"{sheet.title}!{rule.sqref}", f"={text}") for text in texts)
    columns = [(table.name, column) for table in sheet.tables.values() for column in table.tableColumns]
    for name, column in columns:
        if column.calculatedColumnFormula is not None:
            yield "column", f"{name}[{column.name}]", f"={column.calculatedColumnFormula.attr_text}"


def called(text: str) -> set[str]:
    """The names of the functions that a formula calls."""
    tokens = Tokenizer(text).items
    names = [token.value[:-1].lstrip(":").upper() for token in tokens if _opens_function(token)]
    return {name.replace("_XLFN", "_xlfn") for name in names}


def _opens_function(token: Any) -> bool:
    return bool(token.type == "FUNC" and token.subtype == "OPEN")


def refused(holder: str, text: str) -> set[str]:
    """The functions that the formula must not call where it stands."""
    allowed = PLAIN | PREFIXED | (IN_VALIDATION if holder == "validation" else frozenset())
    return called(text) - allowed


@pytest.fixture(scope="module")
def formulas(books: tuple[Book, ...]) -> list[Formula]:
    """Those of all templates and solved instances."""
    return [(holder, f"{book.name}: {place}", text) for book in books for holder, place, text in written(book)]


def test_every_function_is_allowed(formulas: list[Formula]) -> None:
    """In cells, conditional formats, validations and names; the list above says why a function is not."""
    assert [(place, text, wrong) for holder, place, text in formulas if (wrong := refused(holder, text))] == []
    assert {holder for holder, _, _ in formulas} >= {"cell", "format", "validation", "name"}
    assert len(formulas) > 1000


def test_no_prefix_is_missing(formulas: list[Formula]) -> None:
    """XlsxWriter, which knows the functions that need one, would add nothing."""
    wrong = {text for text in {text for _, _, text in formulas} if prefixed(text) != text[1:]}
    assert [(place, text) for _, place, text in formulas if text in wrong] == []


def prefixed(text: str) -> str:
    """A formula as XlsxWriter writes it, without the sign that begins it."""
    return str(Worksheet()._prepare_formula(text, expand_future_functions=True))


def test_no_formula_needs_to_spill_or_to_be_entered_as_a_matrix(books: tuple[Book, ...]) -> None:
    """No array formula, no spill operator, no implicit intersection spelt ``@`` or ``SINGLE``."""
    for book in books:
        with ZipFile(book.path) as parts:
            for name in filter(re.compile(r"xl/worksheets/[^/]+\.xml").fullmatch, parts.namelist()):
                assert not re.search(rb'<f[^>]*t="(array|dataTable)"', parts.read(name)), (book.name, name)
        assert [text for _, _, text in written(book) if re.search(r"[A-Z]\d+#|ANCHORARRAY|SINGLE\(", text)] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("=SUM(A1:A3)", set()),
        ("=_xlfn.IFS(A1>0,1)", set()),
        ("=IFS(A1>0,1)", {"IFS"}),
        ("=_xlfn.XLOOKUP(A1,B:B,C:C)", {"_xlfn.XLOOKUP"}),
        ("=sum(A1)+OFFSET(A1,1,1)", {"OFFSET"}),
        ("=SUM(INDEX(A:A,1):OFFSET(A1,1,1))", {"OFFSET"}),
        ('="XLOOKUP(" & SUM(Plan[LET(x)])', set()),
    ],
)
def test_a_formula_is_judged_by_the_functions_that_it_calls(text: str, wrong: set[str]) -> None:
    """Not by words inside texts or names of columns."""
    assert refused("cell", text) == wrong


def test_a_missing_prefix_is_seen() -> None:
    """The bad beside the good."""
    assert prefixed("=MAXIFS(A:A,B:B,1)") == "_xlfn.MAXIFS(A:A,B:B,1)"
    assert prefixed("=_xlfn.MAXIFS(A:A,B:B,1)") == "_xlfn.MAXIFS(A:A,B:B,1)"
