"""Actions as they are shown: before their owner, for their subject, and told of in time."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

import asyncpg
import pytest

from domain.actions import commands as c
from domain.actions import events as e
from domain.ids import CycleId, PersonId
from domain.reach import ActionReach, Link
from domain.views.notices import Reason
from storage.event_store import EventStore
from storage.journal import Entry, Journal
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.projections.rebuild import rebuild
from storage.projections.turn import standing
from storage.read_models.actions import actions_for, actions_of, overdue
from storage.read_models.inbox import inbox
from storage.read_models.link_standing import Standing, standing_of_link
from storage.read_models.outbox import WaitingNotice, waiting_notices
from storage.read_models.timeline import timeline
from storage.staging import Vault
from tests.played_cycle import ORGANISATION
from tests.storage.reading import journal_of, tables
from tests.unit.actions.sample_action import (
    OWNER,
    dropping,
    finishing,
    handing,
    moving,
    passing,
    play,
    tasking,
)
from tests.unit.review.sample_plan import HR, MANAGER, ONE_PEER, REVIEWEE, SECOND_LINE, local

OUTBOX = CycleId(ORGANISATION)
LATER = local("2026-05-04 10:00")


@pytest.fixture
def journal(store: EventStore, keys: KeyRing, vault: Vault) -> Journal:
    return journal_of(store, keys, vault)


async def record(journal: Journal, vault: Vault, number: int, *commands: c.Command) -> UUID:
    """Record an action as it was played, with words of its own."""
    action = uuid5(UUID(int=55), str(number))
    _, events = play(*commands)
    entries = [Entry(await sealed(vault, action, event)) for event in events]
    await journal.append(action, 0, entries)
    return action


async def sealed(vault: Vault, action: UUID, event: e.Event) -> e.Event:
    content = getattr(event, "content", None)
    if content is None:
        return event
    ref = await vault.stage(uuid5(action, event.key()), REVIEWEE, {"reason": "a reason"})
    return event.model_copy(update={"content": ref})


async def waiting(readers: asyncpg.Pool) -> Sequence[WaitingNotice]:
    return await waiting_notices(readers, OUTBOX)


async def told(readers: asyncpg.Pool) -> list[tuple[Reason, PersonId]]:
    return [(each.notice.reason, each.notice.recipient) for each in await waiting(readers)]


async def test_an_action_lies_before_its_owner_until_it_has_ended(
    journal: Journal, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    open_one = await record(journal, vault, 1, tasking())
    await record(journal, vault, 2, tasking(), finishing())
    await record(journal, vault, 3, tasking(), dropping())
    await record(journal, vault, 4, tasking(), handing(ONE_PEER))
    await live.catch_up()
    before = (await inbox(readers, OWNER, LATER)).actions
    assert [(line.action, line.is_overdue) for line in before] == [(open_one, True)]
    everything = await actions_of(readers, OWNER, LATER, ended=True)
    assert sorted(line.state for line in everything) == ["done", "dropped", "open"]
    for_them = await actions_for(readers, REVIEWEE, LATER)
    assert {line.owner for line in for_them} == {OWNER, ONE_PEER}
    assert len(overdue(for_them)) == 2


async def test_the_owner_hears_of_an_action_and_those_above_when_it_is_late(
    journal: Journal, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    action = await record(journal, vault, 1, tasking(), passing("2026-04-01 10:00"))
    await live.catch_up()
    assert await told(readers) == [
        (Reason.ACTION_TASKED, OWNER),
        (Reason.ACTION_REMINDER, OWNER),
        (Reason.ACTION_REMINDER, OWNER),
        (Reason.ACTION_RUNG, SECOND_LINE),
        (Reason.ACTION_RUNG, HR),
    ]
    for each in await waiting(readers):
        assert (each.about, each.reviewee, each.holder) == (action, REVIEWEE, OWNER)


@pytest.mark.parametrize(
    "ending, expected",
    [
        (finishing(OWNER), [(Reason.ACTION_ENDED, MANAGER)]),
        (finishing(MANAGER), []),
        (handing(ONE_PEER), [(Reason.ACTION_TASKED, ONE_PEER)]),
        (moving(date(2026, 4, 17)), [(Reason.ACTION_TASKED, OWNER)]),
    ],
)
async def test_what_has_lost_its_point_is_taken_back(
    journal: Journal,
    vault: Vault,
    live: Projector,
    readers: asyncpg.Pool,
    ending: c.Command,
    expected: list[tuple[Reason, PersonId]],
) -> None:
    later = ending.stamped(local("2026-03-19 10:00"))
    await record(journal, vault, 1, tasking(), passing("2026-03-17 10:00"), later)
    await live.catch_up()
    assert await told(readers) == expected


async def test_page_by_page_or_all_at_once_the_tables_are_the_same(
    journal: Journal, vault: Vault, live: Projector, keys: KeyRing, projector: asyncpg.Pool
) -> None:
    one_by_one = Projector(live.store, live.pool, live.keys, page_size=1)
    await record(journal, vault, 1, tasking(), passing("2026-04-01 10:00"), finishing(MANAGER))
    await record(journal, vault, 2, tasking(), handing(ONE_PEER), passing("2026-04-01 10:00"))
    await one_by_one.catch_up()
    async with projector.acquire() as connection:
        before = await tables(connection)
        undone = await standing(connection)
    assert set(undone.lasting) == {ORGANISATION}
    assert undone.notices == {}
    await rebuild(projector, keys)
    async with projector.acquire() as connection:
        assert await tables(connection) == before


async def test_an_action_tells_its_story_without_its_words(
    journal: Journal, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    action = await record(
        journal,
        vault,
        1,
        tasking(),
        passing("2026-03-17 10:00"),
        moving(date(2026, 4, 17), "2026-03-18 10:00"),
        handing(ONE_PEER, "2026-03-19 10:00"),
        finishing(MANAGER).stamped(local("2026-03-20 10:00")),
    )
    await live.catch_up()
    entries = await timeline(readers, action)
    said = " ".join(entry.sentence for entry in entries)
    assert len(entries) == 5
    assert "due Fri 20 Mar 2026" in said
    assert "moved the action" in said
    assert "a reason." not in said.replace("with a reason.", "")


async def test_a_link_opens_an_action_for_whom_it_lies_with(
    journal: Journal, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    told: list[list[c.Command]] = [[], [finishing()], [dropping()], [handing(ONE_PEER)]]
    actions = [await record(journal, vault, n, tasking(), *each) for n, each in enumerate(told)]
    await live.catch_up()
    links = [Link(person=OWNER, reach=ActionReach(action=action)) for action in actions]
    stand = [(await standing_of_link(readers, link)).standing for link in links]
    assert stand == [Standing.OPEN, Standing.DONE, Standing.OVER, Standing.PASSED_ON]
    unknown = Link(person=OWNER, reach=ActionReach(action=UUID(int=1)))
    assert (await standing_of_link(readers, unknown)).standing is Standing.UNKNOWN
