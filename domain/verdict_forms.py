"""What each verdict asks of the person who gives it, beyond the verdict itself."""

from typing import Final

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import Form, FormField
from domain.definition.words import Act, FieldKind, Role
from domain.review.verdict import ALLOWED, Verdict
from domain.visibility import INSIDERS

WITHOUT_FORM: Final = frozenset(
    {Verdict.SENT_BACK, Verdict.DISPUTED, Verdict.DECLINED, Verdict.TURNED_DOWN}
)
"""Verdicts that are given in words, whatever form the step has."""

REASON: Final = "reason"
COMMENT: Final = "comment"
RATING: Final = "rating"

_WHY: Final = {
    Verdict.SENT_BACK: ("Send back", "What has to change, and why?"),
    Verdict.DISPUTED: ("Dispute", "What do you not accept, and why?"),
    Verdict.DECLINED: ("Decline to sign", "Why do you not sign?"),
    Verdict.TURNED_DOWN: ("Turn down", "Why can you not give this feedback?"),
    Verdict.UPHELD: ("The result stands", "Why does the result stand?"),
    Verdict.AMENDED: ("The result is amended", "Why is the result amended?"),
}
_REMARK: Final = {
    Verdict.SHARED: ("Share the result", "Is there something to note of the talk?"),
    Verdict.ACKNOWLEDGED: ("Acknowledge", "Is there something you would like to add?"),
    Verdict.WITNESSED: ("Witness", "Is there something to note as a witness?"),
}
_LONGEST: Final = 1000


def form_of(definition: CycleDefinition, step: Step, verdict: Verdict) -> Form | None:
    """Give the form that a verdict at a step is answered with; None when nothing is asked.

    Where the definition has none, it is the one question why, or whether there is anything to add.
    """
    if step.form is not None and verdict not in WITHOUT_FORM:
        return definition.forms[step.form]
    if verdict in _WHY:
        title, label = _WHY[verdict]
        why = FormField(id=REASON, label=label, kind=FieldKind.TEXT, max_words=_LONGEST)
        level = FormField(id=RATING, label="Which level stands from now on?", kind=FieldKind.RATING)
        asked = (level, why) if verdict is Verdict.AMENDED else (why,)
    elif verdict in _REMARK:
        title, label = _REMARK[verdict]
        asked = (
            FormField(
                id=COMMENT, label=label, kind=FieldKind.TEXT, required=False, max_words=_LONGEST
            ),
        )
    else:
        return None
    readers = reason_readers(definition, step, verdict)
    return Form(title=title, fields=asked, read_by=tuple(role for role in Role if role in readers))


def reason_readers(definition: CycleDefinition, step: Step, verdict: Verdict) -> frozenset[Role]:
    """Give the roles that may read why somebody gave a verdict.

    All who work on the review together. Why a colleague turns feedback down is for HR alone where
    the form is anonymous, and for the readers of the form elsewhere.
    """
    if verdict is not Verdict.TURNED_DOWN:
        return INSIDERS
    form = definition.forms[step.form] if step.form else None
    if form is None or form.anonymous:
        return frozenset({Role.HR_PARTNER})
    return frozenset(form.read_by)


def verdicts_at(step: Step, *, may_dispute: bool = True) -> tuple[Verdict, ...]:
    """Give what can be said at a step, the usual first."""
    possible = ALLOWED[step.act]
    if step.act is Act.AGREE and step.returns_to is None:
        possible = tuple(verdict for verdict in possible if verdict is not Verdict.SENT_BACK)
    if not may_dispute:
        possible = tuple(verdict for verdict in possible if verdict is not Verdict.DISPUTED)
    return possible
