"""The add-in file: the same bytes from the same sources, a sound package, and nothing but the sources in it."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator, ValidationSeverity

from sop_excel import __version__
from sop_excel.errors import MachineError
from sop_excel.functions import FUNCTIONS
from sop_excel.hosts.addin.addin_package import parts
from sop_excel.hosts.addin.build import CODE, DOCUMENTS, ICONS, build_addin, contents, modules
from sop_excel.hosts.addin.bundled import PROCEDURES, installed_version, taken_from, xlwings_module
from sop_excel.hosts.addin.vba import Module
from sop_excel.shipped import resource

X14 = {"x14": "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"}
ADDIN = "addin/excel/sop_excel.xlam"
PARTS = {
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "docProps/app.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/worksheets/sheet3.xml",
    "xl/theme/theme1.xml",
    "xl/styles.xml",
    "xl/vbaProject.bin",
    "customUI/customUI14.xml",
    "customUI/_rels/customUI14.xml.rels",
    "customUI/images/optimize.png",
    "customUI/images/check.png",
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    """The parts of the file that is in the repository."""
    with zipfile.ZipFile(resource(ADDIN)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_building_again_gives_the_shipped_bytes(tmp_path: Path) -> None:
    """Whoever changes a source, the version or xlwings builds the file anew: sop-excel addin build -o FILE."""
    built = build_addin(tmp_path / "again.xlam")
    assert built.read_bytes() == resource(ADDIN).read_bytes()


def test_the_package_has_these_parts_and_no_other(shipped: dict[str, bytes]) -> None:
    assert set(shipped) == PARTS


@pytest.mark.parametrize("name", sorted(PARTS))
def test_each_part_is_what_the_sources_say(shipped: dict[str, bytes], name: str) -> None:
    assert shipped[name] == parts(contents())[name]


@pytest.mark.parametrize("icon", ICONS)
def test_the_icons_are_the_committed_pictures(shipped: dict[str, bytes], icon: str) -> None:
    assert shipped[f"customUI/images/{icon}.png"] == resource(f"addin/excel/icons/{icon}.png").read_bytes()
    assert resource(f"addin/excel/icons/{icon}.svg").read_text().startswith("<svg")


@pytest.mark.parametrize("name", sorted(name for name in PARTS if name.endswith((".xml", ".rels"))))
def test_each_text_part_is_well_formed(shipped: dict[str, bytes], name: str) -> None:
    ElementTree.fromstring(shipped[name])  # noqa: S314 - our own file


def test_every_part_has_a_content_type_and_every_type_a_part(shipped: dict[str, bytes]) -> None:
    listed = ElementTree.fromstring(shipped["[Content_Types].xml"])  # noqa: S314 - our own file
    endings = {entry.get("Extension") for entry in listed if entry.tag.endswith("Default")}
    named = {str(entry.get("PartName"))[1:] for entry in listed if entry.tag.endswith("Override")}
    assert named <= set(shipped)
    assert {name for name in shipped if name.rsplit(".", 1)[1] not in endings} <= named


@pytest.mark.parametrize(
    ("relationships", "folder"),
    [("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/"), ("customUI/_rels/customUI14.xml.rels", "customUI/")],
)
def test_every_relationship_leads_to_a_part(shipped: dict[str, bytes], relationships: str, folder: str) -> None:
    listed = ElementTree.fromstring(shipped[relationships])  # noqa: S314 - our own file
    assert len(listed) > 0
    assert {folder + str(entry.get("Target")) for entry in listed} <= set(shipped)


def test_openpyxl_reads_the_workbook(shipped: dict[str, bytes]) -> None:
    """Under the type of a macro workbook, since openpyxl refuses every add-in by its type."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in shipped.items():
            archive.writestr(name, data.replace(b"excel.addin.macroEnabled", b"excel.sheet.macroEnabled"))
    book = openpyxl.load_workbook(stream)
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("sop-excel", "visible"),
        ("sop_excel.conf", "veryHidden"),
        ("_IntelliSense_", "veryHidden"),
    ]
    settings = [[cell.value for cell in row] for row in book["sop_excel.conf"]]
    assert settings == [["VERSION", __version__], ["XLWINGS", installed_version()]]


def test_the_validator_finds_no_fault() -> None:
    """A port of the one in the Open XML SDK, which knows the order and the attributes of every element."""
    found = OpenXmlValidator(max_errors=0).validate(resource(ADDIN)).errors
    assert [error for error in found if error.severity is ValidationSeverity.ERROR] == []


def test_the_validator_sees_a_description_without_its_number(tmp_path: Path, shipped: dict[str, bytes]) -> None:
    """So that no fault above means something: it reads the extension with the descriptions."""
    with zipfile.ZipFile(tmp_path / "wrong.xlam", "w") as archive:
        for name, data in shipped.items():
            archive.writestr(name, data.replace(b'argumentDescription index="0"', b"argumentDescription"))
    found = OpenXmlValidator(max_errors=0).validate(tmp_path / "wrong.xlam").errors
    assert {error.part_uri for error in found if error.severity is ValidationSeverity.ERROR} == {"/xl/workbook.xml"}


def test_the_workbook_has_what_excel_writes_into_every_one(shipped: dict[str, bytes]) -> None:
    """In the order of the schema."""
    root = ElementTree.fromstring(shipped["xl/workbook.xml"])  # noqa: S314 - our own file
    names = [element.tag.rpartition("}")[2] for element in root]
    assert names == ["fileVersion", "workbookPr", "bookViews", "sheets", "calcPr", "extLst"]


