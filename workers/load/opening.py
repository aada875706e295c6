"""Launches the cycle of a load, and measures how long it takes until everybody has a review."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import ClassVar, Final

from domain.cycle.cycle import fold
from domain.cycle.events import CycleEvent
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId
from domain.people import Organisation
from domain.tempo import Tempo
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from storage.archive import Archive
from storage.read_models.waiting import wait_for
from workers.load.crowd import HR
from workers.load.entrance import numbered
from workers.load.installation import Installation
from workers.load.process import Process

LOOKS_EVERY: Final = 0.25
LOOKED_AT_A_SECOND: Final = 10_000
STILL: Final = 120.0


class LaunchStands(ReviewError):
    """The launch does not go on; look whether a worker runs for this installation."""

    code: ClassVar[str] = "launch_stands"


@dataclass(frozen=True)
class Opened:
    """How long a launch took: until all have a result, and until pages show all of them."""

    cycle: CycleId
    reviews: int
    seconds: float
    shown_seconds: float


async def open_reviews(
    place: Installation,
    process: Process,
    people: Organisation,
    reviewees: Sequence[PersonId],
    tempo: Tempo,
) -> Opened:
    """Launch for these people and wait until all reviews are open and shown.

    Raises:
        LaunchStands: nobody was taken in for two minutes.
    """
    office = place.office
    started = perf_counter()
    owner = numbered(people, HR).id
    request = LaunchRequest(process.definition, reviewees, owner, tempo)
    cycle, _ = await launch(office.archive, office.client, request)
    opened = await _taken_in(place, cycle, len(reviewees))
    seconds = perf_counter() - started
    head = await office.archive.store.head()
    while not await wait_for(office.archive.readers, head, LOOKS_EVERY):
        place.check_parts()
    return Opened(cycle, opened, seconds, perf_counter() - started)


async def _taken_in(place: Installation, cycle: CycleId, people: int) -> int:
    """Wait until everybody has a result; give how many reviews were opened."""
    archive = place.office.archive
    done, moved = 0, perf_counter()
    # Looking costs more the more people there are, and is not to be what is measured.
    pause = LOOKS_EVERY + people / LOOKED_AT_A_SECOND
    while True:
        opened, now_done = await _results(archive, cycle)
        if now_done >= people:
            return opened
        if now_done > done:
            done, moved = now_done, perf_counter()
        place.check_parts()
        if perf_counter() - moved > STILL:
            raise LaunchStands
        await asyncio.sleep(pause)


async def _results(archive: Archive, cycle: CycleId) -> tuple[int, int]:
    recorded = await archive.journal.read(cycle)
    state = fold(each.event for each in recorded if isinstance(each.event, CycleEvent))
    return state.opened, state.opened + state.left_out
