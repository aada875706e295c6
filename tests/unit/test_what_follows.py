"""What comes after a step is told before it is done, and again once it is."""

from dataclasses import replace

import pytest

from domain.definition.words import Act, Role
from domain.ids import PersonId, StepId
from domain.review.commands import Command, SubmitStep
from domain.review.verdict import Verdict
from domain.views.what_follows import after_submission, following, rehearse
from tests.unit.review import sample_plan as s
from tests.unit.test_views_timeline import TELL

NOW = s.local("2026-03-03 10:00")
PROPOSED = (s.opening(s.annual()), s.submit("propose_goals"))


def told(
    *commands: Command, step: str, actor: PersonId, verdict: Verdict = Verdict.SUBMITTED
) -> tuple[str, ...]:
    state = s.play(*commands).state
    events = rehearse(state, StepId(step), actor, verdict, NOW)
    return following(events, state, TELL, actor)


def test_before_it_is_done_a_step_says_whose_turn_it_will_be() -> None:
    before = told(PROPOSED[0], step="propose_goals", actor=s.REVIEWEE)
    assert before == ('"agree_goals" goes to Tom Becker (manager), due Tue 17 Mar 2026.',)


def test_what_was_done_says_what_it_led_to() -> None:
    played = s.play(*PROPOSED)
    submission = PROPOSED[1]
    assert isinstance(submission, SubmitStep)
    followed = after_submission(played.events, submission.submission)
    (sentence,) = following(followed, played.state, TELL, s.REVIEWEE)
    assert "Tom Becker" in sentence
    assert after_submission(played.events, "another") == ()


def test_what_is_sent_back_goes_back() -> None:
    (sentence,) = told(*PROPOSED, step="agree_goals", actor=s.MANAGER, verdict=Verdict.SENT_BACK)
    assert sentence.startswith('"Propose your goals" goes back to Ana Quist')


def test_what_cannot_be_done_leads_to_nothing_and_says_for_what_is_waited() -> None:
    state = s.play(*PROPOSED).state
    assert rehearse(state, StepId("propose_goals"), s.REVIEWEE, Verdict.SUBMITTED, NOW) == ()
    assert following((), state, TELL, s.REVIEWEE) == (
        'The review waits for "agree_goals"; you get a message when it is your turn again.',
    )


def test_who_writes_anonymously_is_not_waited_for_by_name() -> None:
    state = s.play(*PROPOSED).state
    quiet = replace(TELL, anonymous=frozenset({StepId("agree_goals")}))
    (sentence,) = following((), state, quiet, s.REVIEWEE)
    assert sentence.startswith("Nothing else is asked of you")


@pytest.mark.parametrize("verdict", [Verdict.ACKNOWLEDGED, Verdict.DISPUTED])
def test_each_way_to_sign_says_where_it_leads(verdict: Verdict) -> None:
    rating = s.stage("rating", s.step("rate", Role.MANAGER, Act.RATE))
    shared = (
        s.opening(s.plan(rating, s.sign_off())),
        s.submit("rate", s.MANAGER, text="exceeds"),
        s.submit("share", s.MANAGER, verdict=Verdict.SHARED, text=None),
    )
    leads = told(*shared, step="sign", actor=s.REVIEWEE, verdict=verdict)
    wanted = "complete" if verdict is Verdict.ACKNOWLEDGED else "Ines Roth (second-line manager)"
    assert wanted in leads[0]
