"""Nothing that is asked for in a form is lost: it follows once the stage is completed, once."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import JsonValue

from domain.actions import events as actions
from domain.definition.cycle import CycleDefinition
from domain.follow_ups import FollowUpCarriedOut
from domain.ids import ActionId, action_of, follow_ups_of
from domain.review import commands as c
from domain.review import events as e
from domain.review.verdict import Verdict
from storage.read_models.actions import ActionLine, actions_of_review, words_of
from storage.read_models.waiting import wait_for
from tests.workflow.company import Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.errand import Errand
from tests.workflow.under_way import UnderWay, until_it_waits

REVIEWEE, MANAGER = "101", "10"
TALKS = CycleDefinition.model_validate(
    {
        "key": "talks-2026",
        "title": "Talks 2026",
        "begins": "2026-01-05",
        "ends": "2026-12-18",
        "forms": {
            "talk": {
                "title": "The talk",
                "fields": [
                    {"id": "notes", "label": "Notes", "kind": "text"},
                    {"id": "next", "label": "Who does what", "kind": "actions"},
                ],
            }
        },
        "stages": [
            {
                "id": "talks",
                "title": "Talks",
                "steps": [
                    {
                        "id": "talk",
                        "title": "Talk",
                        "role": "manager",
                        "form": "talk",
                        "due": {"working_days": 10},
                    },
                    {
                        "id": "agree",
                        "title": "Agree",
                        "role": "reviewee",
                        "act": "agree",
                        "returns_to": "talk",
                        "due": {"working_days": 10},
                    },
                ],
            },
            {
                "id": "later",
                "title": "Later",
                "steps": [
                    {
                        "id": "look_back",
                        "title": "Look back",
                        "role": "reviewee",
                        "due": {"working_days": 200},
                    }
                ],
            },
        ],
    }
)


async def talks(engine: Engine, folder: Path) -> tuple[Launched, UnderWay]:
    """A review in which manager and reviewee talk and agree who does what."""
    launched = await (await hire(engine, folder, 8)).launch(TALKS, reviewees=(REVIEWEE,))
    review = await launched.review_of(REVIEWEE)
    await review.until_it_waits()
    return launched, review


async def talk(launched: Launched, review: UnderWay, *whats: str, due: str = "2026-02-20") -> None:
    """Hand in the notes of the talk, with an action for each of these."""
    wanted: list[JsonValue] = [
        {"id": str(number), "what": what, "owner": str(launched.company["102"]), "due": due}
        for number, what in enumerate(whats, start=1)
    ]
    words: dict[str, JsonValue] = {"notes": "We talked.", "next": wanted}
    await review.submit("talk", launched.company[MANAGER], words=words)


async def agree(launched: Launched, review: UnderWay, verdict: Verdict = Verdict.AGREED) -> None:
    await review.submit("agree", launched.company[REVIEWEE], verdict)


async def carried_out(review: UnderWay) -> FollowUpCarriedOut:
    """Wait until what the review asked for was set going."""
    async with asyncio.timeout(30):
        while True:
            for each in await review.archive.journal.read(follow_ups_of(review.plan.review)):
                if isinstance(each.event, FollowUpCarriedOut):
                    await wait_for(review.archive.readers, each.position, 10)
                    return each.event
            await asyncio.sleep(0.02)


async def tasked(review: UnderWay) -> list[ActionLine]:
    pool = review.archive.readers
    return await actions_of_review(pool, review.plan.review, datetime.now(UTC))


async def test_actions_are_tasked_once_the_stage_is_completed(
    office: Engine, tmp_path: Path
) -> None:
    launched, review = await talks(office, tmp_path)
    await talk(launched, review, "Write it down", "Show it to the team")
    await agree(launched, review)
    done = await carried_out(review)
    (submitted,) = [f for f in await review.all(e.StepSubmitted) if f.step == "talk"]
    assert len(done.actions) == 2
    whats = set()
    for action in done.actions:
        running = Errand(launched, action)
        await until_it_waits(running.handle)
        (fact,) = await running.all(actions.ActionTasked)
        assert fact.task.tasked_by == submitted.actor
        assert fact.task.origin.review == review.plan.review
        archive, reader = office.archive, launched.company[REVIEWEE]
        whats.add((await words_of(archive.readers, archive.journal, action, reader)).what)
    assert whats == {"Write it down", "Show it to the team"}
    assert len(await tasked(review)) == 2


async def test_what_was_sent_back_tasks_nothing(office: Engine, tmp_path: Path) -> None:
    launched, review = await talks(office, tmp_path)
    await talk(launched, review, "Do it all")
    await agree(launched, review, Verdict.SENT_BACK)
    await talk(launched, review, "Do half of it")
    await agree(launched, review)
    done = await carried_out(review)
    archive, reader = office.archive, launched.company[REVIEWEE]
    (action,) = done.actions
    words = await words_of(archive.readers, archive.journal, action, reader)
    assert words.what == "Do half of it"
    assert len(await tasked(review)) == 1


@pytest.mark.parametrize("whats", [(), ("Write it down",)])
async def test_what_nobody_saw_is_tasked_exactly_once_by_the_next_projector(
    engine: Engine, tmp_path: Path, whats: tuple[str, ...]
) -> None:
    async with engine.projecting():
        launched, review = await talks(engine, tmp_path)
    await talk(launched, review, *whats)
    await agree(launched, review)
    async with engine.projecting():
        done = await carried_out(review)
    async with engine.projecting():
        assert await carried_out(review) == done
    assert len(done.actions) == len(whats)
    recorded = await engine.archive.journal.read(follow_ups_of(review.plan.review))
    assert len(recorded) == 1
    for action in done.actions:
        assert len(await Errand(launched, action).all(actions.ActionTasked)) == 1
    await engine.dismiss()


async def test_an_action_whose_day_has_passed_meanwhile_gets_some_days(
    office: Engine, tmp_path: Path
) -> None:
    launched, review = await talks(office, tmp_path)
    await talk(launched, review, "Write it down", due="2026-01-02")
    await agree(launched, review)
    (action,) = (await carried_out(review)).actions
    (fact,) = await Errand(launched, ActionId(action)).all(actions.ActionTasked)
    assert (fact.task.due - fact.at).days == 7
    assert action == action_of(fact.task.origin.event or action, 1)


async def test_a_review_that_is_cancelled_asks_for_nothing_any_more(
    office: Engine, tmp_path: Path
) -> None:
    launched, review = await talks(office, tmp_path)
    await talk(launched, review, "Write it down")
    cancelled = await review.steer("cancel", c.CancelReview(cause="left", request="leaver"))
    pool = office.archive.readers
    assert cancelled.position is not None
    assert await wait_for(pool, cancelled.position, 10)
    states = await pool.fetch("SELECT state FROM read.follow_ups")
    assert [row["state"] for row in states] == ["superseded"]
