"""What pages work with: the archive, the workflows, the mail, and where the site stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from starlette.requests import Request
from temporalio.client import Client

from activities.notify.channel import Channel
from activities.notify.linking import Linker
from gateway.calibrating import Board
from gateway.site.live import Live
from gateway.steering import Steering
from gateway.submitting import Desk
from storage.archive import Archive
from storage.link_tokens import LinkSigner
from storage.links import LinkBook


class Caught(Protocol):
    """A mail that the embedded catcher keeps instead of sending it."""

    @property
    def number(self) -> int:
        """Counts the mails from 1."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """To whom it would have gone."""

    @property
    def path(self) -> Path:
        """The file that holds it whole."""


@dataclass(frozen=True)
class IdentityProvider:
    """An OpenID provider that people sign in with."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Site:
    """Where the pages stand and what they are called.

    Attributes:
        base_url: what links begin with, without a slash at the end.
        secret: keys form tokens and the digests of codes; 32 bytes.
        caught: the mails of the embedded catcher; None where mail really goes out.
        provider: who vouches for people; None where a code by mail does.
        temporal_ui: where Temporal's own UI stands; None where nobody said.
    """

    base_url: str
    secret: bytes
    signer: LinkSigner
    name: str = "Perennial"
    caught: Callable[[], Sequence[Caught]] | None = None
    provider: IdentityProvider | None = None
    temporal_ui: str | None = None

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the site by https alone."""
        return self.base_url.startswith("https://")


@dataclass(frozen=True)
class Front:
    """Everything a page may ask, opened once for the whole process."""

    archive: Archive
    client: Client
    mail: Channel
    site: Site
    live: Live = field(default_factory=Live)

    @property
    def desk(self) -> Desk:
        """Where submissions are handed in."""
        return Desk(self.archive, self.client)

    @property
    def board(self) -> Board:
        """Where panels move ratings."""
        return Board(self.archive, self.client)

    @property
    def steering(self) -> Steering:
        """Where HR changes what is under way."""
        return Steering(self.archive, self.client)

    @property
    def linker(self) -> Linker:
        """What makes links for people."""
        return Linker(LinkBook(self.archive.hosts), self.site.signer, self.site.base_url)

    def now(self) -> datetime:
        """Give the real present; cycles turn it into a present of their own."""
        return datetime.now(UTC)

    @property
    def organisation(self) -> UUID:
        """Whose installation this is."""
        return self.archive.organisation


def front_of(request: Request) -> Front:
    """Give what the pages of this process work with."""
    front: Front = request.app.state.front
    return front
