"""A planner's workbook: tables out, tables in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.broken_references import References
from sop_excel.hosts.xlsx.calculation.renew import renew
from sop_excel.hosts.xlsx.faults import reading
from sop_excel.hosts.xlsx.filling import fill_tables, missing_tables
from sop_excel.hosts.xlsx.graft import Graft
from sop_excel.hosts.xlsx.in_place import make_tables
from sop_excel.hosts.xlsx.markup import Markup, forget
from sop_excel.hosts.xlsx.new_package import new_package
from sop_excel.hosts.xlsx.overtaken_values import overtaken_values
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.patch import Patch
from sop_excel.hosts.xlsx.planner_formulas import follow_periods, our_cells
from sop_excel.hosts.xlsx.put_values import put_cells
from sop_excel.hosts.xlsx.refusals import refuse_lost_tables, refuse_type, refuse_unlisted_tables, write_faults
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.save import Target, packed_package, packing, save, target_of
from sop_excel.hosts.xlsx.soundness import refuse_broken
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.running_step import READING, WRITING, running
from sop_excel.shipped import DONORS, nearest, resource
from sop_excel.spreadsheet.input_changes import NO_CHANGES, InputChanges
from sop_excel.spreadsheet.layout import Layout, check_output, form_issues
from sop_excel.spreadsheet.placed_tables import unusable
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.spreadsheet.renamed_columns import Spans
from sop_excel.spreadsheet.sheet_names import valid_sheet_names
from sop_excel.spreadsheet.table_in_place import TableInPlace
from sop_excel.spreadsheet.tables_to_be import headers_of

CREATOR = "sop-excel"
_TRUSTED = ("microsoft", "libreoffice")  # how the names of programs begin that LibreOffice knows
_EXTENSIONS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam")
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")


def written(
    package: Package, outputs: Sequence[OutputTable], donor: Path, inputs: InputChanges = NO_CHANGES
) -> Revision:
    """The package with the outputs in it, once its ``inputs`` are changed.

    Raises InputError with every reason if it cannot take them.
    """
    draft = Revision(package)
    _raise_all(write_faults(package.path, package, draft.book()))
    _raise_all(list(put_cells(draft, inputs.cells)))
    _raise_all(list(make_tables(draft, inputs.in_place)))
    if inputs.fillings:
        outputs = (*missing_tables(draft.book(), inputs.fillings), *outputs)
        _raise_all(list(fill_tables(draft, inputs.fillings)))
    for output in outputs:
        check_output(output)
    book = draft.book()
    _raise_all(_existing_issues(book, outputs))
    wanted = (*inputs.sheets, *(output.name for output in outputs))
    _graft(draft, [name for name in wanted if not book.named(name)], donor)
    follow_periods(draft, _rolling_on(book, outputs), our_cells(draft))
    _patch(draft, outputs)
    renew(draft, outputs, donor, _new_sheets(package, draft) if _says_nothing(outputs, inputs) else None)
    _distrust_saved_values(draft)
    overtaken = list(overtaken_values(draft, inputs.fillings))
    draft.told += overtaken
    _ask_for_calculation(draft, bool(overtaken))
    return draft


def _says_nothing(outputs: Sequence[OutputTable], inputs: InputChanges) -> bool:
    """Whether what comes is blank, so that all formulas stay as true as they were."""
    told = (value is not None for output in outputs for row in output.rows for value in row)
    filled = any(filling.rows or not filling.blank for filling in inputs.fillings)
    return bool(outputs or inputs.fillings or inputs.sheets) and not (
        any(told) or filled or inputs.cells or inputs.in_place
    )


def _new_sheets(package: Package, draft: Revision) -> set[str]:
    return {sheet.part for sheet in draft.book().sheets} - {sheet.part for sheet in Book(package).sheets}


def _rolling_on(book: Book, outputs: Sequence[OutputTable]) -> list[Spans]:
    """All periods of each table whose months roll on."""
    layouts = [Layout(same[0], output) for output in outputs if (same := book.named(output.name))]
    return [layout.spans for layout in layouts if layout.rolls_on]


def _graft(draft: Revision, missing: Sequence[str], donor: Path) -> None:
    """Bring the sheets of the missing tables from the donor, and those that it lacks from the usual template."""
    for path in dict.fromkeys((donor, *map(resource, DONORS))) if missing else ():
        package = Package(nearest((sheet.name for sheet in draft.book().sheets), path))
        book = Book(package)
        here = [name for name in missing if book.named(name)]
        if here:
            graft = Graft(draft, package, here)
            _raise_all(graft.issues())
            graft.apply()
        missing = [name for name in missing if name not in here]
        if not missing:
            return
    if missing:
        raise ValueError(f"the template {donor.name} has no table {', '.join(missing)}")


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


def _patch(draft: Revision, outputs: Sequence[OutputTable]) -> None:
    issues: list[Issue] = []
    for output in outputs:
        book = draft.book()  # anew, since the table before may have changed this one's sheet
        patch = Patch(draft, book, Layout(book.named(output.name)[0], output))
        found = list(patch.issues())
        issues += found
        if not found:
            patch.apply()
    _raise_all(issues)


def _distrust_saved_values(draft: Revision) -> None:
    """Name ourselves as the program that wrote the file, in place of one whose saved texts LibreOffice never renews."""
    part = next((found.target for found in draft.relations("") if found.kind == "extended-properties"), "")
    if not part or not draft.has(part):
        return
    markup = Markup(draft.read(part))
    node = markup.root.find("Application")
    if node and node.text.lower().startswith(_TRUSTED):
        markup.set_text(node, CREATOR)
        draft.put(part, markup.result())


def _ask_for_calculation(draft: Revision, overtaken: bool) -> None:
    """Formulas elsewhere may use our cells: have them calculated on load, in an order of the program's own.

    What was saved before us is no older for our asking, unless inputs among it are ``overtaken`` (rule R10).
    """
    book = draft.book()
    for relation in book.relations:
        if relation.kind == "calcChain":
            draft.unrelate(book.part, relation)
            if draft.package.types.of(relation.target).endswith("calcChain+xml"):
                draft.drop(relation.target)
    markup = Markup(draft.read(book.part))
    completed = "0" if overtaken else "1"
    if node := markup.root.find("calcPr"):
        asked = book.setting("calcPr", "fullCalcOnLoad")
        if overtaken or not (asked or node.get("calcCompleted")):
            markup.set(node, fullCalcOnLoad="1", calcCompleted=completed)
        elif not asked:
            markup.set(node, fullCalcOnLoad="1")
    else:
        last = [child for child in markup.root.children if child.tag in _BEFORE_CALCULATION][-1]
        markup.insert_after(last, f'<{markup.prefix(last)}calcPr fullCalcOnLoad="1" calcCompleted="{completed}"/>')
    draft.put(book.part, markup.result())


def _with_tables(package: Package, sheets: Sequence[RawSheet]) -> Package:
    """A new package with the tables that its sheets had elsewhere."""
    names = valid_sheet_names([sheet.name for sheet in sheets])
    tables = [
        TableInPlace(name, table.area, table.name, headers_of(sheet, table.area), totals=table.totals)
        for name, sheet in zip(names, sheets, strict=True)
        for table in sheet.tables
        if table.headers
    ]
    if not tables:
        return package
    draft = Revision(package)
    _raise_all(list(make_tables(draft, tables)))
    return Package(package.path, packed_package(draft.entries()).getvalue())


class Workbook:
    """A workbook file, read once; nothing of it changes until ``write``."""

    def __init__(self, package: Package) -> None:
        self._package = package
        with reading(package.path):
            self._book = Book(package)
            refuse_type(package, self._book)
            self._book.sheets  # noqa: B018 - a package without its sheets is refused at once
            self._reader = TableReader(self._book)

    @classmethod
    @running(READING)
    def open(cls, path: Path) -> Workbook:
        """Read the file.

        Raises InputError if it is no workbook or none that we use, and MachineError if it cannot be read.
        """
        return cls(Package(path))

    @classmethod
    def new(cls, sheets: Sequence[RawSheet], path: Path) -> Workbook:
        """A workbook that no file holds yet, with these sheets: values, merged cells, tables; formulas as their values.

        ``path`` is what it will be called. Raises InputError for a sheet that is larger than those of workbooks.
        """
        return cls(_with_tables(Package(path, new_package(sheets, path)), sheets))

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return self._package.path.stem

    def table_names(self) -> list[str]:
        """The names of all Excel Tables of all sheets, in order."""
        with reading(self._package.path):
            return [table.name for table in self._book.tables]

    @running(READING)
    def tables(self, names: Collection[str], headers_of: Collection[str] = ()) -> dict[str, Table]:
        """The Excel Tables of these names (in any case) that the workbook holds, by the name asked for.

        Only the sheets that hold them are parsed; of the tables ``headers_of`` the headers alone are read. Raises
        InputError for two tables of one name and for a table without a header row.
        """
        with reading(self._package.path):
            wanted = {name: same for name in names if (same := self._book.named(name))}
            issues = [issue for same in wanted.values() if (issue := unusable(same[0], same))]
            if issues:
                raise InputError(issues)
            refuse_unlisted_tables(self._package, (same[0] for same in wanted.values()))
            if len(wanted) < len(names):
                refuse_lost_tables(self._package, self._book)
            return self._reader.read({name: same[0] for name, same in wanted.items()}, headers_of)

    @running(READING)
    def raw_sheets(self) -> tuple[RawSheet, ...]:
        """All worksheets with all that they hold, in order. Raises InputError for what no program would show."""
        with reading(self._package.path):
            refuse_lost_tables(self._package, self._book)
            refuse_unlisted_tables(self._package, self._book.tables)
            return tuple(self._reader.sheets())

    def named_value(self, name: str, beside: str = "") -> Value:
        """What the cell with this defined name holds, whichever sheet the name belongs to; None without such a cell.

        A planner may have copied the sheet, and then several have one: that on the sheet of table ``beside`` counts.
        """
        with reading(self._package.path):
            return self._reader.named_value(name, beside)

    def target(self, path: Path, force: bool = False) -> Target:
        """Where ``write`` may write to; raises now what it would raise, as far as that is known before there is a plan.

        Another file than the workbook itself is only replaced by ``force``.
        """
        with reading(self._package.path):
            issues = write_faults(self._package.path, self._package, self._book)
        if issues:
            raise InputError(issues)
        return target_of(self._package.path, self._package.digest, path, force, self._extension())

    def _extension(self) -> str:
        """The extension of a workbook of this kind, if it is no file yet or its name has that of other files."""
        if self._package.digest is not None and self._package.path.suffix.lower() in _EXTENSIONS:
            return ""
        return ".xlsm" if "macroenabled" in self._package.types.of(self._book.part).lower() else ".xlsx"

    @running(WRITING)
    def write(
        self,
        outputs: Sequence[OutputTable],
        target: Path | Target,
        donor: Path,
        inputs: InputChanges = NO_CHANGES,
    ) -> tuple[str, ...]:
        """Write the workbook with these output tables to ``target``; whatever else it holds stays as it is.

        Of the planner's own cells those change first that ``inputs`` names. An output table that the workbook lacks
        comes with its sheet from ``donor``, a template. The target is replaced in one step, so it is whole at any
        moment; it may be the workbook's own file; a bare path is replaced whatever is there. Returns what could not be
        kept of it.
        Raises InputError, with every reason, if the workbook cannot take the tables, and MachineError if the target
        cannot be written or somebody else has saved it since it was read; then the plan stands beside it.
        """
        path = self._package.path
        if isinstance(target, Path):
            target = self.target(target, force=True)
        target.refuse_changes()
        with reading(path):
            draft = written(self._package, outputs, donor, inputs)
            packed = packing(draft.entries(), self._package.zip.comment, draft.size())
            refuse_broken(self._package, draft)
            notes = save(packed, target, path if self._package.digest else None)
        forget()
        return (*notes, *draft.told)

    def told(self, outputs: Sequence[OutputTable], donor: Path, inputs: InputChanges = NO_CHANGES) -> tuple[str, ...]:
        """What ``write`` would tell; nothing is written. Raises InputError as it does."""
        with reading(self._package.path):
            draft = written(self._package, outputs, donor, inputs)
            refuse_broken(self._package, draft)
        forget()
        return tuple(draft.told)
