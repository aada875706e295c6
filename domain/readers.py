"""Tells authors, at the form, who will read their answers and from when on."""

from typing import assert_never

from domain.definition.forms import Form, FormField
from domain.definition.words import Role, VisibleFrom
from domain.visibility import Written, readers


def readers_sentence(written: Written, field: FormField, author: Role = Role.REVIEWEE) -> str:
    """Tell the author, at the form, who will read an answer and from when on.

    "Read by you, your manager and HR, once you submit."
    """
    others = [role for role in Role if role in readers(written.form, field)]
    if author is not Role.PEER:
        others = [role for role in others if role is not author]
    if not others:
        return "Read by you alone."
    waits = written.is_self_assessment and written.form.visible_from is VisibleFrom.SUBMITTED
    later = [role for role in others if waits and role is Role.MANAGER]
    at_once = [_called(role, author) for role in others if role not in later]
    sentence = f"Read by {_joined(['you', *at_once])}"
    if at_once:
        sentence += f", {_when(written.form)}"
    if later:
        sentence += ", and by your manager once they have rated"
    return sentence + (". Your name is shown to HR alone." if written.form.anonymous else ".")


def _when(form: Form) -> str:
    """Say from when on; what is anonymous is read as a whole, and only if enough answered."""
    if not form.anonymous:
        return _once(form.visible_from)
    at_once = form.visible_from is VisibleFrom.SUBMITTED
    moment = "once everybody is done" if at_once else _once(form.visible_from)
    return f"{moment} and at least {form.threshold} have answered"


def _once(moment: VisibleFrom) -> str:
    match moment:
        case VisibleFrom.SUBMITTED:
            return "once you submit"
        case VisibleFrom.RATED:
            return "once the manager has rated"
        case VisibleFrom.SHARED:
            return "once the result is shared"
        case VisibleFrom.SIGNED:
            return "once the review is signed"
        case _:
            assert_never(moment)


_CALLED_BY_REVIEWEE = {
    Role.MANAGER: "your manager",
    Role.SECOND_LINE_MANAGER: "your manager's manager",
    Role.PEER: "the peers who give feedback",
    Role.PANEL: "the calibration panel",
    Role.HR_PARTNER: "HR",
}
_CALLED_BY_OTHERS = {
    **_CALLED_BY_REVIEWEE,
    Role.REVIEWEE: "the person under review",
    Role.MANAGER: "their manager",
    Role.SECOND_LINE_MANAGER: "their manager's manager",
    Role.PEER: "other peers",
}


def _called(role: Role, author: Role) -> str:
    names = _CALLED_BY_REVIEWEE if author is Role.REVIEWEE else _CALLED_BY_OTHERS
    return names[role]


def _joined(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else words[0]