def test_the_wizard_finds_a_sentence_for_every_argument_in_the_workbook(shipped: dict[str, bytes]) -> None:
    """[MS-OFFMACRO2] 2.2.5.2 to 2.2.5.5: by the macro's name, numbers from 0 below the count, 255 letters at most."""
    root = ElementTree.fromstring(shipped["xl/workbook.xml"])  # noqa: S314 - our own file
    [extension] = root.findall(".//{*}ext")
    assert extension.get("uri") == "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
    found = extension.findall("x14:definedNames/x14:definedName", X14)
    assert [one.get("name") for one in found] == [function.name for function in FUNCTIONS]
    for function, one in zip(FUNCTIONS, found, strict=True):
        [group] = one.findall("x14:argumentDescriptions", X14)
        texts = group.findall("x14:argumentDescription", X14)
        assert group.get("count") == str(len(texts)) == str(len(function.arguments))
        assert [text.get("index") for text in texts] == [str(n) for n in range(len(texts))]
        assert [text.text for text in texts] == [argument.about for argument in function.arguments]
        assert max(len(text.text or "") for text in texts) <= 255


def test_the_last_sheet_is_what_excel_dna_s_intellisense_reads(shipped: dict[str, bytes]) -> None:
    """Its mark in A1, then a row a function: name, description, help topic, and a pair for each argument."""
    rows = ElementTree.fromstring(shipped["xl/worksheets/sheet3.xml"]).findall(".//{*}row")  # noqa: S314 - our own
    cells = [{cell.get("r"): "".join(cell.itertext()) for cell in row} for row in rows]
    assert cells[0]["A1"] == "FunctionInfo"
    for n, (function, row) in enumerate(zip(FUNCTIONS, cells[1:], strict=True), 2):
        assert (row[f"A{n}"], row[f"B{n}"], row.get(f"C{n}")) == (function.name, function.help, None)
        pairs = [text for argument in function.arguments for text in (argument.name, argument.about)]
        assert list(row.values())[2:] == pairs
        assert list(row)[2] == f"D{n}"


def test_every_sheet_and_the_workbook_have_their_module(shipped: dict[str, bytes]) -> None:
    sheets = [f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3)]
    named = b"".join(shipped[part] for part in ("xl/workbook.xml", *sheets))
    assert all(f'codeName="{name}"'.encode() in named for name in DOCUMENTS)
    assert named.count(b"codeName=") == len(DOCUMENTS)


def test_every_source_file_is_built_in() -> None:
    folder = resource("addin/excel/vba/SopRun.bas").parent
    assert {path.name for path in folder.iterdir()} == {f"{n}.cls" for n in DOCUMENTS} | {f"{n}.bas" for n in CODE}


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_every_module_names_itself_and_declares_its_variables(module: Module) -> None:
    assert f'Attribute VB_Name = "{module.name}"\n' in module.text
    assert "\nOption Explicit\n" in module.text
    assert max(map(len, module.text.splitlines())) < 1024, "the longest line that VBA reads"


def test_a_target_that_cannot_be_written_is_a_machine_error(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"cannot write .* No such file or directory"):
        build_addin(tmp_path / "no_folder" / "a.xlam")


def test_without_xlwings_the_error_says_what_to_install(tmp_path: Path) -> None:
    """In a Python without any installed package."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from sop_excel.errors import MissingPackageError\n"
        "from sop_excel.hosts.addin.build import build_addin\n"
        "try: build_addin(Path(sys.argv[2]))\n"
        "except MissingPackageError as error: print(error)\n"
    )
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-I", "-S", "-c", program, str(root), str(tmp_path / "a.xlam")]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == (
        'the add-in for Excel and its functions need the package xlwings: run pip install "sop-excel[excel]"'
    )
    assert not (tmp_path / "a.xlam").exists()


def genuine() -> str:
    """The module for add-ins that the installed xlwings brings."""
    import xlwings

    return Path(xlwings.__file__).with_name("xlwings_custom_addin.bas").read_text(encoding="utf-8")


def test_the_parts_of_xlwings_are_its_own_lines() -> None:
    """Only our heading is not in xlwings' file; its own look-up of settings and its way to run commands stay out."""
    taken = taken_from(genuine(), installed_version())
    ours, theirs = taken.split("'xlwings is distributed", 1)
    assert taken == xlwings_module()
    assert set(("'xlwings is distributed" + theirs).splitlines()) <= set(genuine().splitlines())
    assert all(line.startswith(("Attribute", "Option", "'")) for line in ours.splitlines() if line)
    for left_out in ("GetConfig", "RunPython", "ActiveWorkbook", "LoadLibrary", "libc.dylib", "Shell"):
        assert left_out in genuine()
        assert left_out not in taken


@pytest.mark.parametrize(
    ("missing", "replacement", "told"),
    [
        *((f" {name}(", f" {name}Other(", f"the procedure {name}") for name in PROCEDURES),
        ("'SOFTWARE, EVEN IF", "'", "its licence"),
        ("#If VBA7 Then", "#If VBA8 Then", "its declarations"),
        ("Public Const XLWINGS_VERSION", "Const XLWINGS_VERSION", "its version"),
        ('XLWINGS_VERSION As String = "', 'XLWINGS_VERSION As String = "1', "the version"),
        ('Lib "xlwings64-', 'Lib "xlwings65-', "declarations of its own version"),
    ],
)
def test_an_xlwings_without_a_part_is_refused_by_the_name_of_the_part(
    missing: str, replacement: str, told: str
) -> None:
    source = genuine()
    assert missing in source
    with pytest.raises(MachineError, match=f"lacks {told}"):
        taken_from(source.replace(missing, replacement), installed_version())
