"""One process of an installation, which can be killed, frozen and started again."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
RESTARTS_AFTER: Final = 0.5


class Part:
    """Starts a process and, as any supervisor does, starts it again whenever it has ended.

    `fell` counts the times it ended without anybody having killed it.
    """

    def __init__(
        self, name: str, module: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        """Name the process, the module of Python that it runs, and where its output goes."""
        self.name = name
        self.fell = 0
        self._module = tuple(module)
        self._environment = {**os.environ, **environment}
        self._log = folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._is_killed = False
        self._keeper: asyncio.Task[None] | None = None
        self._hours = 0

    @property
    def pid(self) -> int | None:
        """The process that runs, if one does."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def is_elsewhen(self) -> bool:
        """Whether its clock was moved."""
        return self._hours != 0

    async def start(self) -> None:
        """Start it, and go on doing so until `stop`."""
        await self._launch()
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it for good, and wait for that."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        process = self._process
        if process is None or process.returncode is not None:
            return
        self.signal(signal.SIGKILL)
        await process.wait()

    def kill(self, *, hours: int = 0) -> None:
        """Kill it at once; the next one lives so many hours ahead of, or behind, its time."""
        self._hours = hours
        self._is_killed = True
        self.signal(signal.SIGKILL)

    async def replace(self) -> int:
        """Ask it to end, as an upgrade does, wait for that, and give its exit code."""
        process = self._process
        assert process is not None
        self._is_killed = True
        self.signal(signal.SIGTERM)
        return await process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if there is anybody to get it."""
        if (pid := self.pid) is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    async def _keep(self) -> None:
        while True:
            if self._process is not None:
                await self._process.wait()
            if not self._is_killed:
                self.fell += 1
            self._is_killed = False
            await asyncio.sleep(RESTARTS_AFTER)
            await self._launch()

    async def _launch(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *_going_when_we_go(),
                sys.executable,
                "-m",
                *self._module,
                cwd=ROOT,
                env=self._environment | {"FAULT_HOURS": str(self._hours)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def family_of(pid: int) -> list[int]:
    """Give a process and all that it has started."""
    found, ahead = [], [pid]
    while ahead:
        found.append(ahead.pop())
        with suppress(OSError):
            children = Path(f"/proc/{found[-1]}/task/{found[-1]}/children").read_text()
            ahead += map(int, children.split())
    return found


def _going_when_we_go() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []
