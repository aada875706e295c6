"""Holds what people did against the bare side: rounds of both in turn, on the same server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import harmonic_mean
from time import perf_counter
from typing import Final

from workers.load.bare import BareRound, BareSide, middle
from workers.load.book import Book
from workers.load.costs import BareCost, Reading, read_counters
from workers.load.figures import BareFigures, RoundFigures, Spread
from workers.load.installation import Installation
from workers.load.playing import Players

TIMES: Final = 12
"""So many updates each of those at work hands in in a bare round."""

MOST_STARTS: Final = 1000
SHORT_OF_ALL: Final = 1.05
"""A little more is handed in than there are steps, because some of it is sent back."""

RUSHES: Final = 3
RUSH_EACH: Final = 12
OF_ALL: Final = 12
"""A rush takes a twelfth of all reviews at most."""


@dataclass
class Comparison:
    """The bare side of a load, and what came of each round.

    Attributes:
        has_worker: whether there is somebody to insert rows; without, updates are left out.
        cost: what one operation of the bare side costs the server.
    """

    place: Installation
    side: BareSide
    book: Book
    has_worker: bool = True
    cost: BareCost = field(default_factory=BareCost)
    _starts: list[float] = field(default_factory=list)
    _rounds: list[RoundFigures] = field(default_factory=list)
    _seconds: list[float] = field(default_factory=list)
    _last: BareRound | None = None

    @property
    def starts_per_second(self) -> float:
        """Give how many workflows with nothing in them can be started in a second."""
        return harmonic_mean(self._starts) if self._starts else 0.0

    async def weigh(self, reviews: int) -> Reading:
        """Warm up, and find out what one operation costs while nothing else goes on.

        Gives how the counters stand afterwards.
        """
        await self.take_turn()
        self._last = None
        self._seconds.clear()
        before = await read_counters(self.place, self.side)
        await self.start_many(reviews)
        await self.take_turn()
        after = await read_counters(self.place, self.side)
        self.cost = BareCost.between(before, after)
        return after

    async def start_many(self, reviews: int) -> None:
        """Start as many workflows as a launch would, up to a thousand."""
        self._starts.append(await self.side.start_many(min(reviews, MOST_STARTS)))

    async def take_turn(self) -> None:
        """Let the bare side have its turn."""
        if not self.has_worker:
            return
        self._last = await self.side.step_for(TIMES)
        self._seconds += self._last.seconds

    async def play_beside(
        self, players: Players, reviews: int, minutes: float | None = None
    ) -> None:
        """Let everybody act, in turns with the bare side; for so many minutes at most."""
        if players.is_paced:
            await self._rush_first(players, reviews, minutes)
            return
        all_turns = reviews * players.process.submissions * SHORT_OF_ALL
        each = max(int(all_turns / RUSHES), 1)
        for number in range(RUSHES):
            is_last = number == RUSHES - 1
            if minutes is not None:
                await self._round(players, None, minutes * 60 / RUSHES)
            else:
                await self._round(players, None if is_last else each)

    async def _rush_first(self, players: Players, reviews: int, minutes: float | None) -> None:
        """Let some act as fast as it goes, then all others when their moment comes."""
        each = max(min(players.at_once * RUSH_EACH, reviews // OF_ALL), 1)
        players.is_paced = False
        for _ in range(RUSHES):
            await self._round(players, each)
        players.is_paced = True
        await players.play(seconds=None if minutes is None else minutes * 60)
        await self.take_turn()

    async def _round(
        self, players: Players, turns: int | None, seconds: float | None = None
    ) -> None:
        before, noted, started = self._last, len(self.book.step), perf_counter()
        await players.play(turns, seconds)
        took, ours = perf_counter() - started, self.book.step[noted:]
        await self.take_turn()
        after = self._last
        if before is not None and after is not None and ours:
            self._rounds.append(_round_of(ours, took, before, after))

    def found(self) -> BareFigures:
        """Sum up."""
        return BareFigures(
            per_second=round(middle([each.bare_per_second for each in self._rounds]), 1),
            ratio=round(middle([each.ratio for each in self._rounds]), 3),
            update=Spread.of(self._seconds),
            rounds=tuple(self._rounds),
        )


def _round_of(
    ours: Sequence[float], seconds: float, before: BareRound, after: BareRound
) -> RoundFigures:
    return RoundFigures(
        steps_per_second=round(len(ours) / seconds, 1),
        bare_per_second=round(harmonic_mean([before.per_second, after.per_second]), 1),
        steps_p95=Spread.of(ours).p95,
        bare_p95=round((before.p95 + after.p95) / 2, 1),
    )
