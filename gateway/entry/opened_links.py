"""A link that somebody opened: what its token names, and whether it still opens anything."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from domain.people import Person
from gateway.entry.codes import still_here
from gateway.entry.limits import FORGED_LINKS_FROM_A_CLIENT, client_of, count
from gateway.entry.paths import path_of
from gateway.site.front import Front
from storage.acting import acting_as_process
from storage.link_tokens import TokenForged
from storage.links import KeptLink, LinkBook
from storage.read_models.link_standing import LinkStanding, Standing, standing_of_link

_NOWHERE: Final = LinkStanding(Standing.UNKNOWN)


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link, the person it was made for (None when they have left), and how its thing stands."""

    kept: KeptLink
    person: Person | None
    standing: Standing
    asks_for_sign_in: bool

    @property
    def is_good(self) -> bool:
        """Whether it opens something now."""
        return self.standing is Standing.OPEN and not self.kept.is_revoked

    @property
    def path(self) -> str:
        """The page it opens."""
        return path_of(self.kept.link.reach)


async def opened(front: Front, request: Request, token: str) -> OpenedLink:
    """Say what a token opens, and for whom.

    Raises:
        TokenForged: nothing, and never did.
        TooOften: tokens were guessed from there.
    """
    try:
        name = front.site.signer.read(token)
    except TokenForged:
        await count(front, "forged link", client_of(request), FORGED_LINKS_FROM_A_CLIENT)
        raise
    kept = await LinkBook(front.archive.hosts).find(name)
    if kept is None:
        raise TokenForged
    person = await still_here(front, kept.link.person)
    with acting_as_process():
        found = await standing_of_link(front.archive.readers, kept.link) if person else _NOWHERE
    return OpenedLink(kept, person, found.standing, found.asks_for_sign_in)
