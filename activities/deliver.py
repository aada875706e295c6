"""One round of delivery: who can be written to now gets one message for all that waits for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.everyday import everyday
from activities.notify.channel import Channel
from activities.notify.linking import Linker
from activities.notify.posting import Bundle, Posting, bundles_of
from activities.notify.reach import day_of, reachable_from, writable_from
from activities.notify.sign_of_life import signs_of_life
from activities.outgoing import stop_while_paused, tries_while_paused
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, OrganisationId, PersonId
from domain.people import Person
from domain.tempo import Tempo
from domain.value import Fact
from storage.archive import Archive
from storage.read_models.cycles import Cycle, cycle_of
from storage.read_models.outbox import WaitingNotice, due_of
from storage.read_models.people import people_by_id
from storage.read_models.rounds import NOBODY, recipients_due, sent_since, upcoming
from storage.read_models.waiting import wait_for

RECIPIENTS: Final = 200
"""Recipients looked at together."""

LAG_SECONDS: Final = 20.0
SOON: Final = timedelta(hours=4)
"""After this time a message that was put off is tried again with the next round."""

TRIES_OF_A_ROUND: Final = 4
TRIES_OF_THE_LAST_ROUND: Final = 60


class Round(Fact):
    """Which notices to deliver: those of a cycle that may go out at that moment of its time.

    An organisation stands for what belongs to no cycle. The last round of a cycle waits for
    nobody's working hours.
    """

    cycle: CycleId | OrganisationId
    at: datetime
    is_last: bool = False


class PutOff(Fact):
    """What a round answers that could not send everything: the rest is tried again by then."""

    until: datetime


@dataclass(slots=True)
class Outlook:
    """The earliest moment at which there may be something to deliver again."""

    earliest: datetime | None = None

    def expect(self, moment: datetime | None) -> None:
        """Take a further moment into account."""
        if moment is not None and (self.earliest is None or moment < self.earliest):
            self.earliest = moment


@dataclass(slots=True)
class Course:
    """A round under way: `now` is later than its own time when it has been tried before.

    `sent_today` counts the messages that people at hand have had on their day.
    """

    asked: Round
    definition: CycleDefinition
    now: datetime
    posting: Posting
    outlook: Outlook = field(default_factory=Outlook)
    sent_today: dict[PersonId, int] = field(default_factory=dict)


class Deliverer:
    """Delivers the messages of cycles; what went out is in the log and goes out once."""

    def __init__(self, archive: Archive, channel: Channel, linker: Linker | None = None) -> None:
        """Read what waits from this archive and send it through this channel.

        The linker makes what people follow to their steps; without it messages name commands.
        """
        self._archive = archive
        self._channel = channel
        self._linker = linker
        self._cycles: dict[CycleId, Cycle] = {}

    @activity.defn(name="deliver")
    async def deliver(self, asked: Round) -> datetime | PutOff | None:
        """Send what can be sent; give the moment from which on there is more, None for never.

        Each person gets at most one message. A message that was sent but not recorded, because
        this process died in between, is sent again under the same id. While an operator has stopped
        all messages it fails, and is tried every minute.
        """
        await stop_while_paused(self._archive)
        async with signs_of_life():
            await self._see_everything()
            course = await self._begin(asked)
            try:
                await self._send_what_waits(course)
            finally:
                await self._channel.rest()
            self._insist(course)
            if not asked.is_last:
                await self._look_ahead(course)
            earliest = course.outlook.earliest
            return PutOff(until=earliest) if earliest and course.posting.deferred else earliest

    async def _see_everything(self) -> None:
        """Wait until the read models show what was sent before, or it would be sent again."""
        head = await self._archive.store.head()
        if not await wait_for(self._archive.readers, head, LAG_SECONDS):
            raise ApplicationError("The read models are behind.", type="read_models_behind")

    async def _begin(self, asked: Round) -> Course:
        definition, tempo = await self._setting(asked)
        now = _present(asked, tempo)
        posting = Posting(
            archive=self._archive,
            channel=self._channel,
            cycle=CycleId(asked.cycle),
            definition=definition,
            at=now,
            linker=self._linker,
            gives_up=asked.is_last and _attempt() >= TRIES_OF_THE_LAST_ROUND,
        )
        return Course(asked, definition, now, posting)

    async def _setting(self, asked: Round) -> tuple[CycleDefinition, Tempo]:
        """Give the hours and titles that hold for these notices, and how their time runs."""
        if asked.cycle == self._archive.organisation:
            between = await everyday(self._archive, datetime.now(UTC))
            return between.definition, between.tempo
        cycle = await self._cycle(CycleId(asked.cycle))
        return cycle.definition, cycle.tempo

    async def _cycle(self, name: CycleId) -> Cycle:
        """Give the cycle as it was launched, which never changes."""
        if name not in self._cycles:
            found = await cycle_of(self._archive.readers, name)
            if found is None:
                raise ApplicationError("The cycle is not there.", type="cycle_missing")
            self._cycles[name] = found
        return self._cycles[name]

    async def _send_what_waits(self, course: Course) -> None:
        asked, readers = course.asked, self._archive.readers
        cycle, last = course.posting.cycle, NOBODY
        while not course.posting.is_cut_off:
            await stop_while_paused(self._archive)
            recipients = await recipients_due(readers, cycle, asked.at, last, RECIPIENTS)
            if not recipients:
                return
            last = recipients[-1]
            waiting = await due_of(readers, cycle, asked.at, recipients)
            people = await people_by_id(readers, _named(waiting))
            days = {who: day_of(people[who], course.now) for who in recipients if who in people}
            course.sent_today = await sent_since(readers, days, course.now)
            bundles = [each for each in bundles_of(waiting) if self._is_time(course, each, people)]
            await course.posting.post_all(bundles, people)

    def _is_time(self, course: Course, bundle: Bundle, people: Mapping[PersonId, Person]) -> bool:
        """Whether somebody can be written to; else see to it that they are when they can be."""
        person = people.get(bundle.recipient)
        if person is None or course.asked.is_last:
            return True
        reasons = {each.notice.reason for each in bundle.waiting}
        sent_today = course.sent_today.get(bundle.recipient, 0)
        opens = writable_from(person, course.definition, course.now, reasons, sent_today)
        if opens is not None and opens <= course.now:
            return True
        course.outlook.expect(opens)
        return False

    def _insist(self, course: Course) -> None:
        """Have the round tried again for what failed, unless that has been done enough."""
        posting = course.posting
        if posting.is_cut_off:
            raise ApplicationError("The messages cannot be delivered now.", type="cut_off")
        if not posting.deferred:
            return
        if course.asked.is_last or _attempt() < TRIES_OF_A_ROUND:
            raise ApplicationError("Some messages were put off.", type="messages_deferred")
        course.outlook.expect(course.now + SOON)

    async def _look_ahead(self, course: Course) -> None:
        """Find when the first of the notices that may not go out yet can be delivered."""
        asked, outlook, readers = course.asked, course.outlook, self._archive.readers
        later = await upcoming(readers, course.posting.cycle, asked.at, RECIPIENTS)
        people = await people_by_id(readers, {each.recipient for each in later})
        for each in later:
            if outlook.earliest is not None and each.not_before >= outlook.earliest:
                return
            person = people.get(each.recipient)
            definition = course.definition
            outlook.expect(
                reachable_from(person, definition, each.not_before) if person else each.not_before
            )
        if len(later) == RECIPIENTS:
            outlook.expect(later[-1].not_before)


def _present(asked: Round, tempo: Tempo) -> datetime:
    """Give the cycle's time at which this attempt began: retries may last into the night."""
    if not activity.in_activity() or activity.info().attempt == 1:
        return asked.at
    info = activity.info()
    passed = info.started_time - info.scheduled_time
    return max(asked.at, tempo.virtual(tempo.real(asked.at) + passed))


def _attempt() -> int:
    """Count the tries of a round; those that found all messages stopped do not count."""
    return activity.info().attempt - tries_while_paused() if activity.in_activity() else 1


def _named(waiting: Iterable[WaitingNotice]) -> set[PersonId]:
    return {
        person for e in waiting for person in (e.notice.recipient, e.reviewee, e.holder) if person
    }
