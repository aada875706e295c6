"""Who a program acts for, and what its token allows."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar, Final
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer, SecurityScopes

from domain.errors import ReviewError
from domain.ids import PersonId
from gateway.api.scopes import Scope
from gateway.api.tokens import PREFIX, digest_of
from gateway.entry.limits import client_of, count
from gateway.site.front import Front, front_of
from gateway.site.visitor import Visitor, introduce
from storage.api_tokens import TokenBook
from storage.attempts import Limit

bearer: Final = HTTPBearer(
    auto_error=False, description="A token from `perennial token issue`.", scheme_name="token"
)
FORGED_TOKENS_FROM_A_CLIENT: Final = Limit(60, timedelta(minutes=10))


class TokenRefused(ReviewError):
    """This needs a token that is good: send it as `Authorization: Bearer prn_...`."""

    code: ClassVar[str] = "token_refused"


class ScopeMissing(ReviewError):
    """The token does not reach this far."""

    code: ClassVar[str] = "scope_missing"


@dataclass(frozen=True)
class Caller:
    """A program at work: for whom, with which token, how far."""

    visitor: Visitor
    token: UUID
    scopes: frozenset[str]

    @property
    def id(self) -> PersonId:
        """Give the person in whose name it acts."""
        return self.visitor.id

    def require(self, scope: Scope) -> None:
        """Refuse what the token does not reach.

        Raises:
            ScopeMissing: it lacks that scope.
        """
        if scope.value not in self.scopes:
            raise ScopeMissing(f"The token does not reach this far: it lacks '{scope.value}'.")


async def known_caller(
    request: Request, asked: SecurityScopes, _: Annotated[object, Depends(bearer)]
) -> Caller:
    """Give who a program acts for; what is asked further of this request is asked for them.

    Raises:
        TokenRefused: there is no token that is good.
        ScopeMissing: it does not reach this far.
    """
    caller = await _caller(request)
    for scope in asked.scopes:
        caller.require(Scope(scope))
    request.state.visitor = caller.visitor
    return caller


Anyone = Annotated[Caller, Security(known_caller)]
ReadsWork = Annotated[Caller, Security(known_caller, scopes=[Scope.WORK_READ.value])]
WritesWork = Annotated[Caller, Security(known_caller, scopes=[Scope.WORK_WRITE.value])]
ReadsReviews = Annotated[Caller, Security(known_caller, scopes=[Scope.REVIEWS_READ.value])]
ReadsCycles = Annotated[Caller, Security(known_caller, scopes=[Scope.CYCLES_READ.value])]
LaunchesCycles = Annotated[Caller, Security(known_caller, scopes=[Scope.CYCLES_LAUNCH.value])]
SteersCycles = Annotated[Caller, Security(known_caller, scopes=[Scope.CYCLES_STEER.value])]
ReadsRatings = Annotated[Caller, Security(known_caller, scopes=[Scope.RATINGS_READ.value])]
WritesBoards = Annotated[Caller, Security(known_caller, scopes=[Scope.BOARDS_WRITE.value])]
WritesPeople = Annotated[Caller, Security(known_caller, scopes=[Scope.PEOPLE_WRITE.value])]
WritesOffices = Annotated[Caller, Security(known_caller, scopes=[Scope.OFFICES_WRITE.value])]
WritesWebhooks = Annotated[Caller, Security(known_caller, scopes=[Scope.WEBHOOKS_WRITE.value])]
ReadsEvents = Annotated[Caller, Security(known_caller, scopes=[Scope.EVENTS_READ.value])]


async def _caller(request: Request) -> Caller:
    front = front_of(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.startswith(PREFIX):
        raise TokenRefused
    kept = await TokenBook(front.archive.hosts).find(digest_of(secret), front.now())
    visitor = await _visitor(front, kept.person, kept.id) if kept else None
    if kept is None or visitor is None:
        await count(front, "forged token", client_of(request), FORGED_TOKENS_FROM_A_CLIENT)
        raise TokenRefused
    return Caller(visitor, kept.id, kept.scopes)


async def _visitor(front: Front, person: PersonId, token: UUID) -> Visitor | None:
    return await introduce(front, person, token, None)
