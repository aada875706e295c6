"""One-time codes: made for whoever asks, sent to whom the address belongs, taken once."""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from activities.notify.channel import Words
from domain.ids import PersonId
from domain.people import Person
from gateway.entry.post import write_to
from gateway.site.front import Front
from storage.acting import acting_as_process
from storage.read_models.people import person_of
from storage.read_models.signing_in import person_at
from storage.sign_in_codes import CodeBook, Tried

DIGITS: Final = 8
LONGEST_ADDRESS: Final = 320
_BYTES: Final = 32


@dataclass(frozen=True)
class Asked:
    """What the asking browser keeps, and the letter that is to be sent, if there is one."""

    secret: str
    send: Callable[[], Awaitable[None]]


async def ask_for_code(front: Front, address: str) -> Asked:
    """Make a code for whoever has this address.

    For an address that is nobody's the same is done, apart from the letter; that is sent when the
    browser has its answer, so neither the answer nor its time tells who works here.
    """
    person = await person_with(front, address)
    secret, code = secrets.token_urlsafe(_BYTES), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    book = CodeBook(front.archive.hosts)
    whose = person.id if person else None
    await book.make(_digest(secret), whose, _keyed(front, secret, code), front.now())

    async def send() -> None:
        if person is not None:
            await write_to(front, person, _letter(front, code))

    return Asked(secret, send)


async def take_code(front: Front, secret: str, typed: str) -> Tried:
    """Take the code that was typed in the browser which holds `secret`."""
    digits = "".join(each for each in typed if not each.isspace() and each != "-")
    code = _keyed(front, secret, digits)
    return await CodeBook(front.archive.hosts).take(_digest(secret), code, front.now())


async def person_with(front: Front, address: str) -> Person | None:
    """Give who has this work address and still works here; None for anybody else."""
    archive = front.archive
    with acting_as_process():
        whose = await person_at(archive.readers, archive.organisation, address.strip())
    # For nobody the same is asked, so that the time it takes does not tell either.
    return await still_here(front, whose or PersonId(uuid4()))


async def still_here(front: Front, person: PersonId) -> Person | None:
    """Give a person, unless they have left or were erased."""
    with acting_as_process():
        found = await person_of(front.archive.readers, person)
    return found if found is not None and found.works_here(front.now()) else None


def _letter(front: Front, code: str) -> Words:
    half = DIGITS // 2
    text = (
        f"Your code is {code[:half]} {code[half:]}.\n\n"
        "Type it in the browser in which you asked for it. It is good for ten minutes and for one "
        "sign-in.\n\n"
        "If you did not ask for it, somebody typed your address. Without the code they cannot go "
        "on, so keep it to yourself.\n"
    )
    return Words(subject=f"Your code for {front.site.name}", text=text)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _keyed(front: Front, secret: str, code: str) -> bytes:
    return hmac.digest(front.site.secret, f"code:{secret}:{code}".encode(), "sha256")
