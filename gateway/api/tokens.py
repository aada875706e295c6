"""Tokens of programs: issued once, shown once, good until they expire or are revoked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import ClassVar, Final
from uuid import UUID, uuid4

from domain.errors import ReviewError
from domain.ids import PersonId
from gateway.api.scopes import Scope
from storage.api_tokens import TokenBook
from storage.archive import Archive

PREFIX: Final = "prn_"
"""How tokens begin, so that scanners of source code find one that was left there."""

LONGEST: Final = timedelta(days=366)
_BYTES: Final = 32


class TokenLastsTooLong(ReviewError):
    """A token is good for 1 to 366 days. Choose fewer days, and issue the next one in time."""

    code: ClassVar[str] = "token_lasts_too_long"


class NoSuchToken(ReviewError):
    """There is no such token, or it was revoked already."""

    code: ClassVar[str] = "no_such_token"


class NoScope(ReviewError):
    """A token without a scope opens nothing. Name at least one scope."""

    code: ClassVar[str] = "no_scope"


@dataclass(frozen=True)
class Issued:
    """A new token: `secret` is what the program sends, and is not kept here."""

    id: UUID
    secret: str
    expires_at: datetime


async def issue_token(
    archive: Archive,
    person: PersonId,
    name: str,
    scopes: Collection[Scope],
    at: datetime,
    days: int = 90,
) -> Issued:
    """Issue a token that acts in somebody's name, as far as they may and the scopes allow.

    Raises:
        NoScope: no scope was named.
        TokenLastsTooLong: it would be good for more than a year, or not for a day.
    """
    if not scopes:
        raise NoScope
    lasts = timedelta(days=days)
    if not timedelta(days=1) <= lasts <= LONGEST:
        raise TokenLastsTooLong
    token, secret = uuid4(), f"{PREFIX}{token_urlsafe(_BYTES)}"
    valid = (at, at + lasts)
    book = TokenBook(archive.hosts)
    await book.issue(token, digest_of(secret), name.strip(), person, set(scopes), valid)
    return Issued(token, secret, valid[1])


async def revoke_token(archive: Archive, token: UUID, at: datetime) -> None:
    """End a token for good.

    Raises:
        NoSuchToken: there is none that is good.
    """
    if not await TokenBook(archive.hosts).revoke(token, at):
        raise NoSuchToken


def digest_of(secret: str) -> bytes:
    """Give what a token is kept under; it has 256 bits of chance, so a plain digest will do."""
    return sha256(secret.encode()).digest()
