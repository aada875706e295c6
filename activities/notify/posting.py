"""One message on its way: worded, sent, and recorded as sent or as refused."""

import asyncio
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Self
from uuid import UUID, uuid5

import structlog

from activities import counts
from activities.notify.channel import (
    Channel,
    Deferred,
    Message,
    Refused,
    Unreachable,
    message_id,
)
from activities.notify.due_dates import calendar_of
from activities.notify.linking import Linker
from activities.notify.origins import Origins
from activities.notify.personal_lines import personal_lines
from activities.notify.pointing import links_for
from activities.notify.reader import plain
from activities.notify.told import Told
from activities.notify.wording import most_urgent_first, word
from domain.definition.cycle import CycleDefinition
from domain.delivery.events import MessageFailed, MessageSent, delivery_stream
from domain.ids import CycleId, PersonId
from domain.people import Person
from storage.archive import Archive
from storage.errors import LogOutOfReach
from storage.journal import Entry
from storage.read_models.outbox import WaitingNotice, first_told, still_waiting
from storage.spans import Span, span

log = structlog.get_logger()

AT_ONCE: Final = 8

UNKNOWN_RECIPIENT: Final = "unknown_recipient"
HAS_LEFT: Final = "has_left"
DEFERRED_TOO_LONG: Final = "deferred_too_long"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that waits for one person, in the order in which it came up."""

    recipient: PersonId
    waiting: tuple[WaitingNotice, ...]

    @property
    def notices(self) -> tuple[UUID, ...]:
        """The notices by name."""
        return tuple(each.id for each in self.waiting)

    def told(self, lines: Mapping[UUID, str]) -> list[Told]:
        """Give what they tell; some pass on a line that somebody wrote, by the notice."""
        return [
            Told(e.notice, e.about, e.reviewee, e.holder, e.position, lines.get(e.id, ""))
            for e in self.waiting
        ]

    def without_settled(self, waiting: Container[UUID]) -> Self:
        """Leave out what does not wait any more."""
        return replace(self, waiting=tuple(e for e in self.waiting if e.id in waiting))


def bundles_of(waiting: Iterable[WaitingNotice]) -> list[Bundle]:
    """Gather what waits for each person."""
    gathered: dict[PersonId, list[WaitingNotice]] = {}
    for each in waiting:
        gathered.setdefault(each.notice.recipient, []).append(each)
    return [Bundle(recipient, tuple(own)) for recipient, own in gathered.items()]


@dataclass(slots=True)
class Posting:
    """Sends the messages of one round of one cycle; `at` is the cycle's time.

    Attributes:
        linker: makes the links; without one, messages name the command that lists somebody's work.
        deferred: how many messages could not be delivered now.
        is_cut_off: nothing more is tried, because the channel or the log cannot be reached.
        gives_up: what cannot be delivered now is recorded as failed.
    """

    archive: Archive
    channel: Channel
    cycle: CycleId
    definition: CycleDefinition
    at: datetime
    linker: Linker | None = None
    gives_up: bool = False
    deferred: int = 0
    is_cut_off: bool = False
    _first: dict[UUID, UUID] = field(default_factory=dict)
    _origins: Origins = field(default_factory=Origins)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def post_all(self, bundles: Sequence[Bundle], people: Mapping[PersonId, Person]) -> None:
        """Send each person their message; one that fails holds up no other."""
        notices = [notice for bundle in bundles for notice in bundle.notices]
        self._first = await first_told(self.archive.readers, notices)
        waiting = [each for bundle in bundles for each in bundle.waiting]
        self._origins = await Origins.of(self.archive, waiting)
        links = self._origins.behind(waiting)
        with span("delivery round", links=links, messages=len(bundles)):
            async with asyncio.TaskGroup() as sending:
                for bundle in bundles:
                    sending.create_task(self._post(bundle, people))

    async def _post(self, bundle: Bundle, people: Mapping[PersonId, Person]) -> None:
        async with self._gate:
            if self.is_cut_off:
                return
            try:
                # Steps are done while a long round lasts.
                still = await still_waiting(self.archive.readers, bundle.notices)
                left = bundle.without_settled(still)
                if left.waiting:
                    await self._post_to(people.get(bundle.recipient), left, people)
            except LogOutOfReach:
                self.is_cut_off = True
            except Unreachable:
                self.is_cut_off = True
                counts.note_message(self.channel.name, counts.UNREACHABLE)

    async def _post_to(
        self, recipient: Person | None, bundle: Bundle, people: Mapping[PersonId, Person]
    ) -> None:
        if recipient is None:
            await self._record_failed(bundle, UNKNOWN_RECIPIENT)
        elif not recipient.works_here(self.at):
            await self._record_failed(bundle, HAS_LEFT)
        else:
            await self._send(bundle, recipient, people)

    async def _send(
        self, bundle: Bundle, recipient: Person, people: Mapping[PersonId, Person]
    ) -> None:
        links = self._origins.behind(bundle.waiting)
        with span("send message", kind="client", links=links, notices=len(bundle.notices)) as seen:
            await self._sent_or_not(await self._message(bundle, recipient, people), bundle, seen)

    async def _sent_or_not(self, message: Message, bundle: Bundle, seen: Span) -> None:
        try:
            channel = await self.channel.send(message)
        except Refused as refusal:
            seen.fail(refusal.why)
            await self._record_failed(bundle, refusal.why)
        except Deferred:
            if self.gives_up:
                await self._record_failed(bundle, DEFERRED_TOO_LONG)
            else:
                self.deferred += 1
                counts.note_message(self.channel.name, counts.DEFERRED)
        else:
            await self._record_sent(bundle, channel)

    async def _message(
        self, bundle: Bundle, recipient: Person, people: Mapping[PersonId, Person]
    ) -> Message:
        lines = await personal_lines(self.archive, bundle.waiting)
        told = most_urgent_first(bundle.told(lines))
        links = await links_for(told, people, self.linker)
        first = next(e for e in bundle.waiting if e.position == told[0].position)
        step = first.notice.instance
        return Message(
            id=message_id(self.cycle, bundle.notices),
            cycle=self.cycle,
            name=recipient.display_full_name,
            address=recipient.work_email,
            thread=uuid5(first.about, f"{step.step}.{step.seat}" if step else "thread"),
            words=word(told, people, self.definition, recipient, self.at, links),
            follows=self._first.get(first.id),
            list_name=plain(self.definition.title),
            calendar=calendar_of(told, recipient, self.definition, links, datetime.now(UTC)),
        )

    async def _record_sent(self, bundle: Bundle, channel: str) -> None:
        await self._record(
            MessageSent(
                at=self.at,
                cycle=self.cycle,
                recipient=bundle.recipient,
                message=message_id(self.cycle, bundle.notices),
                channel=channel,
                notices=bundle.notices,
            )
        )

    async def _record_failed(self, bundle: Bundle, reason: str) -> None:
        await self._record(
            MessageFailed(
                at=self.at,
                cycle=self.cycle,
                recipient=bundle.recipient,
                message=message_id(self.cycle, bundle.notices),
                channel=self.channel.name,
                notices=bundle.notices,
                reason=reason,
            )
        )

    async def _record(self, event: MessageSent | MessageFailed) -> None:
        await self.archive.journal.append(delivery_stream(self.cycle), None, [Entry(event)])
        told = {"message": str(event.message), "channel": event.channel}
        if isinstance(event, MessageFailed):
            counts.note_message(event.channel, counts.FAILED, event.reason)
            log.warning("message_failed", why=event.reason, **told)
        else:
            counts.note_message(event.channel, counts.SENT)
            log.info("message_sent", notices=len(event.notices), **told)
