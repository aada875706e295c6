"""Facts as a sound run leaves them, invented in memory: what a checker has nothing to say about."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid5

from pydantic import JsonValue

from domain.content import ContentRef
from domain.delivery.events import MessageSent
from domain.ids import CycleId, PersonId, event_id
from domain.review.events import StepSentBack, StepSubmitted
from domain.tempo import Tempo
from storage.event import StoredEvent
from storage.event_types import DomainEvent
from storage.journal import Recorded
from tests.faults.book import Said, Sending
from tests.faults.clockwork import MAKES_A_NOTICE
from tests.faults.facts import CaughtMail, Facts, Standing
from tests.played_cycle import LATE, PROMPT, PlayedCycle, play

OVER = datetime(2028, 1, 1, tzinfo=UTC)
NOBODY = PersonId(UUID(int=0))
WORDS = "Some words that were written."


async def sound_facts() -> Facts:
    """Play a year of two people, one of them late, and gather what it left behind."""
    return gathered(await play(2, _stage, (PROMPT, LATE)))


def gathered(played: PlayedCycle) -> Facts:
    """Write down what a cycle left behind, as if all of it had been told and delivered."""
    log = list(_recorded(played))
    states = {story.review: story.state for story in played.stories}
    notices = {
        each.stored.event_id: "sent" for each in log if isinstance(each.event, MAKES_A_NOTICE)
    }
    messages = [_sent(CycleId(played.launch.cycle), notice) for notice in notices]
    for message in messages:
        log.append(_entry(uuid5(played.launch.cycle, "delivery"), message, log))
    return Facts(
        sendings=[
            _sending(each.event.submission)
            for each in log
            if isinstance(each.event, StepSubmitted | StepSentBack)
        ],
        log=log,
        cycle=played.launch.cycle,
        reviewees=len(played.stories),
        at=OVER,
        tempo=Tempo(),
        workflows={name: Standing(state, is_running=False) for name, state in states.items()},
        mails=[CaughtMail(str(each.message), "somebody") for each in messages],
        live={"people": ["(1)", "(2)"]},
        rebuilt={"people": ["(1)", "(2)"]},
        notices=notices,
    )


def entered(log: list[Recorded], stream: UUID, event: DomainEvent) -> list[Recorded]:
    """Give a log with one more fact."""
    return [*log, _entry(stream, event, log)]


async def _stage(name: UUID, subject: UUID, _: Mapping[str, JsonValue]) -> ContentRef:
    return ContentRef(id=name, subject=subject, sha256="0" * 64)


def _recorded(played: PlayedCycle) -> Iterator[Recorded]:
    log: list[Recorded] = []
    for batch in played.batches():
        for event in batch.events:
            log.append(_entry(batch.stream, event, log))
    yield from log


def _entry(stream: UUID, event: DomainEvent, log: list[Recorded]) -> Recorded:
    version = 1 + sum(each.stream == stream for each in log)
    name, at = event_id(stream, event.key()), OVER
    stored = StoredEvent(
        *(len(log) + 1, stream, version, name, UUID(int=7), event.type, 1),
        *("{}", "{}", None, at, b""),
    )
    return Recorded(event, stream, version, len(log) + 1, at, stored, {stream: {"text": WORDS}})


def _sent(cycle: CycleId, notice: UUID) -> MessageSent:
    message = uuid5(notice, "message")
    return MessageSent(
        at=OVER,
        cycle=cycle,
        recipient=NOBODY,
        message=message,
        channel="email",
        notices=(notice,),
    )


def _sending(name: str) -> Sending:
    return Sending(
        *(NOBODY, name, "/a/step", {}, WORDS),
        said=[Said.ACCEPTED],
        names={name},
        accepted_as=name,
    )
