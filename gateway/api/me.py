"""Who a token acts for, the tokens there are, and their end."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from domain.ids import PersonId
from domain.visibility import Deed
from gateway.api.caller import Anyone, Caller
from gateway.api.once import ThisOnce
from gateway.api.scopes import Scope
from gateway.api.shapes import Shape, Taken
from gateway.api.tokens import NoSuchToken, revoke_token
from gateway.site.front import front_of
from storage.api_tokens import TokenBook

router = APIRouter(tags=["Tokens"])


class Me(Shape):
    """In whose name the token acts, and how far it reaches."""

    person: PersonId
    name: str
    time_zone: str
    capacities: tuple[str, ...]
    scopes: tuple[str, ...]


class Token(Shape):
    """A token without its secret, which is not kept."""

    id: UUID
    name: str
    person: PersonId
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


@router.get("/me")
async def who_am_i(caller: Anyone) -> Me:
    """Say in whose name the token acts, and what it reaches. Any token may ask."""
    visitor = caller.visitor
    return Me(
        person=caller.id,
        name=visitor.person.display_full_name,
        time_zone=visitor.person.time_zone,
        capacities=tuple(sorted(visitor.capacities)),
        scopes=tuple(sorted(caller.scopes)),
    )


@router.get("/tokens")
async def list_tokens(
    request: Request,
    caller: Anyone,
    *,
    everybody: Annotated[bool, Query(description="Not only those of the same person.")] = False,
) -> tuple[Token, ...]:
    """List the tokens that act in the same person's name. Any token may ask.

    HR administrators list everybody's, with a token of the scope `offices:write`.
    """
    if everybody:
        _look_after_tokens(caller)
    book = TokenBook(front_of(request).archive.hosts)
    kept = await book.of(None if everybody else caller.id)
    return tuple(
        Token(
            id=each.id,
            name=each.name,
            person=each.person,
            scopes=tuple(sorted(each.scopes)),
            issued_at=each.issued_at,
            expires_at=each.expires_at,
            revoked_at=each.revoked_at,
            used_at=each.used_at,
        )
        for each in kept
    )


@router.delete("/tokens/current", status_code=204)
async def revoke_current_token(request: Request, caller: Anyone) -> None:
    """End the token that this request comes with. Any token may; the next request is refused."""
    front = front_of(request)
    await revoke_token(front.archive, caller.token, front.now())


@router.delete("/tokens/{token}")
async def revoke_token_by_id(
    request: Request, token: UUID, caller: Anyone, once: ThisOnce
) -> Taken:
    """End a token of the same person for good.

    HR administrators end everybody's, with a token of the scope `offices:write`.
    """
    front = front_of(request)

    async def end(_: str) -> Taken:
        own = await TokenBook(front.archive.hosts).of(caller.id)
        if token not in {each.id for each in own}:
            if Scope.OFFICES_WRITE.value not in caller.scopes:
                raise NoSuchToken
            _look_after_tokens(caller)
        await revoke_token(front.archive, token, front.now())
        return Taken()

    return await once.take(caller, Taken, end)


def _look_after_tokens(caller: Caller) -> None:
    caller.require(Scope.OFFICES_WRITE)
    caller.visitor.require(Deed.ISSUE_TOKENS)
