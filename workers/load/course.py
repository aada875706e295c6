"""The course of a load: people come in, reviews open, everybody acts, and all of it is measured."""

import platform
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from time import perf_counter
from typing import Final, Literal

from domain.ids import CycleId
from domain.people import Organisation, Person
from domain.tempo import Tempo
from storage.bare_rows import drop_bare_rows, make_bare_rows
from storage.sizes import written_ahead
from workers.load.bare import BareSide
from workers.load.book import Book
from workers.load.comparing import Comparison
from workers.load.costs import Reading, Spent, database_of, histories, median, read_counters
from workers.load.entrance import bring_in, cases_of, door_to
from workers.load.figures import Asked, Launched, LoadFigures, TemporalCost, Where
from workers.load.installation import Installation
from workers.load.machine import cores, memory_of_machine, system
from workers.load.opening import Opened, open_reviews
from workers.load.playing import Players
from workers.load.process import Process, process_of
from workers.load.schedule import Case, foreseen, tempo_for
from workers.load.watching import LagWatch, TakenWatch, looking_on

LEAD: Final = timedelta(seconds=20)
OPENS_PER_SECOND: Final = 40
RUSH: Final = timedelta(seconds=60)
"""A launch and the rush after it are given so much time before that of the cycle runs."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What is asked of a load."""

    reviews: int
    seed: int = 7
    at_once: int = 24
    within_minutes: float | None = None
    for_minutes: float | None = None
    is_short: bool = False


