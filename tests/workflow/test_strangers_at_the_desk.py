"""Whoever has no part in a step learns nothing from what is wrong with their answers."""

from pathlib import Path

import pytest
from pydantic import JsonValue

from domain.development.refusals import NotYourPlan
from domain.errors import ReviewError
from domain.review.refusals import NotYourStep
from gateway.submitting import AnswersNotAccepted
from tests.workflow.colleagues import MANAGER, REVIEWEE, Answers, colleagues_on
from tests.workflow.company import hire
from tests.workflow.engine import Engine
from tests.workflow.followed_plan import follow, words_of

STRANGER = "106"


async def test_a_stranger_is_told_that_the_step_is_not_theirs_and_nothing_else(
    office: Engine, tmp_path: Path
) -> None:
    cycle = await colleagues_on(office, tmp_path)
    unreadable: Answers = {"peers": ["999"]}
    unfit: Answers = {"peers": [MANAGER, "102"]}
    for answers in (unreadable, unfit):
        for actor in (STRANGER, MANAGER):
            with pytest.raises(NotYourStep):
                await cycle.submit("nominate", actor, answers)
        with pytest.raises(ReviewError) as refused:
            await cycle.submit("nominate", REVIEWEE, answers)
        assert not isinstance(refused.value, NotYourStep)
    with pytest.raises(NotYourStep):
        await cycle.submit("rate", REVIEWEE, {})
    with pytest.raises(AnswersNotAccepted):
        await cycle.submit("rate", MANAGER, {})


async def test_a_stranger_learns_nothing_of_a_plan_from_what_is_wrong_with_theirs(
    office: Engine, tmp_path: Path
) -> None:
    company = await hire(office, tmp_path, 8)
    plan = await follow(company, "101", "close")
    unfit: JsonValue = {"aims": []}
    for whole in (words_of("close", company["101"]), unfit):
        with pytest.raises(NotYourPlan):
            await plan.desk.edit(plan.on("103", "2027-01-15 10:00"), whole)
    with pytest.raises(AnswersNotAccepted):
        await plan.desk.edit(plan.on("101", "2027-01-15 10:00"), unfit)
