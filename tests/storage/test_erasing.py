"""Somebody is erased: from the tables, from what lies beside the log, and for good."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

import asyncpg
import pytest

from domain.erasure.refusals import (
    NoReasonGiven,
    NoRetentionRule,
    ReasonNamesThePerson,
    StillHasSteps,
    StillInReview,
    UnderHold,
)
from domain.erasure.retention import CountryRules, Keep, RetentionRules
from domain.erasure.still_to_do import StillToDo
from domain.erasure.words import After, Ground
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import OrganisationId, PersonId
from domain.people import EmploymentStatus, Person
from domain.people_events import differences
from gateway.feedback import Giving, give_feedback
from gateway.subject.erasing import Wanted, erase, record_erasure
from gateway.subject.keeping import ledger, load_retention, place_hold, release_hold
from gateway.subject.reapplying import OfLedger, reapply_ledger
from gateway.subject.retaining import apply_retention, past_time
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.projections import rebuild
from storage.projections.generation import LET_GO_OF_REBUILD, TRY_TO_REBUILD
from storage.projections.projector import Projector
from storage.proof.sealed_log import SealedLog
from storage.read_models.feedback import feedback_about
from storage.read_models.holdings import still_to_do
from storage.read_models.people import ERASED, names_of
from storage.subject.erasing import carry_out, reapply_erasures
from storage.subject.scrub import scrub
from tests.played_cycle import DECLINING, DISPUTING, ORGANISATION, PROMPT, PlayedCycle, play
from tests.storage.reading import record, tables
from tests.storage.sealed import audit

FINAL = "SELECT t.final FROM read.ratings t JOIN read.reviews USING (review) WHERE reviewee = $1"
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
LEFT_BEHIND = "CREATE SCHEMA read_old; CREATE TABLE read_old.people AS SELECT * FROM read.people"
LONG_AGO = date(2020, 1, 31)
SHORT = Keep(months=12, after=After.EMPLOYMENT_ENDED, source="Our own rule")
RULES = RetentionRules(
    countries={
        "default": CountryRules(person_record=SHORT, reviews=SHORT, feedback=SHORT, plans=SHORT)
    }
)
WHY = "Asked for in a letter of 20 February"


@dataclass
class Kept:
    """A year in the log, and everything that stands on it."""

    archive: Archive
    live: Projector
    projectors: asyncpg.Pool
    year: PlayedCycle
    url: str

    @property
    def person(self) -> Person:
        return self.year.people[self.year.launch.people[0]]

    def wanted(self, person: PersonId | None = None, **changed: object) -> Wanted:
        values = {"ground": Ground.CONSENT_WITHDRAWN, "reason": WHY, "at": NOW, **changed}
        return Wanted(person or self.person.id, **values)  # type: ignore[arg-type]  # of tests

    async def erase(self, person: PersonId | None = None) -> None:
        """Erase somebody by the log and by key, and show it."""
        wanted = self.wanted(person)
        await record_erasure(self.archive, wanted)
        await carry_out(self.archive, wanted.person)
        await self.live.catch_up()

    async def refused(self, refusal: type[Exception], **changed: object) -> None:
        """Ask for an erasure that is refused, and see that nothing changed."""
        before = await self.archive.store.head()
        with pytest.raises(refusal):
            await erase(self.archive, self.wanted(**changed))  # type: ignore[arg-type]  # of tests
        assert await self.archive.store.head() == before
        assert (await self.archive.keys.load([self.person.id]))[self.person.id] is not None

    async def leave(self, person: Person) -> Person:
        """Let somebody leave years ago."""
        gone = person.model_copy(
            update={"termination_date": LONG_AGO, "employment_status": EmploymentStatus.INACTIVE}
        )
        await self.archive.directory.record(differences(person, 1, gone, NOW))
        await self.live.catch_up()
        return gone

    async def shown(self) -> dict[str, list[str]]:
        """Everything that stands in the read models."""
        async with self.projectors.acquire() as connection:
            return await tables(connection)


@pytest.fixture
async def kept(database: str, projector: asyncpg.Pool) -> AsyncIterator[Kept]:
    """Four people whose reviews were signed in different ways."""
    async with Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive:
        live = Projector(archive.store, projector, archive.keys)
        year = await play(4, archive.vault.stage, (PROMPT, DISPUTING, DECLINING, PROMPT))
        await record(archive.journal, year.batches())
        await live.catch_up()
        yield Kept(archive, live, projector, year, database)


async def test_the_tables_lose_an_erased_person_and_a_rebuild_makes_the_same(kept: Kept) -> None:
    name = kept.person.display_full_name
    assert name in str(await kept.shown())
    assert await kept.projectors.fetchval(FINAL, kept.person.id) is not None
    await kept.erase()
    after = await kept.shown()
    assert name not in str(after)
    assert kept.person.work_email not in str(after)
    final = await kept.projectors.fetchval(FINAL, kept.person.id)
    assert final is None
    await rebuild.rebuild(kept.projectors, kept.archive.keys)
    assert await kept.shown() == after
    async with SealedLog.open(kept.url) as log:
        assert (await audit(log)).holds


async def test_read_models_that_a_rebuild_left_behind_go_with_an_erased_person(kept: Kept) -> None:
    await kept.projectors.execute(LEFT_BEHIND)
    await scrub(kept.archive)
    assert await kept.projectors.fetchval("SELECT to_regnamespace('read_old')") is None
    async with kept.projectors.acquire() as connection:
        await connection.execute(TRY_TO_REBUILD)
        assert any("a rebuild is under way" in told for told in await scrub(kept.archive))
        await connection.execute(LET_GO_OF_REBUILD)


async def test_a_rebuild_between_the_fact_and_the_key_makes_the_same_tables(kept: Kept) -> None:
    await record_erasure(kept.archive, kept.wanted())
    await rebuild.rebuild(kept.projectors, kept.archive.keys)
    before = await kept.shown()
    assert kept.person.display_full_name not in str(before)
    await carry_out(kept.archive, kept.person.id)
    await rebuild.rebuild(kept.projectors, kept.archive.keys)
    assert await kept.shown() == before


async def test_a_hold_beats_an_erasure_until_it_is_released(kept: Kept) -> None:
    person = kept.person.id
    await place_hold(kept.archive, person, "A claim is pending", NOW, None)
    await kept.refused(UnderHold)
    assert (await kept.archive.people())[person] == kept.person
    await release_hold(kept.archive, person, "The claim was settled", NOW, None)
    await record_erasure(kept.archive, kept.wanted())
    told = [(line.type, line.reason) for line in await ledger(kept.archive)]
    assert told == [
        ("HoldPlaced", "A claim is pending"),
        ("HoldReleased", "The claim was settled"),
        ("SubjectErased", WHY),
    ]


async def test_what_must_not_be_erased_is_refused_and_nothing_changes(kept: Kept) -> None:
    await kept.refused(NoRetentionRule, ground=Ground.RETENTION_OVER)
    await kept.refused(NoReasonGiven, reason=" ")
    await kept.refused(ReasonNamesThePerson, reason=f"{kept.person.work_email} asked")
    opened = kept.year.stories[0].batches[0]
    await kept.projectors.execute("UPDATE read.reviews SET state = 'open'")
    await kept.refused(StillInReview)
    await kept.projectors.execute(
        "UPDATE read.reviews SET state = 'completed' WHERE review = $1", opened.stream
    )
    peer = kept.year.stories[1].batches[0]
    await kept.projectors.execute(
        "UPDATE read.steps SET state = 'open', assignee = $1 WHERE review = $2 AND seat = 0",
        kept.person.id,
        peer.stream,
    )
    await kept.refused(StillHasSteps)


async def test_a_manager_whose_step_is_still_to_come_is_not_erased(kept: Kept) -> None:
    first = kept.year.stories[0]
    manager = kept.year.people[first.state.planned.reviewee].manager
    assert manager is not None
    assert await still_to_do(kept.archive, manager) == StillToDo()
    review = first.batches[0].stream
    await kept.projectors.execute(
        "UPDATE read.reviews SET state = 'open' WHERE review = $1", review
    )
    await kept.projectors.execute(
        "DELETE FROM read.steps WHERE review = $1 AND act = 'rate'", review
    )
    with pytest.raises(StillHasSteps, match="1 step of others' reviews, open or to come"):
        await erase(kept.archive, kept.wanted(manager))
    await kept.leave(kept.year.people[manager])
    await load_retention(kept.archive, RULES, NOW, None)
    done = [each async for each in apply_retention(kept.archive, kept.wanted())]
    assert [(one.person, "perennial assign" in (one.refused or "")) for one in done] == [
        (manager, True)
    ]


async def test_an_erasure_that_was_cut_short_is_brought_to_its_end(kept: Kept) -> None:
    person = kept.person.id
    await kept.archive.vault.stage(uuid4(), person, {"text": "waits"})
    await record_erasure(kept.archive, kept.wanted())
    await kept.live.catch_up()
    done = await erase(kept.archive, kept.wanted(reason=""), clean=False)
    assert (done.was_recorded, done.is_shown) == (True, True)
    assert done.purged["staged_words"] > 0
    again = await erase(kept.archive, kept.wanted(reason=""), clean=False)
    assert (again.was_recorded, again.purged["staged_words"]) == (True, 0)
    assert len(await ledger(kept.archive)) == 1
    assert (await kept.archive.keys.load([person]))[person] is None


async def test_keys_that_came_back_with_a_backup_are_destroyed_again(kept: Kept) -> None:
    person = kept.person.id
    saved = await kept.archive.keys.pool.fetchrow(KEY, person)
    await kept.erase()
    assert await reapply_erasures(kept.archive) == 0
    async with Archive.open(*opening(kept)) as restored:
        await restored.keys.pool.execute(BACK, person, *saved)
        assert (await restored.keys.load([person]))[person] is not None
        assert await reapply_erasures(restored) == 1
        assert (await restored.keys.load([person]))[person] is None


async def test_a_ledger_is_brought_into_a_database_that_is_older_than_it(kept: Kept) -> None:
    gone, held = kept.year.launch.people[:2]
    lines = [
        OfLedger(at=NOW, type="SubjectErased", subject=gone, ground=Ground.UNLAWFUL, reason=WHY),
        OfLedger(at=NOW, type="HoldPlaced", subject=held, reason="A claim"),
    ]
    first = await reapply_ledger(kept.archive, lines)
    assert (first.erased, first.held, first.already) == (1, 1, 0)
    await kept.live.catch_up()
    again = await reapply_ledger(kept.archive, lines)
    assert (again.erased, again.held, again.already) == (0, 0, 2)
    assert gone not in await kept.archive.people()
    told = [(line.type, line.subject, line.reason) for line in await ledger(kept.archive)]
    assert told == [("SubjectErased", gone, WHY), ("HoldPlaced", held, "A claim")]


async def test_whose_time_is_over_is_erased_unless_a_hold_keeps_them(kept: Kept) -> None:
    first, second, third = (kept.year.people[one] for one in kept.year.launch.people[:3])
    for person in (first, second):
        await kept.leave(person)
    assert await load_retention(kept.archive, RULES, NOW, None)
    assert not await load_retention(kept.archive, RULES, NOW, None)
    await place_hold(kept.archive, second.id, "A claim", NOW, None)
    found = {each.person: each for each in await past_time(kept.archive, NOW.date())}
    assert {person: each.is_held for person, each in found.items()} == {
        first.id: False,
        second.id: True,
    }
    wanted = kept.wanted(first.id, ground=Ground.RETENTION_OVER)
    following = asyncio.create_task(follow(kept.live))
    done = [each async for each in apply_retention(kept.archive, wanted)]
    following.cancel()
    assert [(each.person, each.refused) for each in done] == [(first.id, None)]
    people = await kept.archive.people()
    assert first.id not in people
    assert {second.id, third.id} <= people.keys()


async def test_what_an_erased_giver_said_stays_and_they_are_nobody(kept: Kept) -> None:
    giver, receiver = kept.year.launch.people[:2]
    for one, other, words in ((giver, receiver, "Well done"), (receiver, giver, "Thank you")):
        giving = Giving(
            request=words, giver=one, receiver=other, kind=FeedbackKind.PRAISE,
            visible_to=VisibleTo.BOTH, words=words, at=NOW,
        )  # fmt: skip
        await give_feedback(kept.archive, giving)
        await kept.live.catch_up()
    await kept.erase(giver)
    [line] = await feedback_about(kept.archive, receiver, receiver)
    assert (line.words, line.giver) == ("Well done", giver)
    assert (await names_of(kept.archive.readers, [giver])).name_of(giver) == ERASED
    assert await feedback_about(kept.archive, giver, giver) == []


async def follow(live: Projector) -> None:
    """Show what is recorded, until cancelled."""
    while True:
        await live.catch_up()
        await asyncio.sleep(0.01)


KEY = "SELECT master_key_id, wrapped FROM keeper.subject_key WHERE subject = $1"
BACK = """
UPDATE keeper.subject_key SET master_key_id = $2, wrapped = $3, destroyed_at = NULL
WHERE subject = $1
"""


def opening(kept: Kept) -> tuple[str, MasterKey, OrganisationId]:
    """What opens the same archive once more, as another process would."""
    return kept.url, MasterKey(b"k" * 32), ORGANISATION
