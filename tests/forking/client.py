"""``python -I -S client.py SOCKET -m MODULE WORD ...`` (or ``-c CODE``): runs Python with these words in a process that
is forked from the one that listens there, hands on the signals that end a command, and ends as it does.

It has the streams, the folder, the environment, the limits and the ignored signals of this one. It loads as little as
it can, so that it starts in a hundredth of a second.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _socket
import marshal
import os
import resource
import sys

_LATER = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")  # what is done for a process that is forked
_LIMITS = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]
_HEARD = (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP)
REFUSED = 97


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _order(words: list[str]) -> bytes:
    """Everything but the open files."""
    umask = os.umask(0)
    os.umask(umask)
    streams = (sys.stdin, sys.stdout, sys.stderr)
    how = [(stream.encoding, stream.errors) if stream else ("utf-8", "strict") for stream in streams]
    limits = [(which, *resource.getrlimit(which)) for which in _LIMITS]
    ignored = [int(number) for number in _HEARD if _signal.getsignal(number) == _signal.SIG_IGN]
    here = os.getcwd()  # noqa: PTH109 - pathlib takes longer to load than all else
    return marshal.dumps((words, here, dict(os.environ), how, [*map(_is_open, range(3))], limits, ignored, umask))


def main(path: str, words: list[str]) -> int:
    """The exit status; where a signal ended it, this process ends of it too."""
    strange = sorted(name for name in os.environ if name.startswith("PYTHON") and name not in _LATER)
    strange = [name for name in strange if not name.startswith("PYTHON_")]  # of libraries, which read them later
    if strange or words[0] not in ("-m", "-c"):
        os.write(2, f"to be started in a new process: {' '.join([*strange, *words])}\n".encode())
        return REFUSED
    order, files = _order(words), [number for number in range(3) if _is_open(number)]
    server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    server.connect(path)
    numbers = b"".join(number.to_bytes(4, sys.byteorder) for number in files)
    server.sendmsg(
        [len(order).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, numbers)] if files else []
    )
    server.sendall(order)
    for heard in _HEARD:
        if _signal.getsignal(heard) != _signal.SIG_IGN:
            _signal.signal(heard, lambda number, frame: server.sendall(bytes([number])))
    ended = int.from_bytes(server.recv(4), "big", signed=True)
    if ended < 0:
        if -ended != _signal.SIGKILL:
            _signal.signal(-ended, _signal.SIG_DFL)
        os.kill(os.getpid(), -ended)
    return ended


if __name__ == "__main__":
    os._exit(main(sys.argv[1], sys.argv[2:]))
