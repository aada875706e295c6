"""A process of Python beside the load: ended with it, and never before what it holds is done."""

import asyncio
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

STOPS: Final = 30.0
"""Seconds in which a process may finish what it holds."""


@asynccontextmanager
async def python_process(
    name: str, words: Sequence[str], environment: Mapping[str, str], folder: Path | None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Python with these words as long as the block lasts.

    What it says goes into a file of its name in the folder, or nowhere.
    """
    log = (folder / f"{name.replace(' ', '-')}.log").open("ab") if folder is not None else None
    try:
        process = await asyncio.create_subprocess_exec(
            *_going_when_we_go(),
            sys.executable,
            *words,
            env=dict(environment),
            cwd=folder or Path(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log or asyncio.subprocess.DEVNULL,
            stderr=log or asyncio.subprocess.DEVNULL,
            # Ctrl-C is for us: what was measured is told before anything ends.
            start_new_session=True,
        )
    finally:
        if log is not None:
            log.close()
    try:
        yield process
    finally:
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOPS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _going_when_we_go() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []
