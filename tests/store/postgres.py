"""A real PostgreSQL server of the tests' own: made, started and thrown away once in a run of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

OWNER, PASSWORD = "owner", "p@ss/w:rd#%1"  # with all that a URL has to write otherwise
OWNER_IN_URL = "owner:p%40ss%2Fw%3Ard%23%251"
SECONDS_TO_START = 60.0
_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/local/pgsql")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, which distributions do not put on the path; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [folder for start in _FOLDERS for folder in Path(start).glob("**/bin/initdb")]
    return max(folders, key=lambda path: path.stat().st_mtime).parent if folders else None


INSTALLED = programs() is not None
NOT_HERE = "PostgreSQL is not installed: apt-get install postgresql"


@dataclass
class Server:
    """A server that listens on this machine alone; its role ``owner`` may do anything."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _shared: str = ""

    def url(self, database: str = "postgres", who: str = OWNER_IN_URL, port: int = 0) -> str:
        """The address of a database as a planner types it; ``who`` is USER:PASSWORD."""
        return f"postgresql://{who}@127.0.0.1:{port or self.port}/{database}"

    def run(self, statement: str, *values: Any, database: str = "postgres") -> list[tuple[Any, ...]]:
        """What a statement gives, as the owner."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=PASSWORD, dbname=database, autocommit=True
        ) as connection:
            done = connection.execute(statement.encode(), values or None)
            return done.fetchall() if done.description else []

    def new_database(self) -> str:
        """An empty database of this name."""
        name = f"plans_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def empty_database(self) -> str:
        """The one database that tests use one after the other, with nothing in it, which is faster than a new one."""
        if not self._shared:
            self._shared = self.new_database()
        self.run(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO public",
            database=self._shared,
        )
        return self._shared

    def close(self) -> None:
        """End the server; nothing of it stays."""
        self.process.send_signal(signal.SIGQUIT)  # at once, without putting its files right
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def started() -> Server:
    """A new server in a folder of its own, without what saves data from a power cut: it starts in a second."""
    bin_folder = programs()
    assert bin_folder is not None, "PostgreSQL must be installed where continuous integration runs"
    folder = Path(mkdtemp(prefix="sop-excel-postgres-"))
    secret = folder / "password"
    secret.write_text(PASSWORD)
    _give(folder, secret)
    make: list[str | Path] = [
        bin_folder / "initdb", "--pgdata", folder / "data", "--username", OWNER, "--pwfile", secret,
        "--auth", "scram-sha-256", "--no-sync", "--encoding", "UTF8", "--locale", "C",
    ]  # fmt: skip
    made = subprocess.run(_unprivileged(make), capture_output=True, text=True, check=False, cwd=folder)
    assert made.returncode == 0, made.stderr
    port = _free_port()
    run: list[str | Path] = [
        bin_folder / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder,
        "-F", "-c", "shared_buffers=32MB", "-c", "max_wal_size=256MB", "-c", "jit=off",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(_unprivileged(run), stdout=log, stderr=log, cwd=folder, start_new_session=True)
    server = Server(port, folder, process)
    try:
        _await(server)
    except BaseException:
        server.close()
        raise
    return server


def _await(server: Server) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            server.run("SELECT 1")
            return
        except psycopg.OperationalError:
            log = (server.folder / "log").read_text(errors="replace")
            assert server.process.poll() is None, log
            assert time.monotonic() < until, log
            time.sleep(0.02)


def _unprivileged(words: Sequence[str | Path]) -> list[str | Path]:
    """PostgreSQL refuses to run as root, and shall end with us where the system can see to that."""
    setpriv = shutil.which("setpriv")
    as_user = ["--reuid", _user(), "--regid", str(pwd.getpwnam(_user()).pw_gid), "--clear-groups"] if _is_root() else []
    if setpriv is None:
        assert not as_user, "as root the tests need setpriv, of the package util-linux"
        return [*words]
    return [setpriv, "--pdeathsig", "INT", *as_user, *words]


def _give(*paths: Path) -> None:
    for path in paths if _is_root() else ():
        shutil.chown(path, _user())


def _is_root() -> bool:
    return os.geteuid() == 0


def _user() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
