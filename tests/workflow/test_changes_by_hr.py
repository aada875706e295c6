from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.cycle import events as cycle
from domain.cycle.events import Change
from domain.definition.cycle import Eligibility
from domain.ids import PersonId, ReviewId, StepId
from domain.review import events as e
from gateway.asking import Answer, OnItsWay, Refused
from gateway.changing import Added, Changes, Ordered
from tests.workflow.company import HR, Launched, annual, hire
from tests.workflow.engine import Engine
from workflows.messages import Receipt

WHY = "The merger comes first."


async def settled(changes: Changes, asked: Ordered | Added) -> Receipt:
    """Ask until the answer is definite, as a page does that is loaded again."""
    answer: Answer = OnItsWay(asked.request)
    while isinstance(answer, OnItsWay):
        answer = await (
            changes.add(asked) if isinstance(asked, Added) else changes.carry_out(asked)
        )
    return answer


def order(
    launched: Launched, change: Change, *reviews: ReviewId, steps: Sequence[str] = ()
) -> Ordered:
    return Ordered(
        request=f"{change} {len(reviews)}",
        cycle=launched.id,
        change=change,
        by=launched.company[HR],
        words=WHY,
        reviews=reviews,
        steps=tuple(StepId(step) for step in steps),
    )


async def test_a_paused_cycle_stands_still_until_it_is_resumed(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 12)).launch(reviewees=["101", "102"])
    changes = Changes(office.archive, office.client)
    both: list[tuple[Change, type[e.ReviewEvent]]] = [
        ("pause", e.ReviewPaused),
        ("resume", e.ReviewResumed),
    ]
    for change, kind in both:
        await settled(changes, order(launched, change))
        for number in ("101", "102"):
            review = await launched.review_of(number)
            await review.until_told(kind)
    told = [fact for fact in await launched.facts() if isinstance(fact, cycle.ChangeOrdered)]
    assert [fact.change for fact in told] == ["pause", "resume"]
    (opened, *_) = await office.archive.journal.opened(
        each for each in await office.archive.journal.read(launched.id) if each.event == told[0]
    )
    assert opened.confidential == {office.archive.organisation: {"reason": WHY}}


async def test_a_step_that_is_opened_again_can_be_done_again(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 12)).launch(reviewees=["101"])
    review = await launched.review_of("101")
    await review.until("2026-01-13 10:00")
    await review.submit("propose_goals", launched.company["101"])
    changes, mine = Changes(office.archive, office.client), review.plan.review
    again = order(launched, "reopen", mine, steps=["propose_goals"])
    assert (await settled(changes, again)).position == (await settled(changes, again)).position
    (told,) = await review.all(e.StepReopened)
    assert told.withdrawn == ("agree_goals",)
    await review.submit("propose_goals", launched.company["101"])
    assert [each.round for each in await review.all(e.StepSubmitted)] == [1, 2]
    nudge = order(launched, "nudge", mine)
    await settled(changes, nudge)
    (asked,) = await review.all(e.StepNudged)
    assert (asked.step, asked.recipient) == ("agree_goals", launched.company["10"])
    twice = order(launched, "nudge", mine, steps=["agree_goals"])
    with pytest.raises(Refused, match="within the last working day"):
        await changes.carry_out(Ordered(**{**vars(twice), "request": "another"}))


async def test_a_late_joiner_gets_a_review_once_with_the_deadlines_that_hold(
    office: Engine, tmp_path: Path
) -> None:
    definition = annual().model_copy(update={"eligible": Eligibility(departments=("Nowhere",))})
    launched = await (await hire(office, tmp_path, 12)).launch(definition, reviewees=["101"])
    person: PersonId = launched.company["101"]
    added = Added("late joiner", launched.id, (person,), launched.company[HR], WHY)
    changes = Changes(office.archive, office.client)
    await settled(changes, added)
    await settled(changes, added)
    assert [each.outcome for each in await launched.results()] == ["left_out", "opened"]
    review = await launched.review_of("101")
    assert review.plan.session is None
    assert (await review.handle.describe()).history_length > 0
    with pytest.raises(Refused, match="in this cycle already"):
        await changes.add(Added("again", launched.id, (person,), launched.company[HR], WHY))


async def test_a_cycle_that_is_closed_by_hand_ends_every_review_and_itself(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 12)).launch(reviewees=["101", "102"])
    await settled(Changes(office.archive, office.client), order(launched, "close"))
    for number in ("101", "102"):
        review = await launched.review_of(number)
        await review.until_told(e.ReviewCancelled)
        assert (await review.all(e.ReviewCancelled))[0].cause == "closed"
    await launched.handle.result()
    assert isinstance((await launched.facts())[-1], cycle.CycleClosed)
