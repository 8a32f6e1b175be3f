"""The machine we run on, and where its Excel looks for an add-in and for our settings."""

from __future__ import annotations

import locale
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sop_excel.errors import InputError, Issue
from sop_excel.extras import EXTRAS
from sop_excel.hosts.addin.registry import Registry, values_of

WINDOWS, MAC = "win32", "darwin"
ADDIN = "sop_excel.xlam"
SETTINGS = "sop_excel.conf"
SCRIPT = "sop_excel.applescript"
PACKAGES = ("sop-excel", "pywin32", "appscript", "numpy", "highspy", *EXTRAS)


@dataclass(frozen=True)
class Machine:
    """The facts about a machine that decide where files go and what can run.

    ``encoding`` is the one in which VBA reads text files, ``base`` the folder of the Python that a virtual environment
    stems from, ``versions`` what is installed by the name of its package, ``registry`` what Windows' registry holds.
    """

    platform: str
    home: Path
    environ: Mapping[str, str]
    interpreter: Path
    base: Path
    encoding: str
    python: str
    bits: int
    versions: Mapping[str, str]
    registry: Registry = values_of

    @classmethod
    def here(cls) -> Machine:
        """The machine and the Python that run this."""
        return cls(
            platform=sys.platform,
            home=Path.home(),
            environ=dict(os.environ),
            interpreter=_interpreter(),
            base=Path(sys.base_prefix),
            encoding=locale.getencoding() if sys.platform == WINDOWS else "ascii",
            python=platform.python_version(),
            bits=64 if sys.maxsize > 2**32 else 32,
            versions=_versions(),
        )

    @property
    def has_excel(self) -> bool:
        """Whether Excel exists for this system."""
        return self.platform in (WINDOWS, MAC)

    @property
    def store_python(self) -> bool:
        """Whether this Python comes from the Microsoft Store, which hides from Excel what it writes to AppData."""
        paths = f"{self.interpreter}|{self.base}".lower()
        return self.platform == WINDOWS and ("windowsapps" in paths or "pythonsoftwarefoundation.python" in paths)

    def pip_install(self, package: str) -> str:
        """What to do to get a package into this Python."""
        return f"run: {pip_install(self.interpreter, package)}"

    def same_path(self, one: Path, other: Path) -> bool:
        """Whether two names are one; symbolic links are not followed, for they tell virtual environments apart."""
        if self.platform in (WINDOWS, MAC):
            return str(one).casefold() == str(other).casefold()
        return one == other


@dataclass(frozen=True)
class AddinPlaces:
    """Where everything goes on a machine that can run Excel; a script is needed on a Mac only."""

    addin: Path
    settings: Path
    script: Path | None

    @property
    def help(self) -> Path:
        """The help page that the ribbon opens."""
        return self.settings.with_name("sop_excel.html")

    @property
    def record(self) -> Path:
        """The list of what was installed, which tells ``uninstall`` what is ours."""
        return self.settings.with_name("sop_excel.installed.json")


def places(machine: Machine) -> AddinPlaces:
    """Where the add-in's files belong on this machine. Raises InputError on a system that has no Excel."""
    if machine.platform == WINDOWS:
        return _windows(machine)
    if machine.platform == MAC:
        return _mac(machine)
    advice = "'sop-excel addin build -o sop_excel.xlam' makes the file to take along to one that has"
    raise InputError([Issue("sop-excel addin", "", "a Windows machine or a Mac", "a system without Excel", advice)])


def elsewhere(machine: Machine) -> tuple[Path, ...]:
    """The other folders from which Excel loads add-ins, where a forgotten copy may lie."""
    if machine.platform == WINDOWS:
        office = [
            Path(machine.environ[name], "Microsoft Office", "root", "Office16", "XLSTART")
            for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")
            if name in machine.environ
        ]
        return (roaming(machine) / "Microsoft" / "AddIns", *office)
    if machine.platform == MAC:
        shared = Path("/Library/Application Support/Microsoft/Office365/User Content.localized/Startup.localized/Excel")
        return (mac_office(machine) / "User Content.localized" / "Add-Ins.localized", shared)
    return ()


def roaming(machine: Machine) -> Path:
    """The folder of a Windows user's application data."""
    return Path(machine.environ.get("APPDATA") or machine.home / "AppData" / "Roaming")


def mac_office(machine: Machine) -> Path:
    """The folder that the Office programs of a Mac share; they make it when one of them is first started."""
    return machine.home / "Library" / "Group Containers" / "UBF8T346G9.Office"


def pip_install(interpreter: Path, package: str) -> str:
    """The command that installs a package for an interpreter.

    >>> pip_install(Path("python"), "--force-reinstall xlwings")
    'python -m pip install --force-reinstall xlwings'
    """
    program = f'"{interpreter}"' if " " in str(interpreter) else str(interpreter)
    return f"{program} -m pip install {package}"


def _windows(machine: Machine) -> AddinPlaces:
    profile = Path(machine.environ.get("USERPROFILE") or machine.home)  # as the add-in itself looks it up
    startup = roaming(machine) / "Microsoft" / "Excel" / "XLSTART"
    return AddinPlaces(startup / ADDIN, profile / ".sop_excel" / SETTINGS, None)


def _mac(machine: Machine) -> AddinPlaces:
    library = machine.home / "Library"
    startup = mac_office(machine) / "User Content.localized" / "Startup.localized" / "Excel"
    return AddinPlaces(
        startup / ADDIN,
        library / "Containers" / "com.microsoft.Excel" / "Data" / SETTINGS,
        library / "Application Scripts" / "com.microsoft.Excel" / SCRIPT,
    )


def _interpreter() -> Path:
    """The Python that runs this, by the name that belongs to its environment and with a console of its own."""
    path = Path(sys.executable).absolute()
    return path.with_name("python.exe") if path.name.lower() == "pythonw.exe" else path


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
