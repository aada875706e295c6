"""Handing in twice is handing in once, whatever holds by the second time."""

from pathlib import Path

import pytest

from domain.ids import StepId
from domain.review import events as e
from domain.review.refusals import NotYourStep
from domain.review.verdict import Verdict
from gateway.asking import Answer
from gateway.submitting import Desk, Submission
from gateway.surroundings import ReviewContext
from tests.workflow.colleagues import REVIEWEE, Colleagues, colleagues_on
from tests.workflow.engine import Engine


async def nominated(cycle: Colleagues, actor: str, *numbers: str) -> Answer:
    """Nominate as a browser does that was not answered: always under the same id."""
    review = await cycle.review_of(REVIEWEE)
    submission = Submission(
        id="sent once",
        review=review.plan.review,
        step=StepId("nominate"),
        actor=cycle.company[actor],
        verdict=Verdict.SUBMITTED,
        answers={"peers": list(numbers)},
    )
    about = ReviewContext(cycle.launched.id, review.plan.reviewee, cycle.definition)
    return await Desk(cycle.office.archive, cycle.office.client).submit(submission, about)


async def test_what_was_handed_in_is_not_refused_when_it_comes_again_and_fits_no_more(
    office: Engine, tmp_path: Path
) -> None:
    cycle = await colleagues_on(office, tmp_path)
    receipt = await nominated(cycle, REVIEWEE, "102", "103")
    again = await nominated(cycle, REVIEWEE, "102", "somebody who has left")
    assert again == receipt
    review = await cycle.review_of(REVIEWEE)
    assert len(await review.all(e.PeersNominated)) == 1
    with pytest.raises(NotYourStep):
        await nominated(cycle, "105", "somebody who has left")
