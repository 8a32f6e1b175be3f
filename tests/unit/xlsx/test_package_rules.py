"""Names that a package has given away are not taken for new parts, and no draft that breaks a rule is saved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from sop_excel.errors import DraftError
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.soundness import refuse_broken
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.fidelity.parts import OFFICE, Parts
from tests.unit.xlsx.books import contents, costs, plan, planner_book, rebuilt, template_book

TYPES, RELS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
XML_RELS = "application/vnd.openxmlformats-package.relationships+xml"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return planner_book(tmp_path / "book.xlsx")


def change(book: Path, part: str, old: str, new: str) -> None:
    """The book with a text in one part replaced."""
    text = contents(book)[part].decode()
    assert old in text
    rebuilt(book, {part: text.replace(old, new, 1).encode()})


def overrides(book: Path) -> Counter[str]:
    """How often each part's content type is stated."""
    text = contents(book)[TYPES].decode()
    return Counter(unquote(name).lower() for name in re.findall(r'PartName="/([^"]*)"', text))


def related(part: str) -> Callable[[Path], None]:
    """Adds a relationship of the workbook to a part that does not exist."""

    def add(book: Path) -> None:
        relation = f'<Relationship Id="rId77" Type="{OFFICE}/customXml" Target="{part}"/></Relationships>'
        change(book, RELS, "</Relationships>", relation)

    return add


def announced(part: str) -> Callable[[Path], None]:
    """Adds the content type of a part that does not exist."""
    return lambda book: change(book, TYPES, "</Types>", f'<Override PartName="{part}" ContentType="{SHEET}"/></Types>')


def _left_relations(book: Path) -> None:
    """The relationships of a sheet that was deleted."""
    rebuilt(book, {"xl/worksheets/_rels/sheet2.xml.rels": contents(book)["xl/worksheets/_rels/sheet1.xml.rels"]})


@pytest.mark.parametrize(
    "give_away",
    [
        announced("/xl/worksheets/sheet2.xml"),
        announced("/XL/Worksheets/Sheet2.XML"),
        announced("/xl/worksheets/sheet%32.xml"),
        related("/xl/worksheets/sheet2.xml"),
        related("worksheets/SHEET2.xml"),
        related("./x/../worksheets\\sheet2.xml"),
        _left_relations,
    ],
)
def test_a_name_that_is_given_away_is_not_taken(give_away: Callable[[Path], None], book: Path, template: Path) -> None:
    """By an announcement, a relationship or relationships that were left behind, however the name is written."""
    give_away(book)
    Workbook.open(book).write([plan(), costs()], book, template)
    assert "xl/worksheets/sheet2.xml" not in contents(book)
    assert {"xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"} <= contents(book).keys()
    assert max(overrides(book).values()) == 1
    assert openpyxl.load_workbook(book).sheetnames == ["My demand", "Plan", "Costs"]


def test_without_such_names_the_first_number_is_taken(book: Path, template: Path) -> None:
    Workbook.open(book).write([plan(), costs()], book, template)
    assert {"xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"} <= contents(book).keys()


def test_a_content_type_that_waits_for_its_part_is_used(book: Path, template: Path) -> None:
    """A part of a fixed name, such as the styles, may be announced and absent."""
    parts = Parts.of(book)
    del parts["xl/styles.xml"]
    parts.change(RELS, r"<Relationship [^>]*styles[^>]*/>", "")
    parts.change(TYPES, r'PartName="/xl/styles.xml" ContentType="[^"]*"', 'PartName="/xl/Styles.xml" ContentType="a/b"')
    parts.save(book)
    Workbook.open(book).write([plan()], book, template)
    assert overrides(book)["xl/styles.xml"] == 1
    assert openpyxl.load_workbook(book)["Plan"]["A1"].font.name == "Arial"


def test_new_relationships_have_a_content_type_where_each_part_states_its_own(book: Path, template: Path) -> None:
    """A package need not state one for the extension ``rels``."""
    parts = Parts.of(book)
    parts.change(TYPES, '<Default [^>]*"rels"[^>]*/>', "")
    for name in [name for name in parts if name.endswith(".rels")]:
        parts.announce(name, XML_RELS)
    parts.save(book)
    Workbook.open(book).write([plan()], book, template)
    told, extensions = overrides(book), re.findall(r'Extension="([^"]*)"', contents(book)[TYPES].decode())
    assert "rels" in extensions or all(told[name.lower()] for name in contents(book) if name.endswith(".rels"))


def test_a_calculation_chain_that_is_something_else_stays(book: Path, template: Path) -> None:
    """A relationship that calls the planner's sheet one does not have it deleted."""
    relation = f'<Relationship Id="rId77" Type="{OFFICE}/calcChain" Target="/xl/worksheets/sheet1.xml"/>'
    change(book, RELS, "</Relationships>", relation + "</Relationships>")
    Workbook.open(book).write([plan()], book, template)
    assert openpyxl.load_workbook(book)["My demand"]["B4"].value == "Press"


def _edit(part: str, old: str, new: str) -> Callable[[Revision], None]:
    def edit(draft: Revision) -> None:
        text = draft.read(part).decode()
        assert old in text
        draft.put(part, text.replace(old, new, 1).encode())

    return edit


