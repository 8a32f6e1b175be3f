"""What a process says of itself, so that answers come only from those that find the same to the last bit."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import sop_excel
from sop_excel.model.engine.trial import trial

PROGRAM, CODE, MACHINE, TRIAL = "sop-excel", "program code", "machine", "trial problem"
LIBRARIES = ("highspy", "numpy")
_ROOMS = ("domain", "model", "hosts/cluster")  # whose code answers, and brings the answer back
_ONE_NAME = {"amd64": "x86_64", "arm64": "aarch64"}  # of processors that systems call by two


def introduced() -> dict[str, str]:
    """The versions of program and libraries, the kind of machine, and what is made of the trial problem."""
    return {
        PROGRAM: sop_excel.__version__,
        **{name: version(name) for name in LIBRARIES},
        "Python": ".".join(platform.python_version_tuple()[:2]),
        MACHINE: _machine(),
        CODE: _code(),
        TRIAL: trial(),
    }


Refusal = tuple[str, str, str]  # what was expected, what was found, and what to do


def refusal(ours: Mapping[str, str], theirs: object) -> Refusal | None:
    """Why the answers of a worker would not be ours, by what it said of itself, or by the fault that kept it from that;
    None where they would be."""
    if isinstance(theirs, TimeoutError):
        return "an answer", str(theirs), "it is not used"
    if isinstance(theirs, BaseException):
        fault = f"none, or another one ({type(theirs).__name__}: {theirs})"
        return f"{PROGRAM} {ours[PROGRAM]}", fault, f"it is not used; {_advice(ours, [PROGRAM])}"
    said = theirs if isinstance(theirs, Mapping) else {}
    other = [name for name in ours if said.get(name) != ours[name]]
    if not other:
        return None
    if other != [TRIAL] and TRIAL in other:
        other.remove(TRIAL)  # which follows from the rest
    expected, found = (", ".join(f"{name} {of.get(name, 'unknown')}" for name in other) for of in (ours, said))
    return expected, found, f"it is not used; {_advice(ours, other)}"


def _advice(ours: Mapping[str, str], other: list[str]) -> str:
    if MACHINE in other:
        return "start workers on machines of the same operating system and kind of processor as this one"
    if "Python" in other:
        return f"start it with Python {ours['Python']}"
    if other == [TRIAL]:
        return "its libraries or its processor calculate otherwise than those of this machine"
    if other == [CODE]:
        return "install there what is installed here, file by file"
    pins = " ".join(f"{name}=={ours[name]}" for name in LIBRARIES)
    return f'install there what is installed here: pip install "sop-excel[cluster]=={ours[PROGRAM]}" {pins}'


def _machine() -> str:
    processor = platform.machine().lower()
    return f"{platform.system()} {_ONE_NAME.get(processor, processor)}"


def _code() -> str:
    root, digest = Path(sop_excel.__file__).parent, hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]
