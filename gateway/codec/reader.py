"""Who asks for payloads: somebody signed in whose browser shows the Temporal UI, or a token."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from fastapi.security import SecurityScopes
from starlette.requests import Request

from domain.errors import ReviewError
from domain.ids import PersonId
from domain.visibility import Deed
from gateway.api.caller import known_caller
from gateway.api.scopes import Scope
from gateway.codec.origins import check_origin
from gateway.entry.limits import count
from gateway.looked_at import About, What, note_seen
from gateway.site.front import Front, front_of
from gateway.site.visitor import Visitor, signed_in
from storage.attempts import Limit

REQUESTS_OF_A_READER: Final = Limit(1_200, timedelta(minutes=1))
"""One page of the UI asks some dozens of times."""

NOTED_EVERY: Final = timedelta(minutes=1)
RIGHT: Final = "payload reader"

_SCOPES: Final = SecurityScopes([Scope.PAYLOADS_READ.value])


class PayloadsNotYours(ReviewError):
    """Payloads are for people with the office payload_reader. Ask whoever runs this to give it."""

    code: ClassVar[str] = "payloads_not_yours"


class NamespaceNotOurs(ReviewError):
    """This site opens payloads of its own namespace alone."""

    code: ClassVar[str] = "namespace_not_ours"


async def reader_of(request: Request) -> Visitor:
    """Give who asks, if they may read payloads.

    The session counts only for the pages of the Temporal UI: a request that no page sent, and one
    from the page of another site, comes without it or is refused.

    Raises:
        AskedFromElsewhere: the page of another site asks.
        SignInFirst: nobody is signed in to the site in this browser.
        TokenRefused: a program has no token that is good.
        ScopeMissing: its token does not reach this far.
        PayloadsNotYours: they may not.
        TooOften: they have asked very often within a minute.
    """
    is_a_page = check_origin(request)
    has_token = request.headers.get("authorization", "").lower().startswith("bearer prn_")
    if is_a_page and not has_token:
        visitor = await signed_in(request)
    else:
        visitor = (await known_caller(request, _SCOPES, None)).visitor
    if not visitor.may(Deed.READ_PAYLOADS):
        raise PayloadsNotYours
    await count(front_of(request), "payloads", str(visitor.id), REQUESTS_OF_A_READER)
    return visitor


def check_namespace(request: Request) -> None:
    """See that the payloads are of the namespace this site works in.

    Raises:
        NamespaceNotOurs: they are of another, or nobody says of which.
    """
    own, asked = front_of(request).client.namespace, request.headers.get("x-namespace", "")
    if asked != own:
        raise NamespaceNotOurs(
            f"This site opens payloads of the namespace {own} alone, named in the header "
            "X-Namespace. Look at that namespace, or ask the site that works in the other one."
        )


class Notes:
    """Who has been noted of late in this process, so that a page of the UI is one note."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._noted: dict[PersonId, datetime] = {}

    async def note(self, front: Front, reader: PersonId) -> None:
        """Note that somebody read payloads, once a minute.

        The UI asks for every part of a page alone and names no workflow, and payloads hold no
        word: that somebody read, and when, is what there is to know.
        """
        at = datetime.now(UTC)
        last = self._noted.get(reader)
        if last is not None and at - last < NOTED_EVERY:
            return
        await note_seen(front.archive, reader, What.PAYLOADS, RIGHT, About())
        # Only now: what could not be noted is not shown, and the next look is noted in its place.
        self._noted[reader] = at
