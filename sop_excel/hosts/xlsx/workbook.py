"""A planner's workbook: tables out, tables in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.faults import reading
from sop_excel.hosts.xlsx.guards import refuse_type, write_faults
from sop_excel.hosts.xlsx.invariants import refuse_broken
from sop_excel.hosts.xlsx.listed import refuse_unlisted_tables
from sop_excel.hosts.xlsx.lost import refuse_lost_tables
from sop_excel.hosts.xlsx.markup import forget
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.save import Target, save, target_of
from sop_excel.hosts.xlsx.tables import TableReader
from sop_excel.hosts.xlsx.write import written
from sop_excel.spreadsheet.placed_tables import unusable


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
    def open(cls, path: Path) -> Workbook:
        """Read the file.

        Raises InputError if it is no workbook or none that we use, and MachineError if it cannot be read.
        """
        return cls(Package(path))

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return self._package.path.stem

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
        return target_of(self._package.path, self._package.digest, path, force)

    def write(self, outputs: Sequence[OutputTable], target: Path | Target, donor: Path) -> tuple[str, ...]:
        """Write the workbook with these output tables to ``target``; whatever else it holds stays as it is.

        A table that the workbook lacks comes with its sheet from ``donor``, a template. The target is replaced in one
        step, so it is whole at any moment; it may be the workbook's own file; a bare path is replaced whatever is
        there. Returns what could not be kept of it.
        Raises InputError, with every reason, if the workbook cannot take the tables, and MachineError if the target
        cannot be written or somebody else has saved it since it was read; then the plan stands beside it.
        """
        path = self._package.path
        if isinstance(target, Path):
            target = self.target(target, force=True)
        target.refuse_changes()
        with reading(path):
            draft = written(self._package, outputs, donor)
            refuse_broken(self._package, draft)
            notes = save(draft.entries(), self._package.zip.comment, target, path)
        forget()
        return notes
