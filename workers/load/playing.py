"""The people of a load at work: whose turn it is, when it comes, and what they do then."""

import asyncio
import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from time import perf_counter
from typing import Final

from domain.definition.cycle import Step
from domain.definition.words import Act
from domain.ids import PersonId, ReviewId, StepId
from domain.tempo import Tempo
from gateway.step.ways import FORM
from workers.load import habits
from workers.load.browsing import Door, Given, Told
from workers.load.process import Process
from workers.load.schedule import Case, actor_of, acts_at, chance_of
from workers.load.writing import answers_to, why_sent_back

SEND_BACK: Final = "send-back"
_NEVER: Final = 3600.0


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """Somebody's turn: at a moment of the cycle's time, in one round of one step."""

    at: datetime
    number: int
    case: Case = field(compare=False)
    step: Step = field(compare=False)
    round: int = field(compare=False)
    was_sent_back: bool = field(compare=False, default=False)


@dataclass
class Players:
    """Everybody in the reviews of one cycle; each turn brings about the next of its review.

    Attributes:
        at_once: how many act at the same moment, at most.
        is_paced: whether everybody acts when their moment comes, or as soon as somebody is free.
    """

    process: Process
    tempo: Tempo
    door: Door
    seed: int
    at_once: int
    is_paced: bool = False
    _turns: list[Turn] = field(default_factory=list)
    _numbers: int = 0
    _ends: float = math.inf
    _rounds: dict[tuple[ReviewId, StepId], int] = field(default_factory=dict)
    _at_work: set[asyncio.Task[None]] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def waiting(self) -> int:
        """Count the turns that are known and not over."""
        return len(self._turns) + len(self._at_work)

    def begin(self, cases: Sequence[Case]) -> None:
        """Let the first step of each review be somebody's turn."""
        first = self.process.steps[0]
        for case in cases:
            self._plan(case, first, self.process.opens)

    async def play(self, turns: int | None = None, seconds: float | None = None) -> None:
        """Play so many turns, or so long, or all; returns when nobody acts any more."""
        started, left = perf_counter(), _unlimited(turns)
        self._ends = started + seconds if seconds is not None else math.inf
        try:
            while left and self.waiting and perf_counter() < self._ends:
                await self._until_somebody_can_act()
                if self._turns and len(self._at_work) < self.at_once and self._has_come():
                    self._set_to_work(heapq.heappop(self._turns))
                    left -= 1
            while self._at_work:
                await asyncio.wait(set(self._at_work))
        finally:
            for task in self._at_work:
                task.cancel()
            self.door.book.seconds += perf_counter() - started

    async def _until_somebody_can_act(self) -> None:
        """Wait for a free hand, for the moment of the next turn, or for a turn that is sooner."""
        while not self._can_act():
            self._changed.clear()
            wait = self._until_next() if len(self._at_work) < self.at_once else _NEVER
            wait = min(wait, self._ends - perf_counter())
            try:
                await asyncio.wait_for(self._changed.wait(), wait)
            except TimeoutError:
                return

    def _can_act(self) -> bool:
        if not self.waiting:
            return True
        return bool(self._turns) and len(self._at_work) < self.at_once and self._has_come()

    def _has_come(self) -> bool:
        return not self.is_paced or self._until_next() <= 0

    def _until_next(self) -> float:
        if not self._turns:
            return _NEVER
        return self.tempo.until(self._turns[0].at, datetime.now(UTC)).total_seconds()

    def _set_to_work(self, turn: Turn) -> None:
        task = asyncio.create_task(self._take(turn))
        self._at_work.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        self._changed.set()

    async def _take(self, turn: Turn) -> None:
        """Have somebody act; a refusal ends the review for us, and is noted."""
        try:
            await self._act(turn)
        except Given as trouble:
            self.door.book.refusals[f"{turn.step.id}: {trouble}"] += 1

    async def _act(self, turn: Turn) -> None:
        case, step, door = turn.case, turn.step, self.door
        chance = chance_of(self.seed, "acts", case.reviewee, step, turn.round)
        who = actor_of(self.process, case, step).id
        place = f"/reviews/{case.review}/steps/{step.id}/0/{turn.round}"
        if chance.random() < habits.LOOKED_BEFORE:
            await door.look_at_page(who, place)
        is_sent_back = (
            step.returns_to is not None
            and not turn.was_sent_back
            and chance.random() < habits.SENT_BACK
        )
        way, body = await self._written(turn, who, place, chance, is_sent_back=is_sent_back)
        await door.hand_in(who, f"{place}/ways/{way}", body)
        self._go_on(turn, is_sent_back=is_sent_back)

    async def _written(
        self, turn: Turn, who: PersonId, place: str, chance: Random, *, is_sent_back: bool
    ) -> tuple[str, Told]:
        """Give the way of answering and what is handed in; a form may be saved as a draft first."""
        step, definition = turn.step, self.process.definition
        if step.form is not None and step.act is not Act.AGREE:
            answers = answers_to(definition, step, chance)
            if chance.random() < habits.SAVED_BEFORE:
                version = await self.door.save(who, f"{place}/ways/{FORM}", answers)
                return FORM, {"answers": None, "based_on": version}
            return FORM, {"answers": answers, "based_on": 0}
        told = await self.door.look(who, place)
        reason: Told | None = why_sent_back(chance) if is_sent_back else None
        ways = told["ways"]
        first = ways[0] if isinstance(ways, list) and ways else {}
        usual = str(first["name"]) if isinstance(first, dict) and first else ""
        if not usual:
            raise Given(f"it is {told.get('standing')}")
        shown: Told = {"shown_sha256": told.get("shown_sha256"), "based_on": 0}
        return SEND_BACK if is_sent_back else usual, {"answers": reason, **shown}

    def _go_on(self, turn: Turn, *, is_sent_back: bool) -> None:
        """Plan the turn that this one brings about."""
        now = max(self.tempo.virtual(datetime.now(UTC)), self.process.opens)
        opened = now if self.is_paced else max(now, turn.at)
        if is_sent_back and turn.step.returns_to is not None:
            self.door.book.sent_back += 1
            again = next(one for one in self.process.steps if one.id == turn.step.returns_to)
            self._plan(turn.case, again, opened, was_sent_back=True)
            return
        after = self.process.after(turn.step.id)
        if after is None:
            self.door.book.completed += 1
        else:
            self._plan(turn.case, after, opened, was_sent_back=turn.was_sent_back)

    def _plan(
        self, case: Case, step: Step, opened: datetime, *, was_sent_back: bool = False
    ) -> None:
        round_ = self._rounds[case.review, step.id] = (
            self._rounds.get((case.review, step.id), 0) + 1
        )
        at = acts_at(self.process, case, step, opened, self.seed)
        self._numbers += 1
        heapq.heappush(self._turns, Turn(at, self._numbers, case, step, round_, was_sent_back))
        self._changed.set()


def _unlimited(turns: int | None) -> int:
    return -1 if turns is None else turns
