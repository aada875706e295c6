"""What is asked with each verdict, and who reads the reasons."""

import pytest

from domain.definition.words import Act, FieldKind, Role
from domain.ids import StepId
from domain.review.verdict import ALLOWED, NEEDS_WORDS, Verdict
from domain.verdict_forms import form_of, reason_readers, verdicts_at
from domain.visibility import INSIDERS
from tests.workflow.company import annual

YEAR = annual()


@pytest.mark.parametrize("name", [step.id for step in YEAR.steps])
def test_whatever_needs_words_asks_for_them(name: StepId) -> None:
    step = YEAR.step(name)
    for verdict in verdicts_at(step):
        form = form_of(YEAR, step, verdict)
        if verdict in NEEDS_WORDS:
            assert form is not None
            assert any(field.required for field in form.fields)


def test_an_amended_result_asks_for_the_rating_that_stands() -> None:
    form = form_of(YEAR, YEAR.step(StepId("resolve")), Verdict.AMENDED)
    assert form is not None
    assert [field.kind for field in form.fields] == [FieldKind.RATING, FieldKind.TEXT]


def test_why_an_anonymous_colleague_turns_down_is_for_hr_alone() -> None:
    feedback = YEAR.step(StepId("peer_feedback")).model_copy(update={"act": Act.FEEDBACK})
    assert reason_readers(YEAR, feedback, Verdict.TURNED_DOWN) == {Role.HR_PARTNER}
    assert reason_readers(YEAR, YEAR.step(StepId("sign")), Verdict.DISPUTED) == INSIDERS


def test_a_step_offers_what_its_act_allows_and_no_second_dispute() -> None:
    sign, agree = YEAR.step(StepId("sign")), YEAR.step(StepId("agree_goals"))
    assert verdicts_at(sign) == ALLOWED[Act.SIGN]
    assert Verdict.DISPUTED not in verdicts_at(sign, may_dispute=False)
    final = agree.model_copy(update={"returns_to": None})
    assert verdicts_at(final) == (Verdict.AGREED,)
