"""What lies before people when reviews go on, stand still, or are steered."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.cycle.events import CycleLaunched
from domain.definition.words import Role
from domain.ids import PersonId
from domain.tempo import Segment, Tempo
from domain.views.notices import Reason
from storage.event_store import EventStore
from storage.journal import Journal
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.read_models.inbox import inbox
from storage.read_models.outbox import waiting_notices
from storage.read_models.progress import blocked_steps, overdue_steps
from storage.read_models.timeline import timeline
from storage.staging import Vault
from tests.played_cycle import LAUNCHED_AT, MET_AT, Batch, Habit, Story, play
from tests.storage.reading import journal_of, record
from tests.storage.steered import (
    OPENED,
    extended_and_away,
    left_without_a_manager,
    manager_of,
    paused_and_cancelled,
    story,
)


@pytest.fixture
def journal(store: EventStore, keys: KeyRing, vault: Vault) -> Journal:
    return journal_of(store, keys, vault)


async def shown(journal: Journal, live: Projector, *stories: Story) -> None:
    await record(journal, [batch for told in stories for batch in told.batches])
    await live.catch_up()


async def reasons(readers: asyncpg.Pool, told: Story) -> Sequence[tuple[Reason, PersonId]]:
    waiting = await waiting_notices(readers, told.state.planned.cycle)
    return [(each.notice.reason, each.notice.recipient) for each in waiting]


async def test_a_step_lies_before_its_holder_first_to_come_and_then_to_do(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    told = story(vault.stage, 9)
    await shown(journal, live, told)
    reviewee = told.state.planned.reviewee
    early = await inbox(readers, reviewee, LAUNCHED_AT)
    on_time = await inbox(readers, reviewee, OPENED)
    late = await inbox(readers, reviewee, OPENED + timedelta(days=30))
    assert ([s.step for s in early.upcoming], early.to_do) == (["propose_goals"], ())
    assert [(s.step, s.is_overdue) for s in on_time.to_do] == [("propose_goals", False)]
    assert [(s.step, s.is_overdue) for s in late.to_do] == [("propose_goals", True)]


async def test_each_cycle_has_a_present_of_its_own(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    year = await play(4, vault.stage)
    begun = [batch for batch in year.batches() if batch.events[0].at <= LAUNCHED_AT]
    real = datetime(2030, 1, 1, tzinfo=UTC)
    tempo = Tempo(segments=(Segment(real=real, virtual=OPENED, rate=1000.0),))
    launch = year.launch.model_copy(update={"tempo": tempo})
    await record(journal, [_with_launch(batch, launch) for batch in begun])
    await live.catch_up()
    somebody = year.launch.people[0]
    now = await inbox(readers, somebody, real)
    assert [s.step for s in now.to_do] == ["propose_goals"]
    assert not now.to_do[0].is_overdue
    as_told = await inbox(readers, somebody, LAUNCHED_AT, is_virtual=True)
    assert [s.step for s in as_told.upcoming] == ["propose_goals"]


def _with_launch(batch: Batch, launch: CycleLaunched) -> Batch:
    events = tuple(launch if e.type == "CycleLaunched" else e for e in batch.events)
    return Batch(batch.stream, batch.expected, events)


async def test_a_session_lies_before_whoever_leads_it_until_it_is_locked(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    year = await play(4, vault.stage)
    batches = year.batches()
    locked = next(n for n, batch in enumerate(batches) if batch.events[0].type == "SessionLocked")
    await record(journal, batches[:locked])
    await live.catch_up()
    chair = year.people.by_number("2")
    assert chair is not None
    (session,) = (await inbox(readers, chair.id, MET_AT)).sessions
    assert (session.reviews, session.is_open) == (4, True)
    await record(journal, batches[locked:])
    await live.catch_up()
    assert (await inbox(readers, chair.id, MET_AT)).sessions == ()


async def test_a_step_without_anybody_lies_before_hr_until_somebody_is_named(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    waiting = await left_without_a_manager(vault.stage, 9, until_named=False)
    named = await left_without_a_manager(vault.stage, 10, until_named=True)
    await shown(journal, live, waiting, named)
    owner = waiting.state.planned.blocked.person
    (blocked,) = (await inbox(readers, owner, MET_AT)).blocked
    assert (blocked.review, blocked.step, blocked.role) == (
        waiting.review,
        "agree_goals",
        Role.MANAGER,
    )
    (listed,) = await blocked_steps(readers, waiting.state.planned.cycle)
    heard = [e for batch in waiting.batches for e in batch.events if e.type == "RungReached"]
    assert (listed.review, listed.owner, listed.rungs) == (waiting.review, owner, len(heard))
    assert heard
    assert (await inbox(readers, manager_of(story(vault.stage, 9)), MET_AT)).to_do == ()


async def test_whoever_was_to_be_told_of_a_step_is_not_once_it_is_out_of_their_hands(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    told = await left_without_a_manager(vault.stage, 9, until_named=False)
    await shown(journal, live, told)
    owner = told.state.planned.blocked.person
    leaver = manager_of(story(vault.stage, 9))
    waiting = await reasons(readers, told)
    assert (Reason.STEP_BLOCKED, owner) in waiting
    assert leaver not in {recipient for _, recipient in waiting if recipient != owner}
    assert [reason for reason, _ in waiting].count(Reason.STEP_OPENED) == 0


async def test_an_extension_is_told_instead_of_the_reminders_it_makes_wrong(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    told = story(vault.stage, 9)
    told.habit = Habit(days=60)
    await told.go_on(OPENED + timedelta(days=10))
    await shown(journal, live, told)
    assert Reason.REMINDER in {reason for reason, _ in await reasons(readers, told)}
    later = await extended_and_away(vault.stage, 10)
    await shown(journal, live, later)
    waiting = await waiting_notices(readers, later.state.planned.cycle)
    own = [each for each in waiting if each.review == later.review]
    # The step itself was never announced, so its announcement simply names the new day.
    assert [each.notice.reason for each in own] == [Reason.STEP_OPENED]
    clock = later.state.open[0].clock
    assert clock is not None
    assert own[0].notice.due == clock.due


async def test_a_cancelled_review_lies_before_nobody_and_tells_nobody(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    told = await paused_and_cancelled(vault.stage, 9)
    await shown(journal, live, told)
    reviewee = told.state.planned.reviewee
    assert (await inbox(readers, reviewee, MET_AT)).to_do == ()
    assert await waiting_notices(readers, told.state.planned.cycle) == []
    assert await overdue_steps(readers, told.state.planned.cycle, MET_AT) == []
    sentences = [each.sentence for each in await timeline(readers, told.review)]
    assert "let the review go on" in " ".join(sentences)
    assert sentences[-1].endswith("because the reviewee has left the organisation.")


async def test_an_overdue_step_is_listed_with_what_was_done_about_it(
    journal: Journal, live: Projector, vault: Vault, readers: asyncpg.Pool
) -> None:
    told = story(vault.stage, 9)
    told.habit = Habit(days=60)
    await told.go_on(OPENED + timedelta(days=40))
    await shown(journal, live, told)
    (overdue,) = await overdue_steps(readers, told.state.planned.cycle, OPENED + timedelta(days=40))
    assert (overdue.step, overdue.assignee) == ("propose_goals", told.state.planned.reviewee)
    assert overdue.reminders > 0
    assert overdue.rungs > 0
