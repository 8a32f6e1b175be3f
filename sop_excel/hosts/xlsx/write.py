"""From a package and output tables to the package with the tables in it: every check first, then every change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sop_excel.domain.table import OutputTable
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.calculation.renew import renew
from sop_excel.hosts.xlsx.draft import Draft
from sop_excel.hosts.xlsx.graft import Graft
from sop_excel.hosts.xlsx.guards import write_faults
from sop_excel.hosts.xlsx.markup import Markup
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.patch import Patch
from sop_excel.hosts.xlsx.vanishing import References
from sop_excel.shipped import nearest
from sop_excel.spreadsheet.layout import Layout, check_output, form_issues
from sop_excel.spreadsheet.placed_tables import unusable

CREATOR = "sop-excel"
_TRUSTED = ("microsoft", "libreoffice")  # how the names of programs begin that LibreOffice knows
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")


def written(package: Package, outputs: Sequence[OutputTable], donor: Path) -> Draft:
    """The package with the outputs in it; InputError with every reason if it cannot take them."""
    for output in outputs:
        check_output(output)
    draft = Draft(package)
    book = draft.book()
    _raise_all(write_faults(package.path, package, book))
    _raise_all(_existing_issues(book, outputs))
    missing = [output.name for output in outputs if not book.named(output.name)]
    if missing:
        graft = Graft(draft, Package(nearest((sheet.name for sheet in book.sheets), donor)), missing)
        _raise_all(graft.issues())
        graft.apply()
    _patch(draft, outputs)
    renew(draft, outputs, donor)
    _distrust_saved_values(draft)
    _ask_for_calculation(draft)
    return draft


def _raise_all(issues: list[Issue]) -> None:
    if issues:
        raise InputError(issues)


def _existing_issues(book: Book, outputs: Sequence[OutputTable]) -> list[Issue]:
    """What stands against the tables that the workbook has already."""
    found, layouts = [], []
    for output in outputs:
        same = book.named(output.name)
        if len(same) > 1 and (issue := unusable(same[0], same)):
            found.append(issue)
        elif same:
            layout = Layout(same[0], output)
            layouts.append(layout)
            found += form_issues(layout)
    return found + References(book, layouts).issues()


def _patch(draft: Draft, outputs: Sequence[OutputTable]) -> None:
    issues: list[Issue] = []
    for output in outputs:
        book = draft.book()  # anew, since the table before may have changed this one's sheet
        patch = Patch(draft, book, Layout(book.named(output.name)[0], output))
        found = list(patch.issues())
        issues += found
        if not found:
            patch.apply()
    _raise_all(issues)


def _distrust_saved_values(draft: Draft) -> None:
    """Name ourselves as the program that wrote the file, in place of one whose saved texts LibreOffice never renews."""
    part = next((found.target for found in draft.relations("") if found.kind == "extended-properties"), "")
    if not part or not draft.has(part):
        return
    markup = Markup(draft.read(part))
    node = markup.root.find("Application")
    if node and node.text.lower().startswith(_TRUSTED):
        markup.set_text(node, CREATOR)
        draft.put(part, markup.result())


def _ask_for_calculation(draft: Draft) -> None:
    """Formulas elsewhere may use our cells: have them calculated on load, in an order of the program's own."""
    book = draft.book()
    for relation in book.relations:
        if relation.kind == "calcChain":
            draft.unrelate(book.part, relation)
            if draft.package.types.of(relation.target).endswith("calcChain+xml"):
                draft.drop(relation.target)
    markup = Markup(draft.read(book.part))
    if node := markup.root.find("calcPr"):
        if not book.setting("calcPr", "fullCalcOnLoad"):
            markup.set(node, fullCalcOnLoad="1")
            if not node.get("calcCompleted"):
                markup.set(node, calcCompleted="1")  # what was saved before us is no older for our asking
    else:
        last = [child for child in markup.root.children if child.tag in _BEFORE_CALCULATION][-1]
        markup.insert_after(last, f'<{markup.prefix(last)}calcPr fullCalcOnLoad="1" calcCompleted="1"/>')
    draft.put(book.part, markup.result())
