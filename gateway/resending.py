"""Tells people again what a message that reached nobody should have told them: once each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final
from uuid import UUID

from domain.content import ContentRef
from domain.delivery.events import NoticesResent, delivery_stream
from domain.errors import ReviewError
from domain.ids import CycleId, OrganisationId
from domain.tempo import Tempo
from gateway.operators import Done, Order, check_operator, staged_reason
from gateway.process_meant import CycleMeant, ReviewMeant, process_meant
from storage.archive import Archive
from storage.event import Appended
from storage.journal import Entry
from storage.read_models.cycles import cycle_of, latest_tempos
from storage.read_models.undelivered_messages import (
    MessageTold,
    message_told,
    told_again,
    undelivered_about,
    undelivered_in,
)

BETWEEN_CYCLES: Final = "between-cycles"
"""Names the messages of what belongs to no cycle: actions, plans, feedback."""

NOBODY_THERE: Final = frozenset({"has_left", "unknown_recipient"})
"""Why a message failed that would fail again: there is nobody to write to."""


class DeliveredAlready(ReviewError):
    """That message went out, and nothing says that it did not arrive."""

    code: ClassVar[str] = "delivered_already"


class DeliveryIsOver(ReviewError):
    """That cycle is closed, and its messages with it: tell them by another way."""

    code: ClassVar[str] = "delivery_is_over"


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Messages by what can be done about them."""

    again: tuple[MessageTold, ...]
    told_again: int
    pointless: int
    nobody_there: int

    def left_out(self) -> Iterable[str]:
        """Say which are left out, and why."""
        if self.told_again:
            yield f"Left out: {self.told_again} that were told again before."
        if self.pointless:
            yield f"Left out: {self.pointless} whose steps are done, or lie before others now."
        if self.nobody_there:
            yield f"Left out: {self.nobody_there} to people who are not there any more."


async def resend(archive: Archive, what: str, order: Order, *, even_if_sent: bool = False) -> Done:
    """Tell again what messages told that reached nobody: one, those of a review, or of a cycle.

    Each is told again once, in a message of its own; what has lost its point is left out.

    Raises:
        NotAnOperator, ReasonMissing: see `check_operator`.
        NoSuchProcess: it is no message, no review and no cycle.
        DeliveredAlready: it went out, and it was not said that this does not matter.
        DeliveryIsOver: the cycle is closed, and nothing is sent in it any more.
    """
    await check_operator(archive, order)
    found, cycle = await _meant(archive, what, even_if_sent=even_if_sent)
    request = order.named(archive, "resend", what, *(each.message for each in found))
    tempo = await _tempo(archive, cycle)
    chosen = await _sorted(archive, found)
    number = len(chosen.again)
    people = len({each.recipient for each in chosen.again})
    if not number:
        return Done("was_so", request, ("There is nothing to tell again.", *chosen.left_out()))
    what_of_it = f"{_messages(number)} to {people} {'person' if people == 1 else 'people'}"
    if order.is_dry:
        told = f"{what_of_it} would be told again."
        return Done("would_be_done", request, (told, *chosen.left_out()))
    content = await staged_reason(archive, request, order.reason)
    at = tempo.virtual(datetime.now(UTC))
    position = None
    for each in chosen.again:
        position = await _tell_again(archive, each, at, request, order, content) or position
    told = f"{what_of_it} wait in the outbox again and go out with the next round."
    return Done("done", request, (told, *chosen.left_out()), position)


async def _meant(
    archive: Archive, what: str, *, even_if_sent: bool
) -> tuple[Sequence[MessageTold], CycleId | OrganisationId]:
    readers = archive.readers
    if what == BETWEEN_CYCLES:
        return await undelivered_in(readers, archive.organisation), archive.organisation
    message = await message_told(readers, name) if (name := _id(what)) else None
    if message is not None:
        if message.state == "sent" and not even_if_sent:
            raise DeliveredAlready(
                "That message went out, and nothing says that it did not arrive. "
                "--even-if-delivered tells it again all the same."
            )
        return [message], message.cycle
    match await process_meant(archive, what):
        case ReviewMeant() as found:
            plan = found.state.planned
            return await undelivered_about(readers, plan.review), plan.cycle
        case CycleMeant() as found:
            return await undelivered_in(readers, found.cycle), found.cycle


async def _tempo(archive: Archive, cycle: CycleId | OrganisationId) -> Tempo:
    """Give how time runs where the messages belong to.

    Raises:
        DeliveryIsOver: nothing is sent there any more.
    """
    if cycle == archive.organisation:
        return (await latest_tempos(archive.readers)).get(archive.organisation, Tempo())
    found = await cycle_of(archive.readers, CycleId(cycle))
    if found is None or found.state == "closed":
        raise DeliveryIsOver
    return found.tempo


async def _sorted(archive: Archive, found: Sequence[MessageTold]) -> _Sorted:
    again = await told_again(archive.writers, found)
    fresh = [each for each in found if each.message not in again]
    there = [each for each in fresh if each.failure not in NOBODY_THERE]
    pointed = tuple(each for each in there if each.notices)
    return _Sorted(pointed, len(again), len(there) - len(pointed), len(fresh) - len(there))


async def _tell_again(
    archive: Archive,
    message: MessageTold,
    at: datetime,
    request: str,
    order: Order,
    content: ContentRef,
) -> int | None:
    event = NoticesResent(
        at=at,
        cycle=CycleId(message.cycle),
        recipient=message.recipient,
        message=message.message,
        notices=message.notices,
        request=request,
        by=order.by,
        content=content,
    )
    outcome = await archive.journal.append(delivery_stream(message.cycle), None, [Entry(event)])
    return outcome.position if isinstance(outcome, Appended) else None


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"


def _id(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None