@dataclass
class Course:
    """A load on its way; `figures` tells what is known so far, whenever it is asked."""

    place: Installation
    wish: Wish
    tell: Tell
    process: Process
    comparison: Comparison
    lag: LagWatch
    taken: TakenWatch
    book: Book
    state: Literal["launching", "playing", "whole"] = "launching"
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    _before: Reading = field(default_factory=Reading)
    _written_before: int | None = None
    _launched: Launched = field(default_factory=Launched)
    _spent_on_launch: Spent | None = None
    _cycle: CycleId | None = None
    _cases: list[Case] = field(default_factory=list)

    @classmethod
    def on(cls, place: Installation, wish: Wish, tell: Tell) -> "Course":
        """Make everything ready to play on an installation."""
        key, book = f"load-{datetime.now(UTC):%Y%m%d-%H%M%S}", Book()
        side = BareSide(place.office.client, wish.at_once)
        return cls(
            place=place,
            wish=wish,
            tell=tell,
            process=process_of(key, is_short=wish.is_short),
            comparison=Comparison(place, side, book),
            lag=LagWatch(place.office.archive),
            taken=TakenWatch(place),
            book=book,
        )

    async def run(self) -> None:
        """Play it all.

        Raises:
            LaunchStands: no worker takes people in.
            PartEnded: a process ended before its time.
        """
        url = self.place.servers.postgres_url
        async with AsyncExitStack() as running:
            running.push_async_callback(drop_bare_rows, url)
            self.comparison.has_worker = await make_bare_rows(url)
            if self.comparison.has_worker:
                await running.enter_async_context(self.place.bare_worker())
            else:
                self.tell("This login may make no table: bare updates are left out.")
            await self._play()

    async def _play(self) -> None:
        reviews = self.wish.reviews
        self.tell(f"{reviews} people are invented and come in.")
        people = await self._bring_in()
        self.tell("The bare side has its first turn.")
        self._before = await self.comparison.weigh(reviews)
        self._written_before = await written_ahead(self.place.servers.postgres_url)
        await self.taken.begin()
        async with looking_on(self.lag, self.taken):
            self.tell("The reviews open.")
            tempo = await self._open(people)
            self._tell_of_launch()
            acting = _acting(self._cases)
            async with door_to(self.place, acting, self.wish.at_once, self.book) as door:
                players = Players(self.process, tempo, door, self.wish.seed, self.wish.at_once)
                players.is_paced = self.wish.within_minutes is not None
                players.begin(self._cases)
                self.state = "playing"
                await self.comparison.play_beside(players, reviews, self.wish.for_minutes)
        self.state = "whole"

    async def _bring_in(self) -> Organisation:
        started = perf_counter()
        people = await bring_in(self.place.office, self.wish.reviews, self.wish.seed)
        seconds = round(perf_counter() - started, 1)
        self._launched = Launched(import_seconds=seconds)
        return people

    async def _open(self, people: Organisation) -> Tempo:
        """Open the reviews; give how the time of their cycle runs."""
        reviews, minutes = self.wish.reviews, self.wish.within_minutes
        lead = LEAD + timedelta(seconds=reviews / OPENS_PER_SECOND)
        begins = datetime.now(UTC) + lead + (RUSH if minutes else timedelta(0))
        # Whose the cycle will be makes no difference to when people act.
        cases = cases_of(people, CycleId(self.place.servers.settings.organisation), reviews)
        tempo = self.process.at_rest(begins)
        if minutes is not None:
            moments = foreseen(self.process, cases, self.wish.seed)
            tempo = tempo_for(self.process, begins, minutes, moments)
        chosen = [each.reviewee.id for each in cases]
        opened = await open_reviews(self.place, self.process, people, chosen, tempo)
        self._cycle = opened.cycle
        self._cases = cases_of(people, opened.cycle, reviews)
        await self.taken.launched()
        self._spent_on_launch = await self._spent()
        await self.comparison.start_many(reviews)
        self._note_launch(opened)
        return tempo

    def _note_launch(self, opened: Opened) -> None:
        rate, bare = opened.reviews / opened.seconds, self.comparison.starts_per_second
        self._launched = Launched(
            import_seconds=self._launched.import_seconds,
            seconds=round(opened.seconds, 1),
            per_second=round(rate, 1),
            shown_seconds=round(opened.shown_seconds, 1),
            bare_per_second=round(bare, 1),
            ratio=round(rate / bare, 3) if bare else 0.0,
        )

    def _tell_of_launch(self) -> None:
        done = self._launched
        self.tell(
            f"{self.wish.reviews} reviews opened in {done.seconds:.1f} s, {done.per_second:.0f}/s, "
            f"beside {done.bare_per_second:.0f} bare starts/s. Everybody acts."
        )

    async def _spent(self) -> Spent:
        """Tell what the reviews have cost Temporal so far, without the bare side."""
        now = await read_counters(self.place, self.comparison.side)
        return Spent.between(self._before, now, self.comparison.cost)

    def _bare_cpu(self) -> dict[str, float]:
        """Tell how many seconds of a core the bare side took of each server since the launch."""
        side, cost = self.comparison.side, self.comparison.cost
        done = side.starts + 2 * side.updates - self._before.operations
        return {name: each * done for name, each in cost.cpu.items()}

    async def figures(self) -> LoadFigures:
        """Tell everything that was measured so far."""
        return LoadFigures(
            state=self.state,
            where=_where(self.begun, is_embedded=self.place.is_embedded),
            asked=Asked(
                reviews=self.wish.reviews,
                seed=self.wish.seed,
                at_once=self.wish.at_once,
                within_minutes=self.wish.within_minutes,
                for_minutes=self.wish.for_minutes,
                submissions_per_review=self.process.submissions,
            ),
            launched=self._launched,
            played=self.book.played(),
            bare=self.comparison.found(),
            lag=self.lag.found(),
            temporal=await self._temporal(),
            parts=await self.taken.found(without=self._bare_cpu()),
            database=await database_of(self.place, written_before=self._written_before),
        )

    async def _temporal(self) -> TemporalCost:
        spent, launch = await self._spent(), self._spent_on_launch
        events: list[int] = []
        sizes: list[int] = []
        if self._cycle is not None:
            events, sizes = await histories(self.place, self._cycle, self._cases)
        return TemporalCost(
            actions=spent.actions,
            actions_at_launch=launch.actions if launch else None,
            transitions=spent.transitions,
            transitions_at_launch=launch.transitions if launch else None,
            history_events=median(events),
            history_bytes=median(sizes),
            sampled=len(events),
            persistence_bytes=spent.persistence,
        )


def _acting(cases: list[Case]) -> list[Person]:
    """Give everybody who has something to do, each once."""
    found = {one.id: one for case in cases for one in (case.reviewee, case.manager)}
    return list(found.values())


def _where(at: datetime, *, is_embedded: bool) -> Where:
    return Where(
        at=at.replace(microsecond=0),
        cores=cores(),
        memory_mb=memory_of_machine(),
        system=system(),
        python=platform.python_version(),
        perennial=version("perennial"),
        is_embedded=is_embedded,
    )
