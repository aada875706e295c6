"""Whoever asks may die: what was written down is asked again until the answer is definite."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from structlog.testing import capture_logs
from temporalio import workflow

from activities import naming
from domain.ids import ReviewId
from domain.review import events as e
from domain.review.verdict import Verdict
from gateway.asking import AlreadyOver, OnItsWay, Refused, Wish, ask
from gateway.relaying import KINDS, Relay
from gateway.submitting import content_id
from tests.unit.review.sample_plan import MANAGER, goal_setting, plan
from tests.workflow.engine import Engine
from tests.workflow.under_way import SOME_WORDS, UnderWay
from workers.worker import queues_of
from workflows.messages import Receipt

NOW = timedelta(hours=1)
"""Take up even what somebody might still wait for."""
PROPOSE = "propose_goals"


@pytest.fixture
async def review(idle_engine: Engine) -> AsyncIterator[UnderWay]:
    """A review whose goals are to be proposed, and which nobody works for."""
    review = await idle_engine.record_opening(plan(goal_setting()))
    await idle_engine.start(review)
    yield review
    await idle_engine.dismiss()


async def wish(review: UnderWay, request: str, verdict: Verdict = Verdict.SUBMITTED) -> Wish:
    """What a submission asks of a review, with its words sealed and nothing staged."""
    command = await review.submission(PROPOSE, verdict=verdict, request=request, words=None)
    name = content_id(request)
    sealed = await review.archive.vault.sealed(name, review.plan.reviewee, SOME_WORDS)
    asked = command.model_copy(update={"content": sealed.ref})
    return Wish(review.handle.id, "submit_step", asked, request, sealed)


async def waiting(engine: Engine) -> int:
    return (await engine.archive.under_way.count())[0]


async def staged(engine: Engine) -> int:
    found: int = await engine.archive.writers.fetchval("SELECT count(*) FROM vault.content")
    return found


async def relayed(engine: Engine) -> int:
    return await Relay(engine.archive, engine.client).once(NOW)


async def test_who_dies_between_staging_and_asking_is_spoken_for(
    idle_engine: Engine, review: UnderWay
) -> None:
    asked = await wish(review, "once")
    asking = asyncio.create_task(ask(idle_engine.archive, idle_engine.client, asked))
    while not await waiting(idle_engine):  # noqa: ASYNC110 - nobody tells of a row
        await asyncio.sleep(0.01)
    asking.cancel()
    assert await review.all(e.StepSubmitted) == []
    async with idle_engine.at_work():
        assert await relayed(idle_engine) == 1
        assert await relayed(idle_engine) == 0
    recorded = await review.archive.journal.read(review.plan.review, unseal=True)
    (submitted,) = [each for each in recorded if isinstance(each.event, e.StepSubmitted)]
    assert submitted.confidential == {review.plan.reviewee: SOME_WORDS}
    assert await waiting(idle_engine) == 0


async def test_two_relays_beside_a_client_that_repeats_itself_add_nothing(
    idle_engine: Engine, review: UnderWay
) -> None:
    archive, client = idle_engine.archive, idle_engine.client
    asked = await wish(review, "again and again")
    assert await ask(archive, client, asked, 0.3) == OnItsWay("again and again")
    async with idle_engine.at_work():
        answers = await asyncio.gather(
            relayed(idle_engine),
            relayed(idle_engine),
            *(ask(archive, client, asked) for _ in range(3)),
        )
    assert all(isinstance(each, Receipt) for each in answers[2:])
    assert len(await review.all(e.StepSubmitted)) == 1
    assert await waiting(idle_engine) == 0


async def test_what_is_refused_ends_and_its_words_with_it(
    idle_engine: Engine, review: UnderWay
) -> None:
    archive, client = idle_engine.archive, idle_engine.client
    asked = await wish(review, "not mine")
    stranger = asked.command.model_copy(update={"actor": MANAGER})
    assert await ask(archive, client, replace(asked, command=stranger), 0.3) == OnItsWay("not mine")
    assert (await waiting(idle_engine), await staged(idle_engine)) == (1, 1)
    async with idle_engine.at_work():
        assert await relayed(idle_engine) == 1
        assert (await waiting(idle_engine), await staged(idle_engine)) == (0, 0)
        with pytest.raises(Refused):
            await ask(archive, client, replace(asked, command=stranger))
    assert (await waiting(idle_engine), await staged(idle_engine)) == (0, 0)
    assert await review.all(e.StepSubmitted) == []


async def test_what_somebody_still_waits_for_is_left_to_them(
    idle_engine: Engine, review: UnderWay
) -> None:
    await idle_engine.archive.under_way.write((await wish(review, "mine")).written)
    relay = Relay(idle_engine.archive, idle_engine.client)
    assert await relay.once() == 0
    assert await idle_engine.archive.under_way.take_up(NOW, 10) == []
    (taken,) = await idle_engine.archive.under_way.take_up(NOW, 10, NOW)
    assert taken.asked.request == "mine"


async def test_a_review_that_temporal_lost_is_waited_for_while_the_log_says_it_is_open(
    idle_engine: Engine,
) -> None:
    review = await idle_engine.record_opening(plan(goal_setting()))
    asked = await wish(review, "early")
    assert isinstance(await ask(idle_engine.archive, idle_engine.client, asked), OnItsWay)
    assert await relayed(idle_engine) == 0
    async with idle_engine.at_work():
        await idle_engine.start(review)
        assert await relayed(idle_engine) == 1
        await idle_engine.dismiss()
    assert len(await review.all(e.StepSubmitted)) == 1


async def test_what_is_asked_of_no_review_at_all_is_over(idle_engine: Engine) -> None:
    review = await idle_engine.record_opening(plan(goal_setting()))
    name = naming.review_workflow(review.plan.cycle, ReviewId(uuid4()))
    asked = replace(await wish(review, "nowhere"), workflow=name)
    with pytest.raises(AlreadyOver):
        await ask(idle_engine.archive, idle_engine.client, asked)
    assert (await waiting(idle_engine), await staged(idle_engine)) == (0, 0)


async def test_what_cannot_be_read_is_told_of_once_and_kept(
    idle_engine: Engine, review: UnderWay
) -> None:
    written = (await wish(review, "of a later release")).written
    await idle_engine.archive.under_way.write(replace(written, kind="SingStep"))
    relay = Relay(idle_engine.archive, idle_engine.client)
    with capture_logs() as lines:
        assert [await relay.once(NOW), await relay.once(NOW)] == [0, 0]
    assert [line["event"] for line in lines] == ["relay_cannot_read"]
    assert await waiting(idle_engine) == 1


def test_everything_a_workflow_can_be_asked_can_be_asked_again(idle_engine: Engine) -> None:
    queues = queues_of(idle_engine.client, idle_engine.archive, idle_engine.postbox, None)
    asked = set()
    for workflows, _ in queues.values():
        for each in workflows:
            updates = workflow._Definition.must_from_class(each).updates
            asked |= {of.arg_types[0].__name__ for of in updates.values() if of.arg_types}
    assert asked == set(KINDS)