BOOK = "xl/workbook.xml"
TABLE, SECOND = "xl/tables/table1.xml", "xl/tables/table2.xml"
_GONE = '<Relationship Id="rId66" Type="x/image" Target="media/gone.png"/></Relationships>'
FAULTS: dict[str, tuple[Callable[[Revision], None], str]] = {
    "a part of a name that another has": (
        lambda draft: draft._added.append("XL/Workbook.xml"), "part xl/workbook.xml twice"),
    "a content type twice": (
        _edit(TYPES, "</Types>", f'<Override PartName="/XL/workbook.xml" ContentType="{SHEET}"/></Types>'),
        "content type of part xl/workbook.xml twice"),
    "an extension twice": (
        _edit(TYPES, "</Types>", '<Default Extension="XML" ContentType="a/b"/></Types>'), "extension xml twice"),
    "a part without a content type": (lambda draft: draft.put("xl/new.thing", b"x"), "part xl/new.thing without"),
    "a relationship that leads nowhere": (_edit(RELS, "</Relationships>", _GONE), "media/gone.png, which is missing"),
    "a relationship id twice": (_edit(RELS, 'Id="rId2"', 'Id="rId1"'), "two relationships with one id"),
    "a part that another needs dropped": (lambda draft: draft.drop(TABLE), f"{TABLE}, which is missing"),
    "a sheet's name twice": (_edit(BOOK, 'name="Costs"', 'name="PLAN"'), "sheet plan twice"),
    "a sheet's number twice": (_edit(BOOK, 'sheetId="2"', 'sheetId="1"'), "sheet number 1 twice"),
    "two sheets on one part": (_edit(RELS, "sheet2.xml", "sheet1.xml"), "with one part"),
    "a name of a sheet that is not there": (
        _edit(BOOK, '<definedName name="Unused"', '<definedName localSheetId="9" name="Unused"'), "on sheet 9"),
    "a name twice": (_edit(BOOK, 'name="Unused"', 'name="CHOICES"'), "name choices twice"),
    "a name that a table has": (_edit(BOOK, 'name="Unused"', 'name="PLAN"'), "name or table plan twice"),
    "two tables of one name": (_edit(SECOND, 'displayName="CostSummary"', 'displayName="Plan"'), "table plan twice"),
    "two tables of one number": (_edit(SECOND, ' id="2"', ' id="1"'), "table number 1 twice"),
    "two columns of one name": (_edit(SECOND, 'name="Share"', 'name="COST"'), "column cost twice"),
    "two columns of one number": (
        _edit(SECOND, 'id="3" name="Share"', 'id="2" name="Share"'), "column number 2 twice"),
    "a table wider than its columns": (_edit(SECOND, 'ref="A5:C7"', 'ref="A5:D7"'), "3 column names for 4 columns"),
    "a table beyond the sheet": (_edit(SECOND, 'ref="A5:C7"', 'ref="A5:C1048577"'), "beyond the sheet's last cell"),
    "a table without a row": (_edit(SECOND, 'ref="A5:C7"', 'ref="A5:C5"'), "without room for a row"),
    "a part that is not well-formed": (_edit(BOOK, "</sheets>", "</sheets><a>"), "mismatched tag"),
    "sheets in another order": (
        lambda draft: _edit(BOOK, "Plan", "Other")(draft), "sheet Plan moved"),
    "a sheet less": (
        lambda draft: draft.put(BOOK, re.sub(rb'<sheet [^>]*"Costs"[^>]*/>', b"", draft.read(BOOK))),
        "sheet Costs lost"),
}  # fmt: skip
_OF_DRAFTS = ("not well-formed", "another order", "sheet less")  # compared to what was there, or to nothing
_REFUSED_ON_OPENING = ("name that another has", "relationship id twice")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_draft_that_breaks_a_rule_of_packages_is_refused(fault: str, template: Path) -> None:
    """Each rule by a draft that breaks it alone; without the fault it is sound."""
    spoil, words = FAULTS[fault]
    package = Package(template)
    draft = Revision(package)
    draft.put("xl/new.xml", b"<a/>")
    refuse_broken(package, draft)
    spoil(draft)
    with pytest.raises(DraftError, match=re.escape(words)) as caught:
        refuse_broken(package, draft)
    assert "template.xlsx would not have come out sound" in str(caught.value)
    assert "nothing was written" in str(caught.value)


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if not fault.endswith((*_OF_DRAFTS, *_REFUSED_ON_OPENING))]
)
def test_a_fault_that_the_planners_file_has_is_none_of_ours(fault: str, template: Path, tmp_path: Path) -> None:
    """The same faults, in the file before anything of ours is in it."""
    spoil, _ = FAULTS[fault]
    faulty = Revision(Package(template))
    spoil(faulty)
    parts = Parts(dict(faulty.changed()))
    kept = {name: content for name, content in contents(template).items() if faulty.has(name)}
    names = {name.lower(): name for name in kept}
    path = Parts(kept | {names.get(name, name): content for name, content in parts.items()}).save(tmp_path / "b.xlsx")
    package = Package(path)
    draft = Revision(package)
    draft.put("xl/new.xml", b"<a/>")
    refuse_broken(package, draft)


def test_a_draft_that_breaks_a_rule_is_never_written(book: Path, template: Path) -> None:
    """Here a template of ours would bring the fault; the planner's file stays whole and nothing is left beside it."""
    before = book.read_bytes()
    parts = Parts.of(template)
    parts.change("xl/tables/table2.xml", 'id="3" name="Share"', 'id="2" name="Share"')
    bad = parts.save(template.with_name("bad.xlsx"))
    with pytest.raises(DraftError, match=r"book.xlsx would not .*table CostSummary: column number 2 twice"):
        Workbook.open(book).write([costs()], book, bad)
    assert book.read_bytes() == before
    assert sorted(path.name for path in book.parent.iterdir()) == ["bad.xlsx", "book.xlsx", "template.xlsx"]
    Workbook.open(book).write([costs()], book, template)
    assert book.read_bytes() != before
