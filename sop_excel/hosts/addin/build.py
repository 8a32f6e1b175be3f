"""Build the add-in file from its sources, on any machine; no Excel is needed.

``python -m sop_excel.hosts.addin.build FILE`` does it too. The sources are under ``addin/excel``; one module comes from
the installed xlwings.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from sop_excel import __version__
from sop_excel.errors import MachineError
from sop_excel.files import standing_digest, write_bytes
from sop_excel.hosts.addin.addin_package import Contents, addin_package
from sop_excel.hosts.addin.bundled import MODULE, installed_version, xlwings_module
from sop_excel.hosts.addin.vba import Module, ModuleKind, Project, vba_project
from sop_excel.shipped import resource

SOURCES = "addin/excel"
DOCUMENTS = ("ThisWorkbook", "SopAboutSheet", "SopSettingsSheet", "SopIntelliSenseSheet")
CODE = ("SopRibbon", "SopScenarios", "SopRun", "SopClicks", "SopSettings", "SopFunctions", "SopCells", "SopServer")
ICONS = ("optimize", "check")
PROJECT = "SopExcel"
_THEME_OF = "templates/single_product.xlsx"
IDENTIFIER = "{B7E0F6E2-6D0B-4C0E-9B0B-5A5A1F1C3E21}"  # of the VBA project, ours for good


def build_addin(target: Path) -> Path:
    """Write the add-in file to the target and return it; the same sources and xlwings give the same bytes.

    Raises MachineError if xlwings is not installed or lacks what is taken from it, a source is missing, or the target
    cannot be written.
    """
    data = built()
    try:
        write_bytes(target, data, standing_digest(target))
    except OSError as error:
        raise MachineError(f"cannot write {target}: {error.strerror}; is it open in Excel?") from error
    return target


def built() -> bytes:
    """The add-in file. Raises MachineError if xlwings is not installed or lacks what is taken from it, or a source is
    missing."""
    return addin_package(contents())


def contents() -> Contents:
    """What the add-in file is made of.

    Raises MachineError if xlwings is not installed or lacks what is taken from it, or a source is missing.
    """
    version = installed_version()
    from sop_excel.functions import FUNCTIONS  # which needs numpy, while what is missing is rather xlwings

    return Contents(
        vba=vba_project(Project(PROJECT, IDENTIFIER, modules())),
        ribbon=_source("customUI14.xml").encode(),
        icons={name: resource(f"{SOURCES}/icons/{name}.png").read_bytes() for name in ICONS},
        settings={"VERSION": __version__, "XLWINGS": version},
        functions=FUNCTIONS,
        theme=_theme(),
    )


def _theme() -> bytes:
    """The theme of the templates: colours and fonts of Office."""
    with zipfile.ZipFile(resource(_THEME_OF)) as archive:
        return archive.read("xl/theme/theme1.xml")


def modules() -> list[Module]:
    """The modules of the VBA project in their order.

    Raises MachineError if xlwings is not installed or lacks what is taken from it, or a source is missing.
    """
    documents = [Module(name, _source(f"vba/{name}.cls"), ModuleKind.DOCUMENT) for name in DOCUMENTS]
    code = [Module(name, _source(f"vba/{name}.bas")) for name in CODE]
    return [*documents, *code, Module(MODULE, xlwings_module())]


def _source(name: str) -> str:
    """A text of the sources, its lines ended by LF however they are in the working copy."""
    return resource(f"{SOURCES}/{name}").read_text(encoding="utf-8")


if __name__ == "__main__":
    print(build_addin(Path(sys.argv[1])))  # noqa: T201 - says what it did
