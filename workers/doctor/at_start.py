"""What a process does before it begins: waits for what comes, refuses what no waiting mends."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from typing import ClassVar, Final

import structlog

from domain.errors import ReviewError
from workers.doctor.finding import REFUSED, USUAL_AT_START, WAITED_FOR, Finding
from workers.doctor.surroundings import wrong_around
from workers.servers import Servers
from workers.status.readiness import Readiness
from workers.status.server import status_served

PAUSE_SECONDS: Final = 2.0
SAID_EVERY: Final = 60.0

log = structlog.get_logger("perennial")


class SurroundingsUnfit(ReviewError):
    """The surroundings of this process must be mended before it can start."""

    code: ClassVar[str] = "surroundings_unfit"
    exit_code: ClassVar[int] = 78
    """As `EX_CONFIG` of sysexits: starting again mends nothing."""


async def until_fit(
    servers: Servers, pause: float = PAUSE_SECONDS, *, has_port: bool = False
) -> None:
    """Return once a process can begin its work on these servers.

    What it waits for it says in one sentence a minute, and what is wrong but harms nobody it says
    once.

    Args:
        servers: what it is to work on.
        pause: seconds from one look to the next.
        has_port: say it on the status port, too, so that nobody ends a process for waiting.

    Raises:
        SurroundingsUnfit: says what must be mended, and how.
        StatusNotServed: the port cannot be listened on.
    """
    found = await _fit_or_waiting(servers)
    if _waited_for(found):
        wait, readiness = _Wait(), Readiness()
        readiness.expect("surroundings", wait.trouble)
        shown = status_served(servers.settings, readiness) if has_port else nullcontext()
        async with shown:
            while waits := _waited_for(found):
                wait.say(waits[0])
                await asyncio.sleep(pause)
                found = await _fit_or_waiting(servers)
    for finding in found:
        if finding.fault in USUAL_AT_START:
            continue
        log.warning("surroundings_wrong", fault=finding.fault, sentence=finding.sentence)


class _Wait:
    """What a process waits for: said in the log once a minute, and whenever somebody asks."""

    def __init__(self) -> None:
        self._said_at = float("-inf")
        self._sentence = ""

    def say(self, finding: Finding) -> None:
        self._sentence = finding.sentence
        now = asyncio.get_running_loop().time()
        if now - self._said_at >= SAID_EVERY:
            self._said_at = now
            log.warning("waits_to_start", fault=finding.fault, sentence=finding.sentence)

    async def trouble(self) -> str:
        return self._sentence


async def _fit_or_waiting(servers: Servers) -> list[Finding]:
    found = await wrong_around(servers)
    refuse_unfit(found)
    return found


def _waited_for(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.fault in WAITED_FOR]


def refuse_unfit(found: Sequence[Finding]) -> None:
    """Refuse to start where something was found that no waiting mends.

    Raises:
        SurroundingsUnfit: says the first of it.
    """
    for finding in found:
        if finding.fault in REFUSED:
            raise SurroundingsUnfit(finding.sentence)
