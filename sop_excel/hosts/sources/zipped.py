"""One part of a zip file, unpacked with a bound."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from sop_excel.hosts.sources.damage import DamagedError, RefusedError

MAX_PART = 2**30
MAX_RATIO, RATIO_FROM = 250, 64 * 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack without a bound, and no spreadsheet has them
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, struct.error, NotImplementedError)


def part_of(content: bytes, name: str) -> bytes:
    """A part of a zip file; empty where it is missing. Raises DamagedError, and RefusedError where it is encrypted."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            info = next((one for one in package.infolist() if one.filename.lower() == name.lower()), None)
            return _unpacked(package, info) if info else b""
    except _BROKEN as fault:
        raise DamagedError(f"a damaged file ({fault})") from fault


def _unpacked(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise RefusedError("a zip file with a password", "save it without a password and run again")
    absurd = info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size
    if info.compress_type not in _METHODS or info.file_size > MAX_PART or absurd:
        raise DamagedError(f"a part that unpacks to {info.file_size / 2**20:.0f} MB, too much for a spreadsheet")
    with package.open(info) as file:
        return file.read(info.file_size + 1)
