"""Letters that are written at once and to one person: a code, a fresh link, a report to HR."""

from typing import Final
from uuid import uuid4

import structlog

from activities.notify.channel import Deferred, Message, Refused, Unreachable, Words
from domain.ids import CycleId
from domain.people import Person
from gateway.site.front import Front

_log: Final = structlog.get_logger()


async def write_to(front: Front, person: Person, words: Words) -> None:
    """Write to somebody at their own address; a letter that cannot be delivered is only logged."""
    name = uuid4()
    letter = Message(
        id=name,
        cycle=CycleId(front.organisation),
        name=person.display_full_name,
        address=person.work_email,
        thread=name,
        words=words,
        list_name=front.site.name,
    )
    try:
        await front.mail.send(letter)
    except (Refused, Deferred, Unreachable) as trouble:
        _log.warning("letter_not_delivered", message=str(name), code=trouble.code)
