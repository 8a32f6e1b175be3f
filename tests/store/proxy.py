"""A line to a server that is cut: a proxy which lets so many bytes through and then hangs up on both sides."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_SOME = 512  # bytes that are passed on at once


@dataclass
class Line:
    """Where to connect to, and how many bytes went each way; after ``most`` to the server, or from it, it is cut."""

    port: int
    most: int | None = None  # None: never cut
    to_server: bool = True
    passed: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    is_cut: bool = False


@contextmanager
def line_to(port: int, most: int | None = None, *, to_server: bool = True) -> Iterator[Line]:
    """A line to the port of a server on this machine, which is cut after ``most`` bytes in that direction."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line = Line(listening.getsockname()[1], most, to_server)
        threading.Thread(target=_serve, args=(listening, port, line), daemon=True).start()
        yield line


def _serve(listening: socket.socket, port: int, line: Line) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:  # the test is over
            return
        if line.is_cut:
            client.close()
            continue
        server = socket.create_connection(("127.0.0.1", port))
        for source, target, to_server in ((client, server, True), (server, client, False)):
            threading.Thread(target=_pass_on, args=(source, target, to_server, line), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, to_server: bool, line: Line) -> None:
    with suppress(OSError):
        while data := source.recv(_SOME):
            if line.most is not None and to_server is line.to_server:
                data = data[: max(0, line.most - line.passed[to_server])]
                line.is_cut = line.passed[to_server] + len(data) >= line.most
            target.sendall(data)
            line.passed[to_server] += len(data)
            if line.is_cut:
                break
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
