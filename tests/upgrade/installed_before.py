"""The release before, unpacked and at work in a process of its own."""

import asyncio
import json
import os
import sys
import tarfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.upgrade.freeze_release import release_before

PROGRAM = Path(__file__).parent / "release_before.py"


@dataclass(frozen=True)
class Before:
    """What one can ask of an installation of the release before while it runs."""

    process: asyncio.subprocess.Process

    async def ask(self, act: str, **asked: object) -> Any:  # noqa: ANN401 - JSON of any shape
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"act": act, **asked}).encode() + b"\n")
        return await self.heard()

    async def heard(self) -> Any:  # noqa: ANN401 - JSON of any shape
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            line = await self.process.stdout.readline()
        assert line, "it ended"
        return json.loads(line)


@dataclass(frozen=True)
class Release:
    """The code of the release before."""

    code: Path

    @property
    def migrations(self) -> Path:
        return self.code / "storage" / "sql" / "migrations"

    @asynccontextmanager
    async def at_work(self, **place: str) -> AsyncIterator[Before]:
        """Run its workers and its projector on that place for as long as the block lasts."""
        kept = {name: value for name, value in os.environ.items() if name[:10] != "PERENNIAL_"}
        surroundings = kept | place | {"PYTHONPATH": str(self.code)}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", PROGRAM), env=surroundings, stdin=PIPE, stdout=PIPE
        )
        try:
            before = Before(process)
            assert (await before.heard())["code"] == str(self.code)
            yield before
            assert process.stdin is not None
            process.stdin.close()
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def unpacked(folder: Path) -> Path:
    """Unpack the release before; give where its rooms lie."""
    with tarfile.open(release_before()) as archive:
        archive.extractall(folder, filter="data")
    return folder
