"""Who may read what was written in a review, and from when on."""

from typing import assert_never

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import Form, FormField
from domain.definition.words import Act, FieldKind, Role, VisibleFrom
from domain.ids import StepId
from domain.value import Value

_SELF_SCORES = frozenset(
    {
        FieldKind.RATING,
        FieldKind.GOAL_SCORES,
        FieldKind.SCORES,
        FieldKind.ACCOUNTABILITIES,
        FieldKind.SKILLS,
        FieldKind.VALUES,
    }
)


INSIDERS = frozenset({Role.REVIEWEE, Role.MANAGER, Role.SECOND_LINE_MANAGER, Role.HR_PARTNER})
"""Roles of those who work on objectives and actions of a person with that person."""

READ_PLANS = frozenset({Role.REVIEWEE, Role.MANAGER, Role.HR_PARTNER})
"""Roles of those who read the development plan of a person."""


class Viewer(Value):
    """A person, seen from one review: their roles in it, and whether they wrote what is read.

    No roles at all is everybody else.
    """

    roles: frozenset[Role] = frozenset()
    is_author: bool = False

    @property
    def acting_roles(self) -> frozenset[Role]:
        """Give the roles that count: in a review of their own, people are reviewee alone.

        So HR partners and panel members read no more about themselves than others do.
        """
        return frozenset({Role.REVIEWEE}) if Role.REVIEWEE in self.roles else self.roles


class Progressed(Value):
    """What has happened in a review that opens something to readers.

    `is_rated`: the manager has committed a rating of their own.
    """

    submitted: frozenset[StepId] = frozenset()
    is_rated: bool = False
    is_shared: bool = False
    is_signed: bool = False


class Written(Value):
    """What somebody wrote, or is about to write: at which step, in which form.

    `is_self_assessment` is one of `self_assessments` of a cycle that is independent first.
    """

    step: StepId
    form: Form
    is_self_assessment: bool = False


def self_assessments(definition: CycleDefinition) -> frozenset[StepId]:
    """Name the steps at which people score themselves just before their manager rates them.

    These are the reviewee's steps whose form holds scores, in the stage of the first rating or
    else in the nearest stage before it that has any: a mid-year check stays readable. Empty
    when the cycle is not independent first.
    """
    until = next(
        (n for n, stage in enumerate(definition.stages) if any(map(_rates, stage.steps))), None
    )
    if until is None or not definition.independent_first:
        return frozenset()
    for stage in reversed(definition.stages[: until + 1]):
        found = {step.id for step in stage.steps if _scores_oneself(step, definition)}
        if found:
            return frozenset(found)
    return frozenset()


def _rates(step: Step) -> bool:
    return step.act is Act.RATE


def _scores_oneself(step: Step, definition: CycleDefinition) -> bool:
    form = definition.forms.get(step.form or "")
    if form is None or step.role is not Role.REVIEWEE or step.act is not Act.SUBMIT:
        return False
    return any(field.kind in _SELF_SCORES for field in form.fields)


def may_read(written: Written, field: FormField, viewer: Viewer, progressed: Progressed) -> bool:
    """Tell whether a viewer may read the answer to one question.

    Authors always read their own words. Everybody else needs a role that the field names, or
    else the form, a submitted step, and the moment from which on the form is visible. A manager
    reads no self-assessment before rating, in whatever other role that person may act.
    """
    if viewer.is_author:
        return True
    if not viewer.acting_roles & readers(written.form, field):
        return False
    if written.step not in progressed.submitted:
        return False
    if written.is_self_assessment and _has_yet_to_rate(viewer, progressed):
        return False
    return _has_come(written.form.visible_from, progressed)


def may_read_last_rating(
    viewer: Viewer, progressed: Progressed, *, independent_first: bool = True
) -> bool:
    """Tell whether a viewer may read last year's rating; peers and strangers never do.

    Independent first hides it, like the self-assessment, from a manager who has yet to rate.
    """
    if not viewer.acting_roles - {Role.PEER}:
        return False
    return not (independent_first and _has_yet_to_rate(viewer, progressed))


def may_know_author(written: Written, viewer: Viewer) -> bool:
    """Tell whether those who may read something may also know who wrote it.

    Authors of an anonymous form are known to HR alone, and not to an HR partner who is the
    reviewee or leads them.
    """
    if viewer.is_author or not written.form.anonymous:
        return True
    return viewer.acting_roles == {Role.HR_PARTNER}


def readers(form: Form, field: FormField) -> frozenset[Role]:
    """Give the roles that may ever read a field beside its author."""
    return frozenset(field.read_by or form.read_by)


def _has_yet_to_rate(viewer: Viewer, progressed: Progressed) -> bool:
    return Role.MANAGER in viewer.acting_roles and not progressed.is_rated


def _has_come(moment: VisibleFrom, progressed: Progressed) -> bool:
    match moment:
        case VisibleFrom.SUBMITTED:
            return True
        case VisibleFrom.RATED:
            return progressed.is_rated
        case VisibleFrom.SHARED:
            return progressed.is_shared
        case VisibleFrom.SIGNED:
            return progressed.is_signed
        case _:
            assert_never(moment)
