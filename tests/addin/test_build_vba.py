"""The VBA project, read back by oletools and olefile: sources alone, every one as written."""

from __future__ import annotations

import io
import struct
import zipfile

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.hosts.addin.build import modules
from sop_excel.hosts.addin.compound import compound_file
from sop_excel.hosts.addin.ovba import compress
from sop_excel.hosts.addin.vba import Module, ModuleKind, Project, vba_project
from sop_excel.shipped import resource
from tests.addin.olevba import VBA_Parser, decompress_stream
from tests.examples import examples

TEXT_OFFSET = 0x31  # the record of the dir stream that says where a module's source begins
VERSION = 0x09


@pytest.fixture(scope="module")
def project() -> olefile.OleFileIO:
    """The compound file with the VBA project in the add-in of the repository."""
    with zipfile.ZipFile(resource("addin/excel/sop_excel.xlam")) as archive:
        return olefile.OleFileIO(io.BytesIO(archive.read("xl/vbaProject.bin")))


def records(directory: bytes) -> list[tuple[int, bytes]]:
    """The records of a decompressed dir stream."""
    found, at = [], 0
    while at < len(directory):
        number, size = struct.unpack_from("<HI", directory, at)
        size = 6 if number == VERSION else size
        found.append((number, directory[at + 6 : at + 6 + size]))
        at += 6 + size
    return found


def decompressed(data: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(data)))


def test_oletools_reads_every_module_as_its_source_and_nothing_else() -> None:
    parser = VBA_Parser(str(resource("addin/excel/sop_excel.xlam")))
    read = {name.rsplit(".", 1)[0]: code.replace("\r\n", "\n") for _, _, name, code in parser.extract_macros()}
    parser.close()
    assert {name: text.strip() for name, text in read.items()} == {one.name: one.text.strip() for one in modules()}


def test_the_container_has_the_streams_of_the_specification_and_no_flaw(project: olefile.OleFileIO) -> None:
    assert project.parsing_issues == []
    expected = [["PROJECT"], ["PROJECTwm"], *(["VBA", name] for name in ("_VBA_PROJECT", "dir"))]
    expected += [["VBA", module.name] for module in modules()]
    assert sorted(project.listdir()) == sorted(expected)


def test_no_compiled_code_is_anywhere(project: olefile.OleFileIO) -> None:
    """Each module's stream is its compressed text from the first byte to the last; the cache's stream is a stub."""
    assert project.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000000")
    offsets = [
        data for number, data in records(decompressed(project.openstream("VBA/dir").read())) if number == TEXT_OFFSET
    ]
    assert offsets == [bytes(4)] * len(modules())
    for module in modules():
        assert project.openstream(f"VBA/{module.name}").read() == compress(module.source)
        assert decompressed(compress(module.source)) == module.source


def test_the_editor_sees_the_modules_and_no_lock(project: olefile.OleFileIO) -> None:
    lines = project.openstream("PROJECT").read().decode("ascii").splitlines()
    documents = [line for line in lines if line.startswith("Document=")]
    assert documents == [f"Document={one.name}/&H00000000" for one in modules() if one.kind is ModuleKind.DOCUMENT]
    assert [line for line in lines if line.startswith("Module=")] == [
        f"Module={one.name}" for one in modules() if one.kind is ModuleKind.CODE
    ]
    fields = dict(line.split("=", 1) for line in lines if line.startswith(("ID", "CMG", "DPB", "GC")))
    identifier = fields.pop("ID").strip('"')
    plain = {key: unscrambled(value.strip('"'), identifier) for key, value in fields.items()}
    assert plain == {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}


def test_the_scrambling_is_that_of_the_specification() -> None:
    """The example of [MS-OVBA] 3.1.1, whose values mean: not protected, no password, visible."""
    identifier = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"
    assert unscrambled("0705D8E3D8EDDBF1DBF1DBF1DBF1", identifier) == bytes(4)
    assert unscrambled("0E0CD1ECDFF4E7F5E7F5E7", identifier) == bytes(1)
    assert unscrambled("1517CAF1D6F9D7F9D706", identifier) == b"\xff"


def unscrambled(digits: str, identifier: str) -> bytes:
    """The data behind the digits, [MS-OVBA] 2.4.3.3."""
    seed, version, key, *rest = bytes.fromhex(digits)
    assert version ^ seed == 2
    plain_before = key ^ seed
    assert plain_before == sum(identifier.encode()) & 0xFF
    plain, before, before_that = [], key, version
    for byte in rest:
        plain_before = byte ^ ((before_that + plain_before) & 0xFF)
        before_that, before = before, byte
        plain.append(plain_before)
    ignored = (seed & 6) // 2
    (length,) = struct.unpack_from("<I", bytes(plain), ignored)
    data = bytes(plain[ignored + 4 :])
    assert len(data) == length
    return data


words = st.sampled_from(["Public Sub", "End Sub", "If x = 1 Then", "    ", "\r\n", "' why", "Application", "a", "\t"])


@examples(60)
@given(st.lists(words, max_size=1500).map("".join).map(str.encode))
def test_compressed_text_comes_back(text: bytes) -> None:
    assert decompressed(compress(text)) == text


@pytest.mark.parametrize("size", [0, 1, 2, 3, 15, 16, 17, 4094, 4095, 4096, 4097, 8192, 8193])
def test_text_comes_back_around_the_edges_of_chunks(size: int) -> None:
    text = (b"Dim interpreter As String\r\n" * 400)[:size]
    assert decompressed(compress(text)) == text
    assert decompressed(compress(b"a" * size)) == b"a" * size


def test_noise_is_stored_in_whole_chunks_and_refused_at_the_end() -> None:
    noise = b"".join(struct.pack(">H", (7919 * number) % 65536) for number in range(2048))
    assert decompressed(compress(noise)) == noise
    with pytest.raises(ValueError, match="without an end of zeros"):
        compress(noise[:4095])


@examples(40)
@given(
    st.dictionaries(
        st.text("abcXYZ_12", min_size=1, max_size=20), st.binary(max_size=9000), max_size=12
    ).filter(lambda streams: len({name.upper() for name in streams}) == len(streams))
)  # fmt: skip
def test_every_stream_of_a_container_comes_back(streams: dict[str, bytes]) -> None:
    """Short ones from the mini stream, long ones from sectors of their own."""
    with olefile.OleFileIO(io.BytesIO(compound_file({"Folder": streams, "Top": b"top" * 2000}))) as read:
        assert read.parsing_issues == []
        assert {path[1]: read.openstream(path).read() for path in read.listdir() if path[0] == "Folder"} == streams
        assert read.openstream("Top").read() == b"top" * 2000


def test_a_container_beyond_the_header_s_table_is_refused() -> None:
    sectors = 109 * 128 - 109 - 1  # of the data; the tables themselves and the directory take the rest
    with olefile.OleFileIO(io.BytesIO(compound_file({"A": bytes(512 * sectors)}))) as read:
        assert read.get_size("A") == 512 * sectors
    with pytest.raises(ValueError, match="too much"):
        compound_file({"A": bytes(512 * (sectors + 1))})


def test_a_source_is_plain_ascii() -> None:
    """An Excel with another code page would show other letters."""
    assert Module("A", "' e\n").source == b"' e\r\n"
    with pytest.raises(ValueError, match="ascii"):
        Module("A", "' é\n").source  # noqa: B018 - the property does the work


def test_the_same_project_gives_the_same_bytes() -> None:
    one = Project("P", "{00000000-0000-0000-0000-000000000001}", [Module("A", 'Attribute VB_Name = "A"\n')])
    assert vba_project(one) == vba_project(one)
