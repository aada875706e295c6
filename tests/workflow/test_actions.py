"""An action is followed until it is done or dropped, and people hear of it at any time of year."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.actions import events as e
from domain.actions import refusals as r
from domain.delivery.events import MessageSent, delivery_stream
from domain.ids import CycleId, PersonId
from domain.views.notices import Reason
from gateway.actions import Actions
from gateway.asking import Refused
from gateway.submitting import AnswersNotAccepted
from storage.read_models.actions import ActionWords, actions_of, words_of
from storage.read_models.outbox import waiting_notices
from storage.read_models.waiting import wait_until_built
from tests.workflow.actions import actions_so_far
from tests.workflow.company import HR, Launched, annual, hire
from tests.workflow.engine import Engine
from tests.workflow.errand import (
    FRIDAY,
    MANAGER,
    OWNER,
    SUBJECT,
    WHAT,
    Errand,
    asked,
    errand,
    everyday_delivery,
    let_pass,
)
from workers.commands.action_list import seen_by
from workers.embedded.temporal import EmbeddedTemporal
from workflows.messages import Receipt

ACTIONS_OF_AN_ACTION = 9
TEAM = ("101", "102")


@pytest.fixture
async def launched(office: Engine, tmp_path: Path) -> Launched:
    """A company in which a cycle runs: its time is that of everything between cycles, too."""
    return await (await hire(office, tmp_path, 8)).launch(reviewees=TEAM)


def letters(launched: Launched) -> Counter[str]:
    return Counter(message.address for message in launched.company.engine.postbox.messages)


async def shown(launched: Launched) -> None:
    archive = launched.company.engine.archive
    await wait_until_built(archive.readers, await archive.store.head())


async def test_reminders_and_rungs_of_an_action_fire_on_their_days(launched: Launched) -> None:
    running = await errand(launched)
    await running.until("2026-02-02 10:00")
    assert await running.when(e.ActionReminded) == ["Tue 20 Jan 08:00", "Thu 22 Jan 08:00"]
    assert await running.when(e.ActionRungReached) == ["Wed 28 Jan 08:00", "Fri 30 Jan 08:00"]
    company = launched.company
    rungs = [rung.recipient for rung in await running.all(e.ActionRungReached)]
    assert rungs == [company[MANAGER], company[HR]]


async def test_an_action_that_is_done_ends_and_says_how_to_its_readers_alone(
    launched: Launched,
) -> None:
    running = await errand(launched)
    await running.desk.done(running.said("done", words="It is in the binder."))
    await running.handle.result()
    await shown(launched)
    archive, company = launched.company.engine.archive, launched.company
    for reader in (OWNER, SUBJECT, MANAGER):
        words = await words_of(archive.readers, archive.journal, running.action, company[reader])
        assert words == ActionWords(what=WHAT, ended="It is in the binder.")
    with pytest.raises(r.NotYoursToRead):
        await words_of(archive.readers, archive.journal, running.action, company["103"])
    now = datetime.now(UTC)
    lines = await actions_of(archive.readers, company[OWNER], now, ended=True)
    for who, count in ((company[SUBJECT], 1), (company["103"], 0), (None, 1)):
        assert len(await seen_by(archive, lines, who)) == count
    assert await actions_of(archive.readers, company[OWNER], datetime.now(UTC)) == []


async def test_what_is_asked_twice_happens_once(launched: Launched) -> None:
    running = await errand(launched)
    await errand(launched, replace(asked(launched), what="Something else"))
    for _ in range(2):
        assert isinstance(await running.desk.done(running.said("done")), Receipt)
    assert [fact.type for fact in await running.facts()] == ["ActionTasked", "ActionDone"]
    with pytest.raises(r.ActionHasEnded):
        await running.desk.drop(running.said("drop", words="Too late"))


async def test_an_action_is_moved_handed_over_and_dropped_by_those_who_may(
    launched: Launched,
) -> None:
    running = await errand(launched)
    await running.desk.move(running.said("move", MANAGER, "The board met late"), date(2026, 3, 20))
    with pytest.raises(Refused, match="Only its owner"):
        await running.desk.drop(running.said("not mine", "104", "I would rather not"))
    await running.desk.hand_over(running.said("hand", MANAGER, ""), launched.company["103"])
    with pytest.raises(Refused, match="Say why"):
        await running.desk.drop(running.said("drop", "103", " "))
    await running.desk.drop(running.said("drop", "103", "The line is sold"))
    kinds = [fact.type for fact in await running.facts()]
    assert kinds == ["ActionTasked", "ActionMoved", "ActionHandedOver", "ActionDropped"]


async def test_an_action_needs_an_owner_who_is_here_and_a_day_to_come(launched: Launched) -> None:
    engine = launched.company.engine
    await shown(launched)
    desk, wanted = Actions(engine.archive, engine.client), asked(launched)
    nobody = replace(wanted, owner=PersonId(UUID(int=404)))
    with pytest.raises(r.OwnerUnknown):
        await desk.task(nobody)
    with pytest.raises(r.DueInThePast):
        await desk.task(replace(wanted, on=date(2026, 1, 2)))
    assert await engine.archive.journal.read(wanted.id) == []


async def test_whoever_is_asked_gets_a_letter_between_cycles(launched: Launched) -> None:
    running = await errand(launched)
    delivery = await everyday_delivery(launched)
    await let_pass(launched, delivery, "2026-01-05 17:00")
    assert letters(launched) == {"p102@halden.example": 1}
    (letter,) = launched.company.engine.postbox.messages
    assert letter.words.subject == "Due Fri 23 Jan: Action"
    assert "for Person 101. It is yours to do." in letter.words.text
    assert WHAT not in letter.words.text
    await running.desk.done(running.said("done"))
    await shown(launched)
    await let_pass(launched, delivery, "2026-01-07 17:00")
    assert letters(launched) == {"p102@halden.example": 1, "p10@halden.example": 1}


async def test_what_belongs_to_no_cycle_lives_by_the_time_of_the_latest_one(
    launched: Launched,
) -> None:
    await errand(launched)
    delivery = await everyday_delivery(launched)
    next_year = annual().model_copy(update={"key": "annual-2027"})
    later = await launched.company.launch(next_year, "2027-01-04 09:00", TEAM)
    await errand(later, asked(later, "next year", date(2027, 1, 22)))
    archive = launched.company.engine.archive
    sent: list[int] = []
    async with asyncio.timeout(30):
        while len(sent) < 2:
            await asyncio.sleep(0.05)
            recorded = await archive.journal.read(delivery_stream(CycleId(archive.organisation)))
            sent = [e.event.at.year for e in recorded if isinstance(e.event, MessageSent)]
    assert sent == [2026, 2027]
    assert (await delivery.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_an_action_that_is_done_takes_its_waiting_notices_back(launched: Launched) -> None:
    running = await errand(launched, replace(asked(launched), tasked_by=launched.company[OWNER]))
    await running.until("2026-01-20 10:00")
    await shown(launched)
    archive = launched.company.engine.archive
    outbox = CycleId(archive.organisation)
    (waiting,) = await waiting_notices(archive.readers, outbox)
    assert (waiting.notice.reason, waiting.about) == (Reason.ACTION_REMINDER, running.action)
    await running.desk.done(running.said("done"))
    await shown(launched)
    assert await waiting_notices(archive.readers, outbox) == []


async def test_an_action_keeps_its_budget(
    engine: Engine, temporal_server: EmbeddedTemporal, tmp_path: Path
) -> None:
    async with engine.projecting():
        launched = await (await hire(engine, tmp_path, 8)).launch(reviewees=TEAM)
        await shown(launched)
    metrics = temporal_server.metrics_url or ""
    before = await actions_so_far(metrics)
    running: Errand = await errand(launched, asked(launched, on=FRIDAY))
    await running.until("2026-01-21 10:00")
    await running.desk.done(running.said("done"))
    await running.handle.result()
    spent = await actions_so_far(metrics) - before
    assert len(await running.all(e.ActionReminded)) == 1
    assert spent.total() <= ACTIONS_OF_AN_ACTION, spent


async def test_what_is_said_of_an_action_is_no_novel(launched: Launched) -> None:
    endless = " ".join(["word"] * 301)
    running = await errand(launched)
    with pytest.raises(AnswersNotAccepted, match="301 words"):
        await running.desk.done(running.said("done", words=endless))
    with pytest.raises(AnswersNotAccepted, match="please shorten it to 120"):
        await running.desk.task(replace(asked(launched, "another"), what=endless))
    assert [fact.type for fact in await running.facts()] == ["ActionTasked"]
