"""What the people of the demonstration do between the steps: tell each other, read, end actions."""

from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import CycleId, PersonId, review_id
from domain.people import EmploymentStatus, Organisation, Person
from gateway.actions import Actions, Said
from gateway.feedback import Giving, give_feedback
from gateway.readings import ReadingAsked, ReadReview, record_reading
from storage.read_models.actions import ActionLine, all_actions
from storage.read_models.cycles import Cycle, cycle_of
from storage.read_models.people import person_of
from storage.read_models.reviews import review_of
from workers.demo.answers import Author
from workers.demo.participants import Participants
from workers.demo.script import Between, Words
from workers.office import Office

LOOKS_FOR_ACTIONS: Final = timedelta(days=4)
"""How often, in the cycle's time, somebody looks which actions have become theirs."""

SEASON: Final = (date(2026, 2, 2), date(2026, 11, 20))
"""Between these days people tell each other something."""

_HOURS: Final = timedelta(hours=3)
_JITTER: Final = 8  # days around the day on which objectives are read
_BY_MANAGER: Final = 0.4  # of the feedback
_NAMES: Final = UUID("a1cf94f2-5f7f-4f0e-9d0f-3d2b2a5a5c11")

Work = Coroutine[None, None, None]


@dataclass(frozen=True)
class Planned:
    """Something somebody will do at a moment of the cycle's time."""

    at: datetime
    do: Callable[[], Work]


@dataclass
class BetweenSteps:
    """Everything of a year that is no step, planned from the seed and done when its time comes."""

    office: Office
    cycle: CycleId
    plan: Between
    words: Words
    people: Organisation
    participants: Participants
    author: Author
    leaving: Collection[PersonId] = ()
    _planned: list[Planned] = field(default_factory=list)
    _taken: set[UUID] = field(default_factory=set)
    _looks_at: datetime | None = None
    _known: Cycle | None = None

    def __post_init__(self) -> None:
        """Plan what follows from the seed alone."""
        for person in self.people.values():
            is_there = person.employment_status is EmploymentStatus.ACTIVE
            if is_there and person.id not in self.leaving:
                self._plan_feedback(person)
                self._plan_readings(person)
        self._planned.sort(key=lambda each: each.at)

    async def due(self, at: datetime) -> list[Work]:
        """Give the work whose time has come; `at` is the cycle's present."""
        if self._looks_at is None or at >= self._looks_at:
            self._looks_at = at + LOOKS_FOR_ACTIONS
            await self._take_up_actions()
        ready = [each for each in self._planned if each.at <= at]
        self._planned = self._planned[len(ready) :]
        return [each.do() for each in ready]

    def _plan_feedback(self, receiver: Person) -> None:
        """Have some colleagues and the manager say something in the course of the year."""
        if receiver.employee_number in self.plan.silent:
            return
        chance = self.author.chance("feedback", receiver)
        first, last = SEASON
        apart = (last - first) / self.plan.feedback if self.plan.feedback else timedelta(0)
        for number in range(self.plan.feedback):
            day = first + apart * (number + chance.uniform(0.4, 0.6))
            giver = self._giver(receiver, by_manager=chance.random() < _BY_MANAGER)
            if giver is None:
                continue
            kind = chance.choices(list(FeedbackKind), (60, 20, 20))[0]
            shown = VisibleTo.BOTH if receiver.manager is None else chance.choice(_SHOWN[kind])
            giving = Giving(
                request=str(uuid5(_NAMES, f"{receiver.id}:{number}")),
                giver=giver.id,
                receiver=receiver.id,
                kind=kind,
                visible_to=shown,
                words=chance.choice(self.words.feedback[kind]),
                at=self._hour(giver, day),
            )
            self._planned.append(Planned(giving.at, partial(self._give, giving)))

    def _giver(self, receiver: Person, *, by_manager: bool) -> Person | None:
        if by_manager and receiver.manager is not None:
            return self.people.get(receiver.manager)
        near = self.author.near(receiver)
        chance = self.author.chance("giver", receiver, len(self._planned))
        return chance.choice(near) if near else None

    def _plan_readings(self, reviewee: Person) -> None:
        """Have everybody read one objective on each of the planned days or near it."""
        for number, day in enumerate(self.plan.readings):
            chance = self.author.chance("reading", reviewee, number)
            on = day + timedelta(days=chance.randint(-_JITTER, _JITTER))
            at = self._hour(reviewee, on)
            self._planned.append(Planned(at, partial(self._read, reviewee, at, number)))

    def _hour(self, person: Person, day: date) -> datetime:
        """Give an hour at which somebody works, on that day or the next working day."""
        calendar = self.participants.calendar_of(person)
        return calendar.next_reachable(calendar.open_of(day) + _HOURS)

    def _day(self, person: Person, at: datetime) -> date:
        return at.astimezone(ZoneInfo(person.time_zone)).date()

    async def _give(self, giving: Giving) -> None:
        await give_feedback(self.office.archive, giving)

    async def _read(self, reviewee: Person, at: datetime, number: int) -> None:
        """Record where one objective stands, if its owner is still under review."""
        archive = self.office.archive
        line = await review_of(archive.readers, review_id(self.cycle, reviewee.id))
        standing = await person_of(archive.readers, reviewee.id)
        if line is None or line.state != "open" or standing is None:
            return
        goal, told = self.author.reading(reviewee, self._day(reviewee, at), number)
        asked = ReadingAsked(
            request=str(uuid5(_NAMES, f"{line.review}:{number}")),
            by=reviewee.id,
            goal=goal,
            told=told,
        )
        about = ReadReview(line, await self._the_cycle(), standing)
        await record_reading(archive, asked, about, at)

    async def _the_cycle(self) -> Cycle:
        if self._known is None:
            self._known = await cycle_of(self.office.archive.readers, self.cycle)
        if self._known is None:
            raise ValueError("the cycle that is played has been launched")
        return self._known

    async def _take_up_actions(self) -> None:
        """Plan when the owner of each new action ends it."""
        archive = self.office.archive
        for line in await all_actions(archive.readers, archive.organisation, datetime.now(UTC)):
            if line.action not in self._taken:
                self._taken.add(line.action)
                self._plan_ending(line)
        self._planned.sort(key=lambda each: each.at)

    def _plan_ending(self, line: ActionLine) -> None:
        owner = self.people[line.owner]
        chance = self.author.chance("ends", owner, line.due.date())
        days = chance.randint(-12, 3)  # around the day it is due; some are late
        at = self._hour(owner, line.due.date() + timedelta(days=days))
        is_dropped = chance.randrange(100) < self.plan.dropped
        said = Said(
            request=str(uuid5(_NAMES, f"ends:{line.action}")),
            action=line.action,
            actor=owner.id,
            words=chance.choice(
                self.words.actions_dropped if is_dropped else self.words.actions_done
            ),
        )
        self._planned.append(Planned(at, partial(self._end, said, is_dropped=is_dropped)))

    async def _end(self, said: Said, *, is_dropped: bool) -> None:
        actions = Actions(self.office.archive, self.office.client)
        await (actions.drop(said) if is_dropped else actions.done(said))


_SHOWN: Final[dict[FeedbackKind, Sequence[VisibleTo]]] = {
    FeedbackKind.PRAISE: (VisibleTo.BOTH, VisibleTo.BOTH, VisibleTo.EVERYONE),
    FeedbackKind.COACHING_NOTE: (VisibleTo.BOTH, VisibleTo.BOTH, VisibleTo.RECEIVER),
    FeedbackKind.OBSERVATION: (VisibleTo.BOTH, VisibleTo.BOTH, VisibleTo.MANAGER),
}
