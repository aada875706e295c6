"""Events go into the log typed, with their words sealed, and come out as they went in."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest
from pydantic import JsonValue

from domain.content import ContentRef
from domain.ids import PersonId, StepId
from domain.people_events import PersonChanged, PersonJoined, differences
from domain.review.events import ReviewPaused, StepSubmitted
from domain.review.verdict import Verdict
from storage.errors import ContentChanged, ContentNotFound
from storage.event_store import Appended, Conflict, EventStore
from storage.journal import Entries, Entry, Journal
from storage.keys import KeyRing
from storage.staging import Vault
from tests.invented_people import person
from tests.storage.reading import journal_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
REVIEW, ANA, PEER = UUID(int=1), PersonId(UUID(int=2)), PersonId(UUID(int=3))
WORDS: dict[str, JsonValue] = {"strengths": "Listens before she speaks.", "rating": 4}


@pytest.fixture
def journal(store: EventStore, keys: KeyRing, vault: Vault) -> Journal:
    return journal_of(store, keys, vault)


def submitted(content: ContentRef | None, submission: str = "first") -> StepSubmitted:
    return StepSubmitted(
        at=AT,
        step=StepId("rate"),
        actor=PEER,
        verdict=Verdict.SUBMITTED,
        submission=submission,
        content=content,
    )


def paused(request: str) -> ReviewPaused:
    return ReviewPaused(at=AT, request=request, by=ANA)


async def test_an_event_comes_back_as_it_was_recorded(journal: Journal) -> None:
    outcome = await journal.append(REVIEW, 0, [Entry(paused("a")), Entry(paused("b"))])
    recorded = await journal.read(REVIEW)
    assert outcome == Appended(version=2, position=2)
    assert [each.event for each in recorded] == [paused("a"), paused("b")]
    assert [(each.version, each.position) for each in recorded] == [(1, 1), (2, 2)]


async def test_the_words_of_a_submission_live_in_the_log(journal: Journal, vault: Vault) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    await journal.append(REVIEW, 0, [Entry(submitted(ref))])
    await vault.discard([ref.id])
    (recorded,) = await journal.read(REVIEW, unseal=True)
    assert recorded.event == submitted(ref)
    assert recorded.confidential == {ANA: WORDS}


async def test_no_word_stands_in_the_log_in_the_open(
    journal: Journal, vault: Vault, superuser: asyncpg.Connection
) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    await journal.append(REVIEW, 0, [Entry(submitted(ref))])
    row = await superuser.fetchrow("SELECT data, meta, sealed FROM log.event")
    assert "Listens" not in row["data"] + row["meta"]
    assert b"Listens" not in row["sealed"]


async def test_a_part_for_somebody_else_is_sealed_beside_the_words(
    journal: Journal, vault: Vault, keys: KeyRing
) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    giver: dict[str, JsonValue] = {"giver": "a colleague of hers"}
    await journal.append(REVIEW, 0, [Entry(submitted(ref), {PEER: giver})])
    await keys.destroy(PEER)
    (recorded,) = await journal.read(REVIEW, unseal=True)
    assert recorded.confidential == {ANA: WORDS}


async def test_what_was_said_about_an_erased_person_is_gone_and_the_fact_remains(
    journal: Journal, vault: Vault, keys: KeyRing
) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    await journal.append(REVIEW, 0, [Entry(submitted(ref))])
    await keys.destroy(ANA)
    (recorded,) = await journal.read(REVIEW, unseal=True)
    assert recorded.event == submitted(ref)
    assert recorded.confidential == {}


async def test_recording_again_changes_nothing_even_without_the_words(
    journal: Journal, vault: Vault, store: EventStore
) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    entries = [Entry(submitted(ref)), Entry(paused("a"))]
    first = await journal.append(REVIEW, 0, entries, meta={"actor": str(ANA)})
    again = await journal.append(REVIEW, 0, entries, meta={"actor": str(ANA)})
    await vault.discard([ref.id])
    without_words = await journal.append(REVIEW, 0, entries, meta={"actor": str(ANA)})
    assert first == again == without_words == Appended(version=2, position=2)
    assert await store.head() == 2


async def test_a_retry_carries_the_same_bytes(journal: Journal, vault: Vault) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    asked = Entries(REVIEW, 0, (Entry(submitted(ref)),), {"b": 1, "a": 2})
    assert await journal._requests([asked]) == await journal._requests([asked])


async def test_words_that_are_not_there_are_not_recorded(journal: Journal) -> None:
    lost = ContentRef(id=uuid4(), subject=ANA, sha256="0" * 64)
    with pytest.raises(ContentNotFound):
        await journal.append(REVIEW, 0, [Entry(submitted(lost))])
    assert await journal.read(REVIEW) == []


async def test_words_that_were_exchanged_are_not_recorded(journal: Journal, vault: Vault) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    with pytest.raises(ContentChanged):
        await journal.append(
            REVIEW, 0, [Entry(submitted(ref.model_copy(update={"sha256": "0" * 64})))]
        )
    assert await journal.read(REVIEW) == []


async def test_a_stream_that_has_moved_on_is_a_conflict(journal: Journal) -> None:
    await journal.append(REVIEW, 0, [Entry(paused("a"))])
    assert await journal.append(REVIEW, 0, [Entry(paused("b"))]) == Conflict(actual=1)


async def test_many_streams_are_recorded_at_once_each_on_its_own(journal: Journal) -> None:
    asked = [Entries(UUID(int=n), 0, (Entry(paused("a")),)) for n in range(1, 6)]
    first = await journal.append_many(asked)
    moved = [Entries(UUID(int=n), n % 2, (Entry(paused("b")),)) for n in range(1, 3)]
    assert [outcome.position for outcome in first if isinstance(outcome, Appended)] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert await journal.append_many(moved) == [Appended(2, 6), Conflict(1)]


async def test_what_is_personal_about_a_person_is_sealed_and_comes_back(journal: Journal) -> None:
    before = person("8")
    after = before.model_copy(update={"job_title": "Head of Optics"})
    told = differences(None, 0, before, AT) + differences(before, 1, after, AT)
    await journal.append(before.id, 0, [Entry(event) for event in told])
    closed = [each.event for each in await journal.read(before.id)]
    opened = [each.event for each in await journal.read(before.id, unseal=True)]
    assert [
        event.details for event in closed if isinstance(event, PersonJoined | PersonChanged)
    ] == [
        None,
        None,
    ]
    assert tuple(opened) == told


async def test_the_whole_log_is_read_in_the_order_of_commit(journal: Journal, vault: Vault) -> None:
    ref = await vault.stage(uuid4(), ANA, WORDS)
    await journal.append(REVIEW, 0, [Entry(paused("a"))])
    await journal.append(UUID(int=9), 0, [Entry(submitted(ref))])
    page = await journal.read_after(0, 10, unseal=True)
    assert [each.stream for each in page] == [REVIEW, UUID(int=9)]
    assert [each.confidential for each in page] == [{}, {ANA: WORDS}]
    assert await journal.read_after(1, 0) == []


async def test_many_streams_are_read_at_once_by_type(journal: Journal, vault: Vault) -> None:
    other, third = UUID(int=8), UUID(int=9)
    ref = await vault.stage(uuid4(), ANA, WORDS)
    await journal.append(REVIEW, 0, [Entry(paused("a")), Entry(submitted(ref))])
    await journal.append(other, 0, [Entry(submitted(None, "b")), Entry(submitted(None, "c"))])
    await journal.append(third, 0, [Entry(submitted(None, "d"))])
    closed = await journal.read_many([REVIEW, other], ["StepSubmitted"])
    assert [(each.stream, each.version) for each in closed] == [(REVIEW, 2), (other, 1), (other, 2)]
    assert all(each.confidential is None for each in closed)
    opened = await journal.read_many([REVIEW], ["StepSubmitted"], unseal=True)
    assert [each.confidential for each in opened] == [{ANA: WORDS}]
    assert await journal.read_many([], ["StepSubmitted"]) == []
