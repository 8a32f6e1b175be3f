"""A writer of VBA projects that hold source text alone: nothing compiled, so Excel compiles what can be read here.

Follows [MS-OVBA]: 2.3.4.2 ``dir`` stream, 2.3.1 ``PROJECT``, 2.3.3 ``PROJECTwm``, 2.3.4.1 ``_VBA_PROJECT``, 2.4.3 data
encryption. A module's source offset is 0: no performance cache stands before its text. Nothing is random, so that the
same sources give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sop_excel.hosts.addin.compound import compound_file
from sop_excel.hosts.addin.ovba import compress

CODE_PAGE = "cp1252"
_WINDOWS_1252, _ENGLISH_US = 1252, 0x409
_COOKIE = b"\xff\xff"  # "MUST be 0xFFFF on write"

# Type libraries that the sources name; Office finds them by their identifier, the path is a hint.
_REFERENCES = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
    r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
}


class ModuleKind(Enum):
    """What a module belongs to."""

    CODE = "Module={}"
    DOCUMENT = "Document={}/&H00000000"  # the workbook itself, or a sheet


@dataclass(frozen=True)
class Module:
    """One module: its name, its whole text with its ``Attribute`` lines, and its kind."""

    name: str
    text: str
    kind: ModuleKind = ModuleKind.CODE

    @property
    def source(self) -> bytes:
        """The text as the project stores it: one byte per character, lines ended by CR LF.

        Raises ValueError for a character beyond ASCII, which an Excel of another language would show as another one.
        """
        lines = self.text.splitlines()
        return ("\r\n".join(lines) + "\r\n").encode("ascii")


@dataclass(frozen=True)
class Project:
    """A VBA project: its name, its fixed identifier (a GUID in braces), and its modules in their order."""

    name: str
    identifier: str
    modules: Sequence[Module]


def vba_project(project: Project) -> bytes:
    """The bytes of ``vbaProject.bin``."""
    storage = {module.name: compress(module.source) for module in project.modules}
    storage["_VBA_PROJECT"] = bytes.fromhex("cc61ffff000000")  # no performance cache: compile from the sources
    storage["dir"] = compress(_directory(project))
    return compound_file({"VBA": storage, "PROJECT": _properties(project), "PROJECTwm": _names(project)})


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _text(number: int, unicode_number: int, text: str) -> bytes:
    """A text twice: in the code page and in UTF-16."""
    return _record(number, text.encode(CODE_PAGE)) + _record(unicode_number, text.encode("utf-16-le"))


def _long(value: int) -> bytes:
    return struct.pack("<I", value)


def _directory(project: Project) -> bytes:
    """The ``dir`` stream before compression, [MS-OVBA] 2.3.4.2."""
    information = [
        _record(0x01, _long(1)),  # 32-bit system, as every Office writes
        _record(0x02, _long(_ENGLISH_US)),
        _record(0x14, _long(_ENGLISH_US)),
        _record(0x03, struct.pack("<H", _WINDOWS_1252)),
        _record(0x04, project.name.encode(CODE_PAGE)),
        _text(0x05, 0x40, ""),  # description
        _text(0x06, 0x3D, ""),  # help file
        _record(0x07, _long(0)),  # help context
        _record(0x08, _long(0)),  # library flags
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # version of this project, whose size field does not count its end
        _text(0x0C, 0x3C, ""),  # constants
    ]
    references = [
        _text(0x16, 0x3E, name) + _record(0x0D, _long(len(library)) + library.encode(CODE_PAGE) + bytes(6))
        for name, library in _REFERENCES.items()
    ]
    count = _record(0x0F, struct.pack("<H", len(project.modules))) + _record(0x13, _COOKIE)
    modules = [_module_record(module) for module in project.modules]
    return b"".join([*information, *references, count, *modules, _record(0x10, b"")])


def _module_record(module: Module) -> bytes:
    """What the ``dir`` stream says of a module, [MS-OVBA] 2.3.4.2.3.2."""
    return b"".join(
        [
            _text(0x19, 0x47, module.name),
            _text(0x1A, 0x32, module.name),  # the stream of the same name
            _text(0x1C, 0x48, ""),  # description
            _record(0x31, _long(0)),  # the text begins at once
            _record(0x1E, _long(0)),  # help context
            _record(0x2C, _COOKIE),
            _record(0x21 if module.kind is ModuleKind.CODE else 0x22, b""),
            _record(0x2B, b""),
        ]
    )


def _properties(project: Project) -> bytes:
    """The ``PROJECT`` stream: what the editor shows, [MS-OVBA] 2.3.1."""
    key = sum(project.identifier.encode(CODE_PAGE)) & 0xFF
    lines = [
        f'ID="{project.identifier}"',
        *(module.kind.value.format(module.name) for module in project.modules),
        f'Name="{project.name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_encrypted(bytes(4), key)}"',  # not protected
        f'DPB="{_encrypted(bytes(1), key)}"',  # no password
        f'GC="{_encrypted(bytes([0xFF]), key)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in project.modules),
    ]
    return ("\r\n".join(lines) + "\r\n").encode(CODE_PAGE)


def _encrypted(data: bytes, key: int, seed: int = 0x5A) -> str:
    """The data scrambled as the format wants it, in hexadecimal digits, [MS-OVBA] 2.4.3.2; any seed will do."""
    version = 2
    result = [seed, seed ^ version, seed ^ key]
    before, before_that, plain_before = result[2], result[1], key
    filler = [7] * ((seed & 6) // 2)
    for plain in (*filler, *struct.pack("<I", len(data)), *data):
        byte = plain ^ ((before_that + plain_before) & 0xFF)
        result.append(byte)
        before, before_that, plain_before = byte, before, plain
    return bytes(result).hex().upper()


def _names(project: Project) -> bytes:
    """The ``PROJECTwm`` stream: every module's name in both encodings, [MS-OVBA] 2.3.3."""
    names = [m.name.encode(CODE_PAGE) + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in project.modules]
    return b"".join(names) + b"\0\0"
