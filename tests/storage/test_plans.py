"""Development plans in the log and in the tables: what is shown to whom, and what to nobody."""

from collections import Counter
from uuid import UUID

import asyncpg
import pytest

from domain.development import commands as c
from domain.development.refusals import NotYoursToReadPlan, WordsWereErased
from domain.ids import OrganisationId, PersonId, ReviewId
from storage.event_store import EventStore
from storage.journal import Journal
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.projections.rebuild import rebuild
from storage.read_models.development import (
    coming_talks,
    duties_in_plans,
    opened_plan,
    plan_line,
    plans_of,
    plans_waiting,
)
from storage.staging import Vault
from tests.played_cycle import ORGANISATION
from tests.storage.reading import journal_of, tables
from tests.storage.recorded_plan import RecordedPlan
from tests.unit.development.a_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    REVIEWEE,
    STRANGER,
    acknowledge,
    edit,
    hold,
    look,
    on,
)

Told = Counter[tuple[str, UUID]]
WHOLE = OrganisationId(UUID(int=50))
"""The organisation that the plans of these tests name."""


@pytest.fixture
def journal(store: EventStore, keys: KeyRing, vault: Vault) -> Journal:
    return journal_of(store, keys, vault)


@pytest.fixture
def usual(journal: Journal) -> RecordedPlan:
    return RecordedPlan(journal, ReviewId(UUID(int=52)))


async def waiting(readers: asyncpg.Pool) -> Told:
    """Who waits to be told of what."""
    rows = await readers.fetch(
        "SELECT reason, recipient FROM read.notices WHERE state = 'waiting' AND kind = 'plan' "
        "AND cycle = $1",
        ORGANISATION,
    )
    return Counter((row["reason"], row["recipient"]) for row in rows)


async def test_a_plan_in_the_log_stands_where_it_stood_when_it_is_read_again(
    usual: RecordedPlan,
) -> None:
    await usual.begin()
    state = await usual.ask(edit(10), acknowledge(15), hold(35))
    assert state.plan.aims[0].what == "Ask more"
    assert [check_in.words is not None for check_in in state.check_ins] == [True, False, False]


async def test_both_hear_of_a_plan_and_of_a_talk_and_nobody_of_what_they_did_themselves(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool
) -> None:
    await usual.begin()
    await live.catch_up()
    assert await waiting(readers) == Counter([("plan_begun", REVIEWEE), ("plan_begun", MANAGER)])
    await usual.ask(edit(10))
    await live.catch_up()
    assert await waiting(readers) == Counter([("plan_changed", MANAGER)])
    await usual.ask(acknowledge(15), look(28))
    await live.catch_up()
    assert await waiting(readers) == Counter(
        [("check_in_coming", REVIEWEE), ("check_in_coming", MANAGER)]
    )


async def test_of_the_last_talk_every_manager_is_asked_how_it_went(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool
) -> None:
    await usual.begin()
    await usual.ask(look(84))
    await live.catch_up()
    told = await waiting(readers)
    assert told["plan_decision", MANAGER] == 1
    assert told["check_in_coming", REVIEWEE] == 1
    await usual.ask(hold(88), c.EndPlan(at=on(90), cause="next_cycle"))
    await live.catch_up()
    assert await waiting(readers) == Counter([("plan_closed", REVIEWEE), ("plan_closed", MANAGER)])


async def test_who_is_asked_to_close_a_plan_hears_of_it_until_it_is_closed_or_changed(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool
) -> None:
    await usual.begin()
    await usual.ask(acknowledge(1), c.ClosePlan(at=on(10), by=REVIEWEE))
    await live.catch_up()
    assert (await waiting(readers))["plan_closing_asked", MANAGER] == 1
    await usual.ask(edit(11), acknowledge(12), c.ClosePlan(at=on(13), by=MANAGER))
    await live.catch_up()
    assert await waiting(readers) == Counter([("plan_closing_asked", REVIEWEE)])
    await usual.ask(c.ClosePlan(at=on(14), by=REVIEWEE))
    await live.catch_up()
    assert await waiting(readers) == Counter([("plan_closed", MANAGER)])


async def test_of_a_plan_with_a_new_manager_the_new_one_hears_and_the_former_no_more(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool
) -> None:
    await usual.begin()
    await usual.ask(edit(10))
    await live.catch_up()
    assert await waiting(readers) == Counter([("plan_changed", MANAGER)])
    await usual.ask(c.HandOverPlan(at=on(11), to=NEWCOMER), acknowledge(12, NEWCOMER))
    await live.catch_up()
    assert await waiting(readers) == Counter([("plan_handed_over", NEWCOMER)])


