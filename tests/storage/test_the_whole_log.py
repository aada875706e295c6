"""A log with every kind of event in it: followed as it grows, or read anew, it shows the same."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid5

import asyncpg
import pytest

from domain.content import ContentRef
from domain.feedback.events import FeedbackGiven
from domain.ids import ReviewId, feedback_stream, follow_ups_of, plan_id, progress_stream
from domain.offices import offices_stream
from domain.operations.events import operations_stream
from storage.event_store import EventStore
from storage.event_types import EVENT_TYPES, DomainEvent, decode
from storage.journal import Entry, Journal
from storage.keys import KeyRing
from storage.projections import rebuild
from storage.projections.projector import Projector
from storage.staging import Vault
from tests import played_cycle as habits
from tests.played_cycle import Batch, PlayedCycle, play
from tests.storage.reading import journal_of, tables
from tests.storage.steered import everything

GOLDEN = Path(__file__).parents[1] / "unit" / "golden_events"
KINDS = (
    habits.PROMPT,
    habits.RETURNED,
    habits.TURNED_DOWN,
    habits.DISPUTING,
    habits.DECLINING,
    habits.SILENT,
)
SEEN = "SELECT DISTINCT type FROM log.event"
WAITING = "SELECT event, review, kind FROM read.follow_ups WHERE state = 'waiting' ORDER BY event"
NOTICES = "SELECT notice FROM read.notices WHERE state = 'waiting' ORDER BY notice LIMIT 9"
OF_ACTIONS = (
    ("Tasked", "Reminded", "RungReached", "Moved", "Reminded", "HandedOver", "Done"),
    ("Tasked", "Dropped"),
)
OF_PLANS = (
    *("PlanBegun", "PlanEdited", "AcknowledgementReminded", "PlanAcknowledged"),
    *("CheckInAnnounced", "CheckInReminded", "CheckInHeld", "CheckInAcknowledged"),
    *("PlanHandedOver", "StandstillReported", "PlanClosingAsked", "PlanClosed"),
)
OF_OBJECTIVES = ("ObjectiveSet", "ObjectiveChanged", "ObjectiveRead", "ObjectiveRetired")
OF_LEADERS = ("CoFacilitatorNamed", "CoFacilitatorReleased")
OF_PROFILES = ("ProfilePublished", "ValuesPublished", "ProfileWithdrawn")
OF_OPERATIONS = ("ProcessSteered", "DeliveriesPaused", "DeliveriesResumed")
ON_THE_SIDE = UUID(int=900)
SAMPLED = {UUID(int=number) for number in range(100)}


def sample(name: str, **changes: object) -> DomainEvent:
    """The golden sample of an event, with these of its fields; no words lie beside it."""
    told = json.loads((GOLDEN / f"{name}.1.json").read_text())
    event = decode(name, 1, json.dumps(told["data"]))
    return event.model_copy(update=changes)


@dataclass(frozen=True)
class Told:
    """Events of one stream, told one by one."""

    stream: UUID
    events: Sequence[DomainEvent]


def beside(played: PlayedCycle) -> Iterator[Told]:
    """All that happens beside the steps of reviews."""
    review, cycle = played.stories[0].review, played.launch.cycle
    for number, names in enumerate(OF_ACTIONS):
        stream = uuid5(ON_THE_SIDE, f"action {number}")
        yield Told(stream, [sample(f"Action{name}") for name in names])
    yield Told(plan_id(review), [sample(name, **_of(name, review)) for name in OF_PLANS])
    given = sample("FeedbackGiven")
    assert isinstance(given, FeedbackGiven)
    yield Told(feedback_stream(given.receiver), [given, sample("FeedbackWithdrawn")])
    scheduled = [sample(f"Launch{name}") for name in ("Scheduled", "CalledOff", "Scheduled")]
    yield Told(uuid5(ON_THE_SIDE, "scheduled"), scheduled)
    missed = sample("FeedbackMissed", review=review, cycle=cycle)
    yield Told(uuid5(review, "quiet"), [missed])
    yield Told(progress_stream(review), [sample("ReadingRecorded", review=review)])
    yield Told(ON_THE_SIDE, [sample(name) for name in (*OF_OBJECTIVES, *OF_PROFILES)])
    person = played.launch.people[0]
    names = ("PersonChanged", "PersonLeft", "PersonReturned")
    yield Told(person, [sample(name, person=person) for name in names])
    yield Told(cycle, [sample("StageDeadlineMoved", content=None), sample("CycleClosed")])
    ordered = [sample(name, content=None) for name in ("ChangeOrdered", "PeopleAdded")]
    yield Told(cycle, ordered)
    session = played.sessions[0].stream
    names = ("FacilitatorReminded", *OF_LEADERS, "SessionRungReached")
    yield Told(session, [*map(sample, names), sample("MemberWithdrawn", review=review)])
    words = sample("ActionDropped").model_dump()["content"]
    yield Told(review, [sample("MoreTimeAsked", content=ContentRef(**words))])
    offices = [sample(f"Office{name}") for name in ("Given", "Taken")]
    yield Told(offices_stream(played.launch.organisation), offices)
    steered = [sample(name) for name in OF_OPERATIONS]
    yield Told(operations_stream(played.launch.organisation), steered)


def _of(name: str, review: ReviewId) -> dict[str, object]:
    return {"review": review} if name == "PlanBegun" else {}


def mixed(played: PlayedCycle, others: Sequence[Batch]) -> Iterator[Batch]:
    """What happens in reviews and beside them, mixed as in life, in an order that never changes."""
    beginning = len(played.opening)
    batches = played.batches()
    yield from batches[:beginning]
    aside = [Batch(told.stream, 0, (event,)) for told in beside(played) for event in told.events]
    streams = [batches[beginning:], list(others), aside]
    for number in range(max(map(len, streams))):
        yield from (batch for told in streams for batch in told[number : number + 1])


@dataclass(frozen=True)
class Scribe:
    """Writes whatever it is given behind what stands in its stream."""

    journal: Journal
    vault: Vault

    async def write(self, batch: Batch) -> None:
        entries = [Entry(await self._with_words(event)) for event in batch.events]
        await self.journal.append(batch.stream, None, entries)

    async def _with_words(self, event: DomainEvent) -> DomainEvent:
        """Stage words for a sample, whose own are nowhere."""
        content = getattr(event, "content", None)
        if content is None or content.subject not in SAMPLED:
            return event
        ref = await self.vault.stage(content.id, content.subject, {"reason": "a reason"})
        return event.model_copy(update={"content": ref})


async def afterwards(pool: asyncpg.Pool, cycle: UUID) -> list[Batch]:
    """What was asked for is set going, and the first notices go out, or do not."""
    done = [
        Batch(follow_ups_of(row["review"]), 0, (sample("FollowUpCarriedOut", **dict(row)),))
        for row in await pool.fetch(WAITING)
    ]
    notices = [row["notice"] for row in await pool.fetch(NOTICES)]
    told = [
        sample(name, cycle=cycle, notices=tuple(notices[place::4]), message=uuid5(cycle, name))
        for place, name in enumerate(("MessageSent", "MessageFailed", "MessageBounced"))
    ]
    dropped = sample("NoticesDropped", cycle=cycle, notices=tuple(notices[3::4]))
    failed = {"message": uuid5(cycle, "MessageFailed"), "notices": tuple(notices[1::4])}
    again = sample("NoticesResent", cycle=cycle, **failed)
    delivery = Batch(uuid5(cycle, "delivery"), 0, (*told, dropped, again))
    assert done
    assert notices
    return [*done, delivery, recurring(cycle), *await kept_and_erased(pool, cycle)]


def recurring(cycle: UUID) -> Batch:
    """A cycle that recurs is set, stands still for a while, comes, does not come, and ends."""
    names = (
        *("RecurrenceSet", "RecurrencePaused", "RecurrenceResumed", "OccurrenceHeld"),
        *("OccurrenceLaunched", "OccurrenceSkipped", "RecurrenceEnded"),
    )
    facts = [sample(name, number=n) for n, name in enumerate(names, start=1)]
    return Batch(uuid5(cycle, "recurring"), 0, tuple(facts))


async def kept_and_erased(pool: asyncpg.Pool, cycle: UUID) -> list[Batch]:
    """At last one of them is kept, let go and erased."""
    subject = await pool.fetchval("SELECT reviewee FROM read.reviews ORDER BY reviewee LIMIT 1")
    names = ("HoldPlaced", "HoldReleased", "SubjectErased")
    facts = [sample(name, subject=subject, number=n) for n, name in enumerate(names, start=2)]
    facts.append(sample("RetentionLoaded", number=len(facts) + 2))
    return [Batch(uuid5(cycle, "keeping"), 0, tuple(facts))]


async def test_it_shows_the_same_followed_in_small_pages_or_read_anew(
    live: Projector,
    store: EventStore,
    projector: asyncpg.Pool,
    keys: KeyRing,
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    played = await play(len(KINDS), vault.stage, KINDS)
    others = [batch for story in await everything(vault.stage, 12) for batch in story.batches]
    scribe = Scribe(journal_of(store, keys, vault), vault)
    for number, batch in enumerate(mixed(played, others)):
        await scribe.write(batch)
        if number % 40 == 0:  # a projector that was started anew, with nothing at hand
            await replace(live, page_size=7).catch_up()
    await live.catch_up()
    for batch in await afterwards(projector, played.launch.cycle):
        await scribe.write(batch)
    await replace(live, page_size=3).catch_up()
    assert {row["type"] for row in await projector.fetch(SEEN)} == EVENT_TYPES.keys()
    followed = await shown(projector)
    monkeypatch.setattr(rebuild, "REVIEWS_AT_HAND", 2)
    monkeypatch.setattr(rebuild, "PAGE", 50)
    await rebuild.rebuild(projector, keys)
    assert await shown(projector) == followed


async def shown(pool: asyncpg.Pool) -> dict[str, list[str]]:
    async with pool.acquire() as connection:
        return await tables(connection)
