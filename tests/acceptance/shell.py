"""A shell in a home of its own, where Perennial is up; commands run as HR and people run them."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.acceptance.warm import warm_program
from workers.embedded.ports import settle_ports

PROGRAM = Path(sys.executable).parent / "perennial"
PORTS = (
    *("POSTGRES_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "TEMPORAL_METRICS_PORT"),
    *("SMTP_PORT", "SITE_PORT"),
)


class Shell:
    """Runs commands against what is up in one home."""

    def __init__(self, home: Path) -> None:
        ports, _ = settle_ports(dict.fromkeys(PORTS, 0))
        kept = {key: value for key, value in os.environ.items() if key[:10] != "PERENNIAL_"}
        ours = {f"PERENNIAL_{name}": str(port) for name, port in ports.items()}
        self.surroundings = {**kept, **ours, "PERENNIAL_HOME": str(home), "COLUMNS": "120"}

    async def run(self, *words: str | Path) -> tuple[int, str, str]:
        """Exit code, output and complaints of a command."""
        program = warm_program(self.surroundings["COLUMNS"])
        return await program.run([str(word) for word in words], self.surroundings)

    async def answer(self, *words: str | Path) -> Any:  # noqa: ANN401 - JSON of any shape
        """What a command says with --json; it must have worked."""
        code, out, err = await self.run(*words, "--json")
        assert (code, err) == (0, ""), err
        return json.loads(out)

    async def refusal(self, *words: str | Path) -> str:
        """The one sentence with which a command refuses."""
        code, out, err = await self.run(*words)
        assert code != 0, out
        assert "Traceback" not in err
        return " ".join(err.split())


@asynccontextmanager
async def perennial_is_up(home: Path) -> AsyncIterator[Shell]:
    """Start `perennial up`, wait for its links, and stop it as Ctrl-C does."""
    shell = Shell(home)
    up = await asyncio.create_subprocess_exec(
        PROGRAM, "up", "--json", env=shell.surroundings, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    assert up.stdout is not None
    assert "links" in json.loads(await up.stdout.readline())
    try:
        yield shell
    finally:
        up.send_signal(signal.SIGINT)
        _, complaints = await up.communicate()
        assert up.returncode == 0, complaints.decode()
