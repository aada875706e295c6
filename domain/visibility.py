"""Who may do what, and who may read what was written in a review from when on."""

from enum import StrEnum
from typing import Final, assert_never

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


class Capacity(StrEnum):
    """As what somebody asks: a part in a review, or an office in the organisation."""

    REVIEWEE = "reviewee"
    MANAGER = "manager"
    SECOND_LINE_MANAGER = "second_line_manager"
    PEER = "peer"
    PANEL = "panel"
    FACILITATOR = "facilitator"  # leads a calibration session, or helps to
    HR_PARTNER = "hr_partner"  # of the people entrusted to them
    CYCLE_OWNER = "cycle_owner"  # in whose name HR launched the cycle
    HR_ADMIN = "hr_admin"
    AUDITOR = "auditor"
    OPS = "ops"
    PAYLOAD_READER = "payload_reader"


class Relation(StrEnum):
    """How somebody stands to what they ask for."""

    OWN = "own"  # it is about themselves
    ENTRUSTED = "entrusted"  # they have a part in it: a step, a unit, a cycle, a session
    FOREIGN = "foreign"


class Deed(StrEnum):
    """What can be done with reviews, cycles and sessions, beside the steps of a review."""

    READ_REVIEW = "read_review"  # what was written, each answer as `may_read` allows
    READ_PACKET = "read_packet"
    FOLLOW_REVIEW = "follow_review"  # where it stands and who is waited for
    LAUNCH_CYCLE = "launch_cycle"
    FOLLOW_CYCLE = "follow_cycle"
    STEER_REVIEW = "steer_review"  # extend, reassign, remove, reopen, pause
    STEER_CYCLE = "steer_cycle"  # the same for all of it; close, cancel, add people
    NUDGE = "nudge"
    SEE_RATINGS = "see_ratings"
    EXPORT_PROGRESS = "export_progress"
    EXPORT_RESULTS = "export_results"
    READ_AUDIT = "read_audit"
    SEE_BOARD = "see_board"
    MOVE_RATING = "move_rating"
    LOCK_SESSION = "lock_session"
    NAME_CO_FACILITATORS = "name_co_facilitators"
    GIVE_OFFICES = "give_offices"
    IMPORT_PEOPLE = "import_people"
    ISSUE_TOKENS = "issue_tokens"
    FOLLOW_FEED = "follow_feed"  # facts of processes, with opaque ids and without any word
    SEE_PROCESSES = "see_processes"
    READ_PAYLOADS = "read_payloads"  # ids, references and hashes, out of Temporal's own UI


_HERE: Final = frozenset({Relation.ENTRUSTED})
_ELSEWHERE: Final = frozenset({Relation.ENTRUSTED, Relation.FOREIGN})
_EVEN_OWN: Final = frozenset(Relation)
_OWN: Final = frozenset({Relation.OWN})

Grants = dict[Capacity, frozenset[Relation]]

_HR: Final[Grants] = {
    Capacity.HR_PARTNER: _HERE,
    Capacity.CYCLE_OWNER: _HERE,
    Capacity.HR_ADMIN: _ELSEWHERE,
}
_OWNERS: Final[Grants] = {Capacity.CYCLE_OWNER: _HERE, Capacity.HR_ADMIN: _ELSEWHERE}
_IN_REVIEW: Final[Grants] = {
    Capacity.REVIEWEE: _OWN,
    Capacity.MANAGER: _HERE,
    Capacity.SECOND_LINE_MANAGER: _HERE,
    Capacity.HR_PARTNER: _HERE,
    Capacity.CYCLE_OWNER: _HERE,
}
_AT_THE_TABLE: Final[Grants] = {Capacity.FACILITATOR: _HERE, Capacity.PANEL: _HERE}

_GRANTS: Final[dict[Deed, Grants]] = {
    Deed.READ_REVIEW: {**_IN_REVIEW, Capacity.PEER: _HERE, Capacity.PANEL: _HERE},
    Deed.READ_PACKET: _IN_REVIEW,
    Deed.FOLLOW_REVIEW: {
        **_IN_REVIEW,
        Capacity.HR_ADMIN: _ELSEWHERE,
        Capacity.AUDITOR: _EVEN_OWN,
    },
    Deed.LAUNCH_CYCLE: {Capacity.HR_ADMIN: _EVEN_OWN},
    Deed.FOLLOW_CYCLE: {**_HR, Capacity.AUDITOR: _EVEN_OWN},
    Deed.STEER_REVIEW: _HR,
    Deed.STEER_CYCLE: _OWNERS,
    Deed.NUDGE: _HR,
    Deed.SEE_RATINGS: _HR,
    Deed.EXPORT_PROGRESS: {**_HR, Capacity.AUDITOR: _EVEN_OWN},
    Deed.EXPORT_RESULTS: _HR,
    Deed.READ_AUDIT: {**_HR, Capacity.AUDITOR: _EVEN_OWN},
    Deed.SEE_BOARD: {**_AT_THE_TABLE, **_OWNERS},
    Deed.MOVE_RATING: _AT_THE_TABLE,
    Deed.LOCK_SESSION: {Capacity.FACILITATOR: _HERE},
    Deed.NAME_CO_FACILITATORS: {Capacity.FACILITATOR: _HERE, **_OWNERS},
    Deed.GIVE_OFFICES: {Capacity.HR_ADMIN: _ELSEWHERE},
    Deed.IMPORT_PEOPLE: {Capacity.HR_ADMIN: _EVEN_OWN},
    Deed.ISSUE_TOKENS: {Capacity.HR_ADMIN: _EVEN_OWN},
    Deed.FOLLOW_FEED: {
        Capacity.HR_ADMIN: _EVEN_OWN,
        Capacity.AUDITOR: _EVEN_OWN,
        Capacity.OPS: _EVEN_OWN,
    },
    Deed.SEE_PROCESSES: {Capacity.OPS: _EVEN_OWN, Capacity.HR_ADMIN: _EVEN_OWN},
    Deed.READ_PAYLOADS: {Capacity.PAYLOAD_READER: _EVEN_OWN},
}


def may(deed: Deed, capacities: frozenset[Capacity], relation: Relation) -> bool:
    """Tell whether somebody may do something; what one is adds up.

    Nobody in HR steers, reads or exports what is about themselves, in whatever other capacity:
    with `Relation.OWN` only what the table grants for one's own counts.
    """
    grants = _GRANTS[deed]
    return any(relation in grants.get(capacity, frozenset()) for capacity in capacities)


def how_far(deed: Deed, capacities: frozenset[Capacity]) -> Relation | None:
    """Say how far a right reaches: everywhere, what is entrusted, one's own, or nowhere (None)."""
    reach = (Relation.FOREIGN, Relation.ENTRUSTED, Relation.OWN)
    return next((relation for relation in reach if may(deed, capacities, relation)), None)
