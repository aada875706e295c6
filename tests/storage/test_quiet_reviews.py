"""How long a review is without feedback, as far as its manager can know."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import asyncpg
import pytest
from temporalio.testing import ActivityEnvironment

from activities.quiet_reviews import QuietLook, QuietWatch
from domain.definition.conversation import FeedbackRules
from domain.definition.cycle import CycleDefinition
from domain.feedback.quiet import Silence, missed
from domain.feedback.words import VisibleTo
from domain.ids import PersonId, quiet_stream
from storage.archive import Archive
from storage.journal import Entry
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.projections import rebuild
from storage.projections.projector import Projector
from storage.read_models.cycles import Cycle
from storage.read_models.feedback_told import quiet_told
from storage.read_models.quiet_reviews import silences
from tests.played_cycle import LAUNCHED_AT, MET_AT, ORGANISATION
from tests.storage.company_with_feedback import SPRING, Firm, found, shown

BY, TO, LEADER = "6", "5", "4"
LATER = SPRING + timedelta(days=100)


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


async def silence_of(firm: Firm, person: PersonId, at: datetime, cycle: Cycle) -> Silence:
    lines = await silences(firm.archive.readers, cycle, at)
    return next(line for line in lines if line.reviewee == person)


@pytest.mark.parametrize(
    "giver, visible_to, counts",
    [
        (BY, VisibleTo.BOTH, True),
        (BY, VisibleTo.EVERYONE, True),
        (BY, VisibleTo.RECEIVER, False),  # the manager is not to know of it
        (LEADER, VisibleTo.RECEIVER, True),
        (BY, VisibleTo.MANAGER, False),  # it did not reach the reviewee
    ],
)
async def test_what_reached_the_reviewee_and_the_manager_can_know_of_counts(
    archive: Archive, live: Projector, giver: str, visible_to: VisibleTo, *, counts: bool
) -> None:
    firm = await found(archive, live)
    await firm.give(giver, TO, visible_to)
    silence = await silence_of(firm, firm[TO], LATER, await firm.running())
    assert silence.manager == firm[LEADER]
    assert silence.last == (SPRING if counts else None)
    assert silence.days(LATER) == (100 if counts else (LATER - LAUNCHED_AT).days)


async def test_pages_of_any_size_list_every_open_review_once(
    archive: Archive, live: Projector
) -> None:
    firm = await found(archive, live)
    cycle = await firm.running()
    whole = await silences(archive.readers, cycle, LATER)
    paged = await silences(archive.readers, cycle, LATER, limit=2)
    paged += await silences(archive.readers, cycle, LATER, paged[-1].review, limit=2)
    assert len(whole) == 4
    assert paged == whole


async def test_a_form_without_names_counts_from_its_deadline_and_only_when_it_is_shown(
    archive: Archive, live: Projector
) -> None:
    firm = await found(archive, live, until=MET_AT)
    cycle = await firm.running()
    row = await archive.readers.fetchrow(
        "SELECT count(*) AS number, max(done_at) AS done, max(due) AS due FROM read.steps "
        "JOIN read.reviews USING (review) "
        "WHERE reviewee = $1 AND steps.role = 'peer' AND verdict = 'submitted'",
        firm[TO],
    )
    assert row["number"] >= 2
    assert row["done"] < row["due"]
    shown_at = {}
    for threshold in (row["number"], row["number"] + 1):
        nameless = _peers_without_names(cycle, threshold)
        shown_at[threshold] = await silence_of(firm, firm[TO], MET_AT, nameless)
    assert shown_at[row["number"]].last == row["due"]
    assert shown_at[row["number"] + 1].last is None
    early = _peers_without_names(cycle, row["number"])
    before_it_is_due = row["due"] - timedelta(hours=1)
    assert (await silence_of(firm, firm[TO], before_it_is_due, early)).last is None
    named = replace(cycle, definition=_with_names(cycle))
    assert (await silence_of(firm, firm[TO], MET_AT, named)).last == row["done"]


async def test_a_form_without_names_counts_for_nothing_while_somebody_still_has_it(
    archive: Archive, live: Projector, superuser: asyncpg.Connection
) -> None:
    firm = await found(archive, live, until=MET_AT)
    nameless = _peers_without_names(await firm.running(), 1)
    assert (await silence_of(firm, firm[TO], MET_AT, nameless)).last is not None
    await superuser.execute(
        "UPDATE read.steps SET state = 'open', verdict = NULL WHERE role = 'peer' AND seat = 1"
    )
    assert (await silence_of(firm, firm[TO], MET_AT, nameless)).last is None


async def test_a_quiet_review_is_pointed_out_once_and_tables_agree_after_a_rebuild(
    archive: Archive, live: Projector, projector: asyncpg.Pool, keys: KeyRing
) -> None:
    firm = await found(archive, live)
    cycle = await firm.running()
    silence = await silence_of(firm, firm[TO], LATER, cycle)
    event = missed(silence, FeedbackRules(), cycle.cycle, LATER)
    assert event is not None
    for _ in range(2):
        await archive.journal.append(quiet_stream(event.review), None, [Entry(event)])
        await live.catch_up()
    again = await silence_of(firm, firm[TO], LATER, cycle)
    assert missed(again, FeedbackRules(), cycle.cycle, LATER) is None
    told = await archive.readers.fetch(
        "SELECT recipient, cycle FROM read.notices WHERE reason = 'feedback_missed'"
    )
    assert [tuple(row) for row in told] == [(firm[LEADER], cycle.cycle)]
    (line,) = await quiet_told(archive, event.review, firm[TO])
    assert line.sentence == "Person 4 was told that there is no feedback for Person 5 yet."
    followed = await shown(projector)
    await rebuild.rebuild(projector, keys)
    assert await shown(projector) == followed


async def test_a_look_that_was_cut_off_goes_on_where_it_stood(
    archive: Archive, live: Projector
) -> None:
    firm = await found(archive, live)
    reviews = [each.review for each in await silences(archive.readers, await firm.running(), LATER)]
    look = QuietLook(cycle=firm.cycle, at=LATER)
    environment = ActivityEnvironment()
    heard: list[str] = []
    environment.on_heartbeat = heard.append
    environment.info = replace(environment.info, heartbeat_details=[str(reviews[1])])
    assert await environment.run(QuietWatch(archive).point_out, look) == 2
    assert heard == [str(reviews[-1])]
    told = [len(await archive.journal.read(quiet_stream(review))) for review in reviews]
    assert told == [0, 0, 1, 1]


def _peers_without_names(cycle: Cycle, threshold: int) -> Cycle:
    return replace(cycle, definition=_with_names(cycle, threshold))


def _with_names(cycle: Cycle, threshold: int | None = None) -> CycleDefinition:
    """The same definition, in which peers are named unless a threshold is given."""
    values = {"anonymous": threshold is not None, "threshold": threshold or 3}
    forms = {name: form.model_copy(update=values) for name, form in cycle.definition.forms.items()}
    return cycle.definition.model_copy(update={"forms": forms})