async def test_hr_hears_of_a_plan_that_stands_still_unless_it_goes_on_meanwhile(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool
) -> None:
    await usual.begin()
    await usual.ask(edit(20), *(look(day) for day in (28, 35, 42)))
    await live.catch_up()
    assert (await waiting(readers))["plan_standstill", HR] == 0
    await usual.ask(look(49))
    await live.catch_up()
    assert (await waiting(readers))["plan_standstill", HR] == 1
    await usual.ask(acknowledge(50))
    await live.catch_up()
    assert (await waiting(readers))["plan_standstill", HR] == 0


async def test_what_waits_for_somebody_lies_before_them_until_it_is_done(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool
) -> None:
    async def duties(person: PersonId, day: int) -> list[tuple[str, bool]]:
        await live.catch_up()
        found = await duties_in_plans(readers, person, on(day), is_virtual=True)
        return [(each.what, each.is_overdue) for each in found]

    await usual.begin()
    await usual.ask(edit(10))
    assert (await duties(MANAGER, 11), await duties(REVIEWEE, 11)) == ([("acknowledge", False)], [])
    assert [line.waits_for for line in await plans_waiting(readers, WHOLE)] == [MANAGER]
    await usual.ask(acknowledge(10), look(28))
    assert await duties(REVIEWEE, 29) == await duties(MANAGER, 29) == [("talk", False)]
    assert await duties(REVIEWEE, 31) == [("talk", True)]
    await usual.ask(hold(31))
    assert await duties(MANAGER, 32) == []
    assert await duties(REVIEWEE, 32) == [("acknowledge_talk", False)]
    await usual.ask(acknowledge(32, REVIEWEE), c.ClosePlan(at=on(33), by=REVIEWEE))
    assert await duties(MANAGER, 33) == [("agree_to_close", False)]
    await usual.ask(c.ClosePlan(at=on(34), by=MANAGER))
    assert await duties(MANAGER, 35) == []


async def test_a_new_manager_finds_what_the_former_one_left(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool
) -> None:
    await usual.begin()
    await usual.ask(hold(30, REVIEWEE), edit(40), c.HandOverPlan(at=on(41), to=NEWCOMER))
    await live.catch_up()
    found = await duties_in_plans(readers, NEWCOMER, on(42), is_virtual=True)
    assert {each.what for each in found} == {"acknowledge", "acknowledge_talk"}
    assert await duties_in_plans(readers, MANAGER, on(42), is_virtual=True) == []


async def test_only_those_concerned_read_a_plan(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool, journal: Journal
) -> None:
    await usual.begin()
    await live.catch_up()
    [line] = await plans_of(readers, REVIEWEE)
    for reader in (REVIEWEE, MANAGER, HR):
        assert (await opened_plan(journal, line, reader)).plan.rhythm == "usual"
    with pytest.raises(NotYoursToReadPlan):
        await opened_plan(journal, line, STRANGER)


async def test_a_manager_sees_the_next_talk_with_each_of_theirs(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool, journal: Journal
) -> None:
    await usual.begin()
    await usual.ask(hold(30))
    await live.catch_up()
    [talk] = await coming_talks(readers, journal, MANAGER)
    assert (talk.reviewee, talk.check_in.number) == (REVIEWEE, 2)


async def test_words_that_were_erased_leave_a_plan_that_nobody_can_read(
    usual: RecordedPlan, live: Projector, readers: asyncpg.Pool, keys: KeyRing
) -> None:
    await usual.begin()
    await live.catch_up()
    await keys.destroy(REVIEWEE)
    line = await plan_line(readers, usual.id)
    assert line is not None
    with pytest.raises(WordsWereErased):
        await opened_plan(usual.journal, line, MANAGER)


async def test_no_table_tells_one_rhythm_from_another(
    journal: Journal, live: Projector, superuser: asyncpg.Connection
) -> None:
    kinds = []
    for number, rhythm in enumerate(("usual", "close")):
        plan = RecordedPlan(journal, ReviewId(UUID(int=60 + number)), rhythm)
        await plan.begin()
        await live.catch_up()
        rows = await superuser.fetch("SELECT * FROM read.plans WHERE plan = $1", plan.id)
        [row] = [dict(each) for each in rows]
        kinds.append({key: value for key, value in row.items() if key not in ("plan", "review")})
    assert kinds[0] == kinds[1]
    assert await superuser.fetch("SELECT * FROM read.check_ins") == []


async def test_tables_built_anew_are_what_they_were(
    usual: RecordedPlan,
    live: Projector,
    projector: asyncpg.Pool,
    keys: KeyRing,
    superuser: asyncpg.Connection,
) -> None:
    await usual.begin()
    await live.catch_up()
    await usual.ask(edit(10), acknowledge(15), look(35))
    await live.catch_up()
    await usual.ask(hold(36), acknowledge(36, REVIEWEE), look(70), edit(71, what="Wait"))
    await live.catch_up()
    before = await tables(superuser)
    await rebuild(projector, keys)
    assert await tables(superuser) == before
    assert len(before["check_ins"]) == 2
