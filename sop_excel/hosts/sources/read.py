"""Reads a file of another form than .xlsx; which form it has is told by its content, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import quoted
from sop_excel.hosts.sources.damage import DamagedError, RefusedError
from sop_excel.hosts.sources.faults import AS_XLSX, UNDAMAGED, content_of, opened, refused
from sop_excel.hosts.sources.forms import Form, form_of, form_of_zip, is_zip
from sop_excel.hosts.sources.notes import FORMULAS
from sop_excel.hosts.sources.text_file import text_sheet
from sop_excel.hosts.sources.zipped import part_of
from sop_excel.running_step import READING, running
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.spreadsheet.sheet_names import valid_sheet_names

MAX_FILE = 128 * 2**20
_UNPACK = "unpack it, and name the file in it that holds the tables"
_ADVICE = {
    Form.ENCRYPTED: "save it without a password and run again",
    Form.OTHER_ZIP: _UNPACK,
    Form.PACKED: _UNPACK,
    Form.DAMAGED_ZIP: UNDAMAGED,
    Form.OPEN_XML: "name it with the ending .xlsx and run again",
    Form.PDF: "export the table as .xlsx or .csv and run again",
}


def is_open_xml(path: Path) -> bool:
    """Whether a file is an .xlsx or .xlsm by its content, whatever its name; raises as ``read_sheets`` does."""
    with opened(path) as file:
        return is_zip(file.read(4)) and form_of_zip(file) is Form.OPEN_XML


@running(READING)
def read_sheets(path: Path) -> tuple[RawSheet, ...]:
    """The sheets of a file that is no .xlsx, under names that a workbook may have.

    Raises InputError if it cannot be used, such as an encrypted or damaged one, and MachineError if it cannot be read.
    """
    content = content_of(path, MAX_FILE)
    form = form_of(content)
    if form is Form.TEXT:
        return tuple(_validly_named([text_sheet(path, content)]))
    if form not in _READERS:
        raise refused(path, form.value, _ADVICE.get(form, AS_XLSX))
    try:
        return tuple(_validly_named(list(_READERS[form](path, content))))
    except RefusedError as fault:
        raise refused(path, str(fault), fault.advice) from fault
    except DamagedError as fault:
        raise refused(path, str(fault), UNDAMAGED) from fault


def _validly_named(sheets: Sequence[RawSheet]) -> Iterator[RawSheet]:
    """The sheets as a new workbook may have them, with what that changes told."""
    for sheet, name in zip(sheets, valid_sheet_names([sheet.name for sheet in sheets]), strict=True):
        notes = [FORMULAS] if sheet.formulas else []
        if name != sheet.name:
            told = {"old": quoted(sheet.name), "new": quoted(name)}
            notes.append(say("its name {old} is none that a sheet of a workbook may have; here it is {new}", **told))
        yield replace(sheet, name=name, notes=(*sheet.notes, *notes))


def _open_document(_: Path, content: bytes) -> Iterable[RawSheet]:
    from sop_excel.hosts.sources.open_document import open_document_sheets

    if b"encryption-data" in part_of(content, "META-INF/manifest.xml"):
        raise RefusedError("a spreadsheet encrypted with a password", "save it without a password and run again")
    return open_document_sheets(part_of(content, "content.xml"))


def _flat_document(_: Path, content: bytes) -> Iterable[RawSheet]:
    from sop_excel.hosts.sources.open_document import open_document_sheets

    return open_document_sheets(content)


def _binary_workbook(_: Path, content: bytes) -> Iterable[RawSheet]:
    from sop_excel.hosts.sources.binary_workbook import binary_workbook_sheets

    return binary_workbook_sheets(partial(part_of, content))


def _old_workbook(_: Path, content: bytes) -> Iterable[RawSheet]:
    from sop_excel.hosts.sources.old_workbook import old_workbook_sheets

    return old_workbook_sheets(content)


def _xml_spreadsheet(_: Path, content: bytes) -> Iterable[RawSheet]:
    from sop_excel.hosts.sources.xml_spreadsheet import xml_spreadsheet_sheets

    return xml_spreadsheet_sheets(content)


def _web_page(path: Path, content: bytes) -> Iterable[RawSheet]:
    from sop_excel.hosts.sources.web_page import web_page_sheet

    yield web_page_sheet(path, content)


_READERS: dict[Form, Callable[[Path, bytes], Iterable[RawSheet]]] = {
    Form.OPEN_DOCUMENT: _open_document,
    Form.FLAT_DOCUMENT: _flat_document,
    Form.BINARY: _binary_workbook,
    Form.OLD: _old_workbook,
    Form.WEB_PAGE: _web_page,
    Form.XML_SPREADSHEET: _xml_spreadsheet,
}
