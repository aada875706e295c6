"""A long review goes on as a new run: on a server that asks for it after thirty events."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from activities import starting
from activities.codec import Keyring, data_converter
from activities.search_attributes import ORGANISATION_ID, SEARCH_ATTRIBUTES
from domain.actions import events as actions
from domain.definition.deadlines import Reminders
from domain.review import events as e
from domain.review.evolve import fold
from domain.review.verdict import Verdict
from gateway.asking import Refused
from tests.unit.review.sample_plan import MANAGER, goal_setting, of_one, plan, step
from tests.workflow.company import hire
from tests.workflow.engine import Engine, engine_on
from tests.workflow.errand import errand
from tests.workflow.under_way import UnderWay
from workers.embedded.ports import settle_ports
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal
from workflows.messages import Receipt

SHORT = "limit.historyCount.suggestContinueAsNew=30"


@pytest.fixture
async def engine(tmp_path: Path, database: str, keyring: Keyring) -> AsyncIterator[Engine]:
    ports, _ = settle_ports({"server": 0})
    server = EmbeddedTemporal(
        tmp_path,
        ports["server"],
        search_attributes=SEARCH_ATTRIBUTES,
        dynamic_config=(*TIME_SKIPPING, SHORT),
    )
    address = await server.start()
    client = await Client.connect(address, data_converter=data_converter(keyring))
    async with engine_on(database, client) as engine, engine.at_work():
        yield engine
    await server.stop()


async def runs_of(review: UnderWay) -> int:
    """How many runs a review has had; each begins with a history of its own."""
    first = (await review.handle.fetch_history()).events[0]
    attributes = first.workflow_execution_started_event_attributes
    return 2 if attributes.continued_execution_run_id else 1


async def test_a_renewed_review_knows_what_it_knew(engine: Engine) -> None:
    review = await engine.begin(plan(goal_setting()))
    await review.submit("propose_goals", request="the first")
    await review.submit("agree_goals", MANAGER, Verdict.SENT_BACK)
    await review.submit("propose_goals")
    await review.until("2026-03-03 10:00")
    assert await runs_of(review) == 2
    assert isinstance(await review.submit("propose_goals", request="the first"), Receipt)
    assert len(await review.all(e.StepSubmitted)) == 2
    with pytest.raises(Refused, match=r"already closed|not open"):
        await review.submit("propose_goals")
    await review.submit("agree_goals", MANAGER, Verdict.AGREED)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)


async def test_reminders_go_on_where_they_stood_in_the_run_before(engine: Engine) -> None:
    often = step("notes", reminders=Reminders(before=(9, 8, 7, 6, 5, 4, 3, 2, 1)))
    review = await engine.begin(of_one(often))
    await review.until("2026-03-16 20:00")
    await review.until_it_waits()
    assert await runs_of(review) == 2
    assert len(await review.all(e.AssigneeReminded)) == 9
    days = [moment.split(" ")[0] for moment in await review.when(e.AssigneeReminded)]
    assert days == ["Tue", "Wed", "Thu", "Fri", "Mon", "Tue", "Wed", "Thu", "Fri"]
    await review.until("2026-03-20 10:00")
    assert [rung.recipient for rung in await review.all(e.RungReached)] == [MANAGER]
    await review.submit("notes")
    assert await review.count(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED) == 1


async def test_a_review_of_earlier_code_is_seen_from_its_next_run_on(engine: Engine) -> None:
    often = step("notes", reminders=Reminders(before=(9, 8, 7, 6, 5, 4, 3, 2, 1)))
    review = await engine.record_opening(of_one(often))
    whose = SearchAttributePair(ORGANISATION_ID, str(engine.archive.organisation))
    await engine.client.start_workflow(
        starting.REVIEW,
        starting.ReviewStart(state=fold(await review.facts())),
        id=review.handle.id,
        task_queue=starting.REVIEWS_QUEUE,
        search_attributes=TypedSearchAttributes([whose]),
    )
    await review.until_it_waits()
    assert await seen(review) == {"OrganisationId"}
    await review.until("2026-03-20 10:00")
    shown = {"OrganisationId", "ProcessState", "NextWakeUp", "EscalationRung"}
    async with asyncio.timeout(20):
        while await seen(review) != shown:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
    assert await review.count(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES) == 1
    assert await runs_of(review) == 2


async def seen(review: UnderWay) -> set[str]:
    """Name what everybody sees of a review."""
    attributes = (await review.handle.describe()).typed_search_attributes
    return {pair.key.name for pair in attributes} & SEARCH_ATTRIBUTES.keys()


async def test_a_review_that_is_renewed_while_somebody_hands_in_stands_behind_it(
    engine: Engine,
) -> None:
    review = await engine.begin(plan(goal_setting()))
    for _ in range(6):
        await review.submit("propose_goals")
        await review.submit("agree_goals", MANAGER, Verdict.SENT_BACK)
    assert await runs_of(review) == 2
    assert len(await review.all(e.StepSentBack)) == 6


async def test_an_action_that_is_renewed_as_it_changes_hands_is_the_new_owners(
    engine: Engine, tmp_path: Path
) -> None:
    company = await hire(engine, tmp_path, 8)
    async with engine.projecting():
        running = await errand(await company.launch(reviewees=("101",)))
        owners = ("102", "103", "104", "102", "103", "104", "102")
        for number, (owner, successor) in enumerate(pairwise(owners)):
            said = running.said(f"hand over {number}", owner, "")
            await running.desk.hand_over(said, company[successor])
        await running.desk.done(running.said("done", owners[-1]))
    begins = (await running.handle.fetch_history()).events[0]
    assert begins.workflow_execution_started_event_attributes.continued_execution_run_id
    assert len(await running.all(actions.ActionHandedOver)) == 6
