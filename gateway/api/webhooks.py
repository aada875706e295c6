"""Webhooks: which other programs are told of facts, and how far each was told."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AfterValidator, Field

from activities.notify.webhook_terms import checked_types, checked_url, secret_of
from domain.value import Value
from domain.visibility import Deed
from gateway.api.caller import WritesWebhooks
from gateway.api.once import ThisOnce
from gateway.api.shapes import Line, Made, Shape, Taken, storable
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotFound
from storage.webhooks import WebhookBook

router = APIRouter(tags=["Webhooks"], prefix="/webhooks")

LONGEST_ADDRESS: Final = 2_000
Address = Annotated[
    str, Field(max_length=LONGEST_ADDRESS, pattern="^https://"), AfterValidator(storable)
]


class WebhookTold(Shape):
    """A program that is told; without `types` of everything that is told outside.

    It has taken everything up to `position`. An ended one is told nothing any more.
    """

    id: UUID
    url: str
    types: tuple[str, ...]
    made_at: datetime
    position: int
    failing_since: datetime | None
    tries: int
    last_answer: str | None
    ended_at: datetime | None


class Adds(Value):
    """Where facts are sent, with https, and facts of which types; none means all."""

    url: Address
    types: tuple[Line, ...] = Field(default=(), max_length=100)


class Secret(Shape):
    """What the requests to a program are signed with."""

    secret: str


@router.get("")
async def list_webhooks(request: Request, caller: WritesWebhooks) -> tuple[WebhookTold, ...]:
    """List the programs that are told, and those whose telling has ended."""
    caller.visitor.require(Deed.SEE_PROCESSES)
    found = await _book(front_of(request)).everyone()
    return tuple(WebhookTold.model_validate(each) for each in found)


@router.post("")
async def add_webhook(request: Request, sent: Adds, caller: WritesWebhooks, once: ThisOnce) -> Made:
    """Tell another program of what happens from now on; `show_webhook_secret` gives its secret."""
    caller.visitor.require(Deed.SEE_PROCESSES)
    front = front_of(request)

    async def add(name: str) -> Made:
        url, types = checked_url(sent.url), checked_types(sent.types)
        after = await front.archive.store.head()
        await _book(front).enter(UUID(name), url, types, after, front.now())
        return Made(id=name, position=after)

    return await once.take(caller, Made, add)


@router.get("/{webhook}/secret")
async def show_webhook_secret(request: Request, webhook: UUID, caller: WritesWebhooks) -> Secret:
    """Give the secret with which requests to a program are signed."""
    caller.visitor.require(Deed.SEE_PROCESSES)
    front = front_of(request)
    if webhook not in {each.id for each in await _book(front).everyone()}:
        raise NotFound
    return Secret(secret=secret_of(await front.archive.naming_key(), webhook))


@router.delete("/{webhook}")
async def remove_webhook(
    request: Request, webhook: UUID, caller: WritesWebhooks, once: ThisOnce
) -> Taken:
    """Tell a program nothing any more."""
    caller.visitor.require(Deed.SEE_PROCESSES)
    front = front_of(request)

    async def remove(_: str) -> Taken:
        if not await _book(front).remove(webhook):
            raise NotFound
        return Taken()

    return await once.take(caller, Taken, remove)


def _book(front: Front) -> WebhookBook:
    return WebhookBook(front.archive.hosts, front.archive.organisation)
