"""The ledger of messages: why somebody got one, and whether they were told."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request

from domain.ids import CycleId, PersonId, ReviewId
from domain.visibility import Deed, Relation
from gateway.api.caller import ReadsCycles, ReadsWork
from gateway.api.shapes import Shape
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotFound
from storage.read_models.ledger import LedgerLine, ledger_of_person
from storage.read_models.people import names_of, person_of
from storage.read_models.who_leads import reviews_close_to

router = APIRouter(tags=["Messages"])

MOST = 200


class Why(Shape):
    """One thing a message told of."""

    reason: str
    review: ReviewId | None
    step: str | None


class MessageSent(Shape):
    """A message: to whom, when, on which way, what became of it, and why it went out."""

    message: UUID
    cycle: CycleId
    recipient: PersonId
    name: str
    channel: str
    at: datetime
    state: Literal["sent", "failed", "bounced"]
    failure: str | None
    told: tuple[Why, ...]


@router.get("/messages")
async def list_own_messages(request: Request, caller: ReadsWork) -> tuple[MessageSent, ...]:
    """List the latest messages to the person, each with why it went out."""
    front = front_of(request)
    lines = await ledger_of_person(front.archive.readers, caller.id)
    return await messages_told(front, lines[:MOST])


@router.get("/people/{person}/messages")
async def list_messages_of_person(
    request: Request, person: UUID, caller: ReadsCycles
) -> tuple[MessageSent, ...]:
    """List the latest messages to somebody, for auditors and HR administrators.

    What they were told of the review of whoever asks, or of somebody whom that person leads, is
    left out, except for auditors: it would say who is asked for anonymous feedback.
    """
    front = front_of(request)
    found = await person_of(front.archive.readers, PersonId(person))
    if found is None:
        raise NotFound
    visitor = caller.visitor
    relation = Relation.OWN if found.id == caller.id else Relation.FOREIGN
    if not visitor.may(Deed.READ_AUDIT, relation):
        raise NotFound
    lines = await ledger_of_person(front.archive.readers, found.id)
    if not visitor.may(Deed.READ_AUDIT, Relation.OWN):
        reviews = {each.review for line in lines for each in line.told if each.review}
        close = await reviews_close_to(front.archive.readers, reviews, caller.id)
        kept = (_without(line, caller.id, close) for line in lines)
        lines = [line for line in kept if line is not None]
    return await messages_told(front, lines[:MOST])


def _without(line: LedgerLine, reader: PersonId, close: Collection[ReviewId]) -> LedgerLine | None:
    """Leave out what a message told of the reader, or others of whom they lead; None for all."""
    left = tuple(
        each
        for each in line.told
        if each.subject != reader and (each.review not in close or each.subject == line.recipient)
    )
    return replace(line, told=left) if left or not line.told else None


async def messages_told(front: Front, lines: Sequence[LedgerLine]) -> tuple[MessageSent, ...]:
    """Tell of messages, with the names of those who got them."""
    names = await names_of(front.archive.readers, {line.recipient for line in lines})
    return tuple(
        MessageSent(
            message=line.message,
            cycle=line.cycle,
            recipient=line.recipient,
            name=names.name_of(line.recipient),
            channel=line.channel,
            at=line.at,
            state=line.state,
            failure=line.failure,
            told=tuple(
                Why(reason=each.reason.value, review=each.review, step=each.step)
                for each in line.told
            ),
        )
        for line in lines
    )
