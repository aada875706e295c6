"""Runs commands of Perennial, each in a process of its own, without importing it each time.

A command takes a second to import and much less to run. So one process imports what commands need
and forks for each of them: what runs is the whole command, with its own arguments, surroundings,
output and exit code. `perennial up` and the tests of the frame start the installed program itself.
"""

import asyncio
import importlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LENGTH: Final = struct.Struct("!I")
KILLED: Final = -9


class WarmProgram:
    """The process that forks, and the line to it; it ends with us, whatever becomes of us."""

    def __init__(self, columns: str) -> None:
        """Start it; what is drawn at import is drawn for so many columns."""
        self._line, theirs = socket.socketpair()
        surroundings = {**os.environ, "COLUMNS": columns}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.acceptance.warm", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    async def run(
        self, words: Sequence[str], surroundings: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """Run a command to its end: exit code, output and complaints."""
        pipes = [os.pipe() for _ in range(3)]
        said = json.dumps([list(words), dict(surroundings), str(Path.cwd())]).encode()
        ends = [writing for _, writing in pipes]
        socket.send_fds(self._line, [LENGTH.pack(len(said))], ends)
        self._line.sendall(said)
        for end in ends:
            os.close(end)
        out, err, code = await asyncio.gather(*(_all_of(reading) for reading, _ in pipes))
        return int(code) if code else KILLED, out.decode(), err.decode()


@cache
def warm_program(columns: str) -> WarmProgram:
    """Give the one of these tests."""
    return WarmProgram(columns)


async def _all_of(pipe: int) -> bytes:
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", 0)
    )
    try:
        return await reader.read()
    finally:
        transport.close()


def _serve(line: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        head, ends, _, _ = socket.recv_fds(line, LENGTH.size, 3)
        if not head:
            return
        (length,) = LENGTH.unpack(head)
        words, surroundings, folder = json.loads(_whole(line, length))
        _import(words)
        if os.fork() == 0:
            line.close()
            _become(words, surroundings, folder, ends)
        for end in ends:
            os.close(end)


def _whole(line: socket.socket, length: int) -> bytes:
    said = b""
    while len(said) < length:
        said += line.recv(length - len(said))
    return said


def _import(words: Sequence[str]) -> None:
    from workers.cli import COMMANDS  # noqa: PLC0415 - where this is imported, it stays cold

    for path, place in COMMANDS.items():
        if list(words[: len(path.split())]) == path.split():
            importlib.import_module(f"workers.commands.{place.partition(':')[0]}")


def _become(
    words: Sequence[str], surroundings: Mapping[str, str], folder: str, ends: Sequence[int]
) -> None:
    from workers.cli import run  # noqa: PLC0415 - where this is imported, it stays cold

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out, err, code_end = ends
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(folder)
    code = 1
    try:
        code = run(words)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(code_end, str(code).encode())
        os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as line:
        _serve(line)
