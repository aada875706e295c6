"""Scores of real reviews beside their ratings, the reason that is asked for, and fairness."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import JsonValue

from domain.definition.words import VisibleFrom
from domain.fairness import Grouping, by_rater
from domain.ids import StepId
from domain.review.events import StepSubmitted
from domain.visibility import Progressed
from gateway.scoring import NoScore, ScoredReview, reason_asked, score_of, score_seen_by
from gateway.surroundings import ReviewContext
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.projections.projector import Projector
from storage.read_models.ratings import rated_of_cycle
from storage.read_models.viewing import viewing
from tests.played_cycle import ORGANISATION, Batch, PlayedCycle
from tests.storage.scored_year import ACKNOWLEDGED, recorded, scored_year

RATE = StepId("rate")
OBJECTIVES = (
    "3.30 = 50 % x 4 (Answer faster) + 30 % x 3 (Roll the new desk out)"
    " + 20 % x 2 (Be the team others ask first)"
)
REACHED: dict[str, JsonValue] = {"faster": 4, "rollout": 3, "trust": 2}


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


@pytest.fixture
async def year(archive: Archive, live: Projector) -> PlayedCycle:
    """The whole year in the log and in the read models."""
    played = await scored_year(archive)
    await recorded(archive, played.batches(), live)
    return played


def context_of(year: PlayedCycle, place: int = ACKNOWLEDGED) -> ReviewContext:
    reviewee = year.stories[place].state.planned.reviewee
    return ReviewContext(year.launch.cycle, reviewee, year.launch.definition)


async def scored(archive: Archive, year: PlayedCycle) -> ScoredReview:
    return await score_of(archive, year.stories[ACKNOWLEDGED].review, context_of(year))


async def test_the_score_of_a_review_is_worked_out_from_what_was_written(
    archive: Archive, year: PlayedCycle
) -> None:
    score = (await scored(archive, year)).score
    assert score.sentence == (
        "3.4 = 83.33 % x 3.3 (objectives) + 16.67 % x 4 (feedback)"
        " (no score yet: accountabilities, skills, values; the others share the weight)"
    )
    assert score.lines == (
        f"objectives: {OBJECTIVES}",
        "feedback: 4.00 = the mean of all answers",
    )


async def test_no_rating_is_overridden_and_the_difference_is_shown(
    archive: Archive, year: PlayedCycle
) -> None:
    found = await scored(archive, year)
    assert found.rating is not None
    assert (found.rating.proposed, found.rating.calibrated, found.rating.final) == (3, 4, 4)
    assert (found.proposed_apart, found.final_apart) == (Decimal("-0.4"), Decimal("0.6"))


def is_feedback(batch: Batch) -> bool:
    first = batch.events[0]
    return isinstance(first, StepSubmitted) and first.step == "peer_feedback"


async def test_before_the_feedback_is_over_the_score_says_nothing_of_it(
    archive: Archive, live: Projector
) -> None:
    year = await scored_year(archive)
    story = year.stories[ACKNOWLEDGED]
    *_, second, third = [n for n, batch in enumerate(story.batches) if is_feedback(batch)]
    assert second < third
    await recorded(archive, [*year.opening, *story.batches[:third]], live)
    found = await scored(archive, year)
    assert found.score.value is None
    assert found.rating is None


async def test_a_rating_far_from_the_evidence_asks_for_its_reason(
    archive: Archive, year: PlayedCycle
) -> None:
    review, context = year.stories[ACKNOWLEDGED].review, context_of(year)
    words: dict[str, JsonValue] = {"objectives": REACHED, "rating": 5}
    asked = await reason_asked(archive, review, context, "manager_rating", words)
    assert asked is not None
    assert asked.startswith("The rating 5 is 1.6 above the indicative score: 3.4 = ")
    explained = words | {"difference": "Held the audit together alone."}
    assert await reason_asked(archive, review, context, "manager_rating", explained) is None
    near = words | {"rating": 3}
    assert await reason_asked(archive, review, context, "manager_rating", near) is None
    assert await reason_asked(archive, review, context, "peer_feedback", words) is None


def read_at_once(context: ReviewContext) -> ReviewContext:
    """The same cycle, in which a rating is read as soon as it is given."""
    forms = {
        name: form.model_copy(update={"visible_from": VisibleFrom.RATED})
        for name, form in context.definition.forms.items()
    }
    return replace(context, definition=context.definition.model_copy(update={"forms": forms}))


async def test_how_a_part_came_about_is_shown_to_those_who_may_read_its_answers(
    archive: Archive, year: PlayedCycle
) -> None:
    review, context = year.stories[ACKNOWLEDGED].review, context_of(year)
    manager = year.people[context.reviewee].manager
    assert manager is not None
    feedback = "feedback: 4.00 = the mean of all answers"
    for reader, is_shown in ((context.reviewee, False), (manager, True)):
        look = await viewing(archive.readers, review, reader)
        seen = await score_seen_by(archive, review, context, look)
        assert seen is not None
        assert f"objectives: {OBJECTIVES}" in seen.score.lines
        assert (feedback in seen.score.lines) is is_shown
        assert seen.score.value == Decimal("3.4")
        assert seen.rating is not None
        assert (seen.rating.calibrated, seen.rating.moved_by) == (4, None)
        early = replace(look, progressed=Progressed(submitted=frozenset({RATE}), is_rated=True))
        before = await score_seen_by(archive, review, read_at_once(context), early)
        assert (before is None) is (reader == context.reviewee)


async def test_a_cycle_that_forms_no_score_says_so(archive: Archive, year: PlayedCycle) -> None:
    plain = year.launch.definition.model_copy(update={"scoring": None})
    context = ReviewContext(year.launch.cycle, context_of(year).reviewee, plain)
    with pytest.raises(NoScore, match="forms no score"):
        await score_of(archive, year.stories[ACKNOWLEDGED].review, context)


async def test_raters_are_read_with_what_they_proposed_and_what_stands(
    archive: Archive, year: PlayedCycle
) -> None:
    rated = await rated_of_cycle(archive.readers, year.launch.cycle)
    found = sorted((each.proposed, each.calibrated, each.final) for each in rated)
    assert found == [(1, 1, 1), (2, 2, 3), (3, 4, 4), (4, 4, 4)]
    assert {each.groups[Grouping.DEPARTMENT] for each in rated} == {"Optics", "Sales"}
    lines = by_rater(rated, smallest=2)
    assert [line.ratings for line in lines] == [2, 2]
    assert all(line.figures is not None for line in lines)
