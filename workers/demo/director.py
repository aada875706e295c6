"""Plays the year: looks at what waits for whom, and has each act when their moment has come."""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

import structlog

from domain.errors import ReviewError
from domain.tempo import Tempo
from gateway.asking import OnItsWay
from gateway.submitting import Desk, Submission
from gateway.surroundings import ReviewContext
from storage.read_models.open_steps import WaitingStep, open_steps
from workers.demo.between_steps import BetweenSteps
from workers.demo.hr import HrDesk
from workers.demo.panel import PanelTable
from workers.demo.participants import Instance, Participants

LOOKS_EVERY: Final = 0.3
AT_ONCE: Final = 24
HR_BEGINS: Final = time(9, 0, tzinfo=UTC)

log = structlog.get_logger()


@dataclass
class Director:
    """Moves the participants, HR and the panels of one cycle until its year is over.

    Attributes:
        refused: how many submissions came too late or out of turn.
    """

    participants: Participants
    hr: HrDesk
    panels: PanelTable
    between: BetweenSteps
    tempo: Tempo
    ends: datetime
    refused: int = 0
    _moments: dict[tuple[Instance, datetime, int], datetime] = field(default_factory=dict)
    _begun: set[Instance] = field(default_factory=set)
    _written: dict[Instance, Submission] = field(default_factory=dict)
    _at_work: set[asyncio.Task[None]] = field(default_factory=set)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def now(self) -> datetime:
        """Give the present moment of the cycle."""
        return self.tempo.virtual(datetime.now(UTC))

    async def play(self) -> None:
        """Play until the end of the year."""
        days = list(self.hr.plan.days)
        while (now := self.now) < self.ends:
            while days and datetime.combine(days[0], HR_BEGINS) <= now:
                self._set_to_work(self._hr_day(days.pop(0)))
            waiting = await open_steps(self.hr.office.archive.readers, self.hr.cycle)
            planned = self._plan(waiting)
            for work in (*await self.panels.due(self.now), *await self.between.due(self.now)):
                self._set_to_work(work)
            await self._until_next_look(planned)
        await asyncio.gather(*self._at_work, return_exceptions=True)

    def _plan(self, waiting: Iterable[WaitingStep]) -> list[tuple[datetime, WaitingStep]]:
        """Give who is to act when, the next first."""
        planned = []
        for each in waiting:
            if Instance.of(each) in self._begun:
                continue
            moment = self._moment(each)
            if moment is not None:
                planned.append((moment, each))
        planned.sort(key=lambda pair: pair[0])
        return planned

    def _moment(self, waiting: WaitingStep) -> datetime | None:
        """Decide once when somebody acts, and anew when the deadline or the ladder moves."""
        known = (Instance.of(waiting), waiting.due, waiting.rungs)
        if known not in self._moments:
            is_blocked = waiting.assignee is None
            moment = (
                self.hr.names_at(waiting, self.participants)
                if is_blocked
                else self.participants.acts_at(waiting, self.now)
            )
            if moment is None:
                return None
            self._moments[known] = moment
        return self._moments[known]

    async def _until_next_look(self, planned: list[tuple[datetime, WaitingStep]]) -> None:
        """Let people act at their moments until it is time to look again."""
        loop = asyncio.get_running_loop()
        looks_at = loop.time() + LOOKS_EVERY
        for moment, waiting in planned:
            left = self.tempo.until(moment, datetime.now(UTC)).total_seconds()
            if loop.time() + left > looks_at:
                break
            await asyncio.sleep(left)
            self._begun.add(Instance.of(waiting))
            self._set_to_work(self._act(waiting))
        await asyncio.sleep(max(looks_at - loop.time(), 0))

    async def _act(self, waiting: WaitingStep) -> None:
        """Have one person do one step, or HR name somebody for it."""
        async with self._gate:
            if waiting.assignee is None:
                await self.hr.name_somebody(waiting)
                return
            submission = self._handed_in(waiting)
            context = ReviewContext(self.hr.cycle, waiting.reviewee, self.hr.definition, self.tempo)
            desk = Desk(self.hr.office.archive, self.hr.office.client)
            answer = await desk.submit(submission, context)
            if isinstance(answer, OnItsWay):
                self._begun.discard(Instance.of(waiting))  # asked again with the next look

    def _handed_in(self, waiting: WaitingStep) -> Submission:
        """Give what is handed in; handed in again, because it was on its way, it is the same."""
        instance = Instance.of(waiting)
        if instance not in self._written:
            self._written[instance] = self.participants.submission(waiting, self.now)
        return self._written[instance]

    async def _hr_day(self, day: date) -> None:
        await self.hr.do(day, self.now)

    def _set_to_work(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._done(work))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _done(self, work: Coroutine[None, None, None]) -> None:
        """Note a refusal: somebody was too late, as happens to people. The year goes on."""
        try:
            await work
        except ReviewError as refusal:
            self.refused += 1
            log.info("refused", code=getattr(refusal, "refusal", refusal.code))
        except Exception:
            self.refused += 1
            log.exception("not_done")
