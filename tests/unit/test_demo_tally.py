"""The tally of the year counts what the log tells."""

from uuid import UUID

import pytest

from domain.definition.words import Role
from domain.ids import PersonId, StepId
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.views.telling import Telling
from tests.unit.demo_company import OPENS, days, definition
from tests.unit.review.sample_plan import HR, MANAGER, REVIEWEE, seat
from workers.demo.progress import line
from workers.demo.tally import Tally

REVIEW = UUID(int=5)
STEP = StepId("agree_goals")


@pytest.fixture
def tally() -> Tally:
    def name(person: PersonId) -> str:
        return {REVIEWEE: "Ana", MANAGER: "Ben", HR: "Priya"}[person]

    return Tally(definition(), Telling.of(definition(), name))


def blocked() -> e.StepBlocked:
    return e.StepBlocked(
        at=OPENS - days(30), step=STEP, role=Role.MANAGER, owner=HR, opens=OPENS, due=OPENS
    )


def handed_over() -> e.StepHandedOver:
    return e.StepHandedOver(
        at=OPENS + days(8),
        step=STEP,
        from_person=None,
        to=seat(MANAGER),
        due=OPENS + days(20),
        cause="hand_over",
        times=1,
    )


def test_a_step_is_blocked_from_when_it_could_have_been_done_until_somebody_is_named(
    tally: Tally,
) -> None:
    tally.count(REVIEW, blocked())
    assert len(tally.blocked) == 1
    tally.count(REVIEW, handed_over())
    assert (len(tally.blocked), tally.unblocked) == (0, [days(8)])


def test_a_review_that_ends_early_blocks_nothing_any_more(tally: Tally) -> None:
    tally.count(REVIEW, blocked())
    tally.count(REVIEW, e.ReviewCancelled(at=OPENS + days(1), cause="left", request="r", by=None))
    assert tally.blocked == {}


def test_reminders_rungs_and_verdicts_are_counted(tally: Tally) -> None:
    reminded = e.AssigneeReminded(at=OPENS, step=STEP, due=OPENS, number=0, recipient=MANAGER)
    reached = e.RungReached(at=OPENS, step=STEP, due=OPENS, rung=0, recipient=HR, assignee=MANAGER)
    tally.count(REVIEW, reminded)
    tally.count(REVIEW, reached)
    tally.count(
        REVIEW,
        e.StepSubmitted(at=OPENS, step=STEP, actor=MANAGER, verdict=Verdict.AGREED, submission="s"),
    )
    assert (tally.reminders, tally.escalations) == (1, 1)
    assert tally.verdicts == {Verdict.AGREED: 1}


def test_the_last_things_that_happened_are_told_in_sentences(tally: Tally) -> None:
    tally.count(REVIEW, blocked())
    assert "there is no manager" in tally.latest[-1].sentence


def test_a_terminal_that_draws_nothing_gets_the_day_and_the_counts_in_a_line(
    tally: Tally,
) -> None:
    tally.count(REVIEW, blocked())
    said = line(tally, OPENS)
    assert said.startswith("Mon 12 Jan 2026")
    assert "blocked 1" in said
