"""Start a private office: own profile, own pipe, and killed by the system as soon as its parent is gone."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import uno
from com.sun.star.connection import NoConnectException

SECONDS_TO_START = 90


class Office:
    """A running office and its desktop."""

    def __init__(self, program: Path, profile: Path) -> None:
        self._pipe = "calc" + uuid4().hex[:12]
        # The binary itself, with no launcher between it and us, so that the signal and kill reach it.
        self._command: list[str | Path] = [
            "setpriv", "--pdeathsig", "KILL", program,
            "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
            f"--accept=pipe,name={self._pipe};urp;", f"-env:UserInstallation={profile.as_uri()}",
        ]  # fmt: skip
        self._process = self._spawned()
        try:
            context = self._connected(time.monotonic() + SECONDS_TO_START)
        except BaseException:
            self.kill()
            raise
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def dead(self) -> bool:
        """Whether its process is gone; one that lost its connection is given a moment to end."""
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait(10)

    def _spawned(self) -> subprocess.Popen[bytes]:
        nothing = subprocess.DEVNULL
        return subprocess.Popen(self._command, stdin=nothing, stdout=nothing, stderr=nothing)

    def _connected(self, end: float) -> Any:
        here = uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
            except NoConnectException:
                if self._process.poll() is not None:  # a new profile makes the office ask to be started again
                    self._process = self._spawned()
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
