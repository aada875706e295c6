"""One round: a cycle is launched, worked on and broken; then all is healed, settles, is checked."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from domain.review.events import AssigneeReminded, ReviewCompleted, RungReached
from tests.faults.book import Book, Said
from tests.faults.breaking import Breaker
from tests.faults.checker import DOUBLES, LOSES, Finding, broken
from tests.faults.company import Company, begin, hire
from tests.faults.facts import Facts
from tests.faults.faults import Fault
from tests.faults.gathering import gathered
from tests.faults.installation import Installation, installed
from tests.faults.participants import Participant, participants
from tests.faults.rest import until_over
from tests.faults.second_opinion import second_opinion

SETTLES: Final = 240.0
"""Seconds within which everything is at rest once all is healed; what died in the middle of a
delivery is tried again after a minute, and then everybody still has to do the rest."""


@dataclass(frozen=True)
class Scene:
    """An installation with a company at work in it."""

    place: Installation
    company: Company
    seed: int


@dataclass
class Round:
    """What a round came to: what was told, what is in the log, and what is wrong with that."""

    faults: Counter[str]
    book: Book
    facts: Facts
    broken: list[Finding]
    fell: Counter[str] = field(default_factory=Counter)
    cut_off: int = 0

    @property
    def lost(self) -> int:
        """Submissions that were accepted and are not in the log."""
        return sum(finding.invariant in LOSES for finding in self.broken)

    @property
    def doubled(self) -> int:
        """Whatever is there more than once and may be there once."""
        return sum(finding.invariant in DOUBLES for finding in self.broken)

    def figures(self) -> Counter[str]:
        """Give what can be counted and added up over rounds."""
        reviews = set(self.facts.reviews)
        kinds = Counter(str(each.event.type) for each in self.facts.log if each.stream in reviews)
        mails = Counter(mail.number for mail in self.facts.mails)
        messages = {str(each.message) for each in self.facts.messages}
        told = {f"told {said}": self.book.told(said) for said in Said}
        return Counter(
            {
                "faults": sum(self.faults.values()),
                "statements cut off in the middle": self.cut_off,
                "submissions": len(self.book.sendings),
                "of these through pages": sum(each.is_by_hand for each in self.book.sendings),
                **told,
                "recorded": kinds["StepSubmitted"] + kinds["StepSentBack"],
                "losses": self.lost,
                "duplicates": self.doubled,
                "reminders": kinds[AssigneeReminded.__name__],
                "rungs": kinds[RungReached.__name__],
                "messages": len(messages),
                "mails sent again": sum(mails[each] - 1 for each in messages if mails[each] > 1),
                "reviews completed": kinds[ReviewCompleted.__name__],
                "parts that ended by themselves": sum(self.fell.values()),
            }
        )


@asynccontextmanager
async def scene(
    seed: int, size: int, keep: Path | None = None, workers: int = 1
) -> AsyncIterator[Scene]:
    """Install everything and hire a company; the folder goes, unless one is named to keep."""
    with TemporaryDirectory(prefix="perennial-faults-", ignore_cleanup_errors=True) as place:
        folder = keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        async with installed(folder, workers) as running:
            yield Scene(running, await hire(running.office, folder, size), seed)


async def play(here: Scene, number: int, faults: Sequence[Fault]) -> Round:
    """Play one round of a scene and check it."""
    breaker = Breaker(here.place)
    return await play_while(here, number, breaker.play(faults), breaker)


async def play_while(here: Scene, number: int, happens: Awaitable[None], breaker: Breaker) -> Round:
    """Play one round during which something happens, which the breaker heals in the end."""
    company, book = here.company, Book()
    before, cut_before = _fallen(here.place), here.place.wire.cuts
    running = await begin(company, f"faults-{number}")
    site, seed = here.place.site_url, here.seed * 1000 + number
    async with participants(site, company, book, seed) as acting:
        async with _at_work(acting):
            try:
                await happens
            finally:
                await breaker.heal()
            for each in acting:
                each.is_prompt = True
            left = await until_over(here.place.office.client, running, SETTLES)
        await _ask_for_the_rest(acting, book)
    facts = await gathered(here.place, running, book.sendings)
    fell = _fallen(here.place) - before
    cut_off = here.place.wire.cuts - cut_before
    found = [*left, *broken(facts), *await second_opinion(here.place)]
    return Round(breaker.counted, book, facts, found, fell, cut_off)


@asynccontextmanager
async def _at_work(acting: Sequence[Participant]) -> AsyncIterator[None]:
    working = [asyncio.create_task(each.work()) for each in acting]
    try:
        yield
    finally:
        for task in working:
            task.cancel()
        ended = await asyncio.gather(*working, return_exceptions=True)
    for failure in ended:
        if isinstance(failure, Exception):
            raise failure


async def _ask_for_the_rest(acting: Sequence[Participant], book: Book) -> None:
    """Ask a last time for whatever got no definite answer."""
    programs = {each.person: each for each in acting}
    for sending in book.sendings:
        if not sending.is_definite and not sending.is_by_hand:
            await programs[sending.person].ask_again(sending)


def _fallen(place: Installation) -> Counter[str]:
    return Counter({part.name: part.fell for part in place.parts.values()})
