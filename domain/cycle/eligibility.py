"""Whom a launch takes in, and why it leaves others out."""

from datetime import date
from enum import StrEnum

from domain.definition.cycle import CycleDefinition
from domain.expectations.profile import ProfileSet, profile_of
from domain.people import EmploymentStatus, Person


class LeftOut(StrEnum):
    """Why a person has no review in a cycle."""

    HAS_LEFT = "has_left"
    NOT_STARTED = "not_started"
    JOINED_TOO_LATE = "joined_too_late"
    OTHER_EMPLOYMENT = "other_employment"
    OTHER_DEPARTMENT = "other_department"
    NO_HR_PARTNER = "no_hr_partner"
    NO_PROFILE = "no_profile"


SENTENCES: dict[LeftOut, str] = {
    LeftOut.HAS_LEFT: "has left the organisation",
    LeftOut.NOT_STARTED: "has not started work yet",
    LeftOut.JOINED_TOO_LATE: "joined after the date up to which this cycle takes people in",
    LeftOut.OTHER_EMPLOYMENT: "has an employment type that this cycle does not cover",
    LeftOut.OTHER_DEPARTMENT: "works in a department that this cycle does not cover",
    LeftOut.NO_HR_PARTNER: "has nobody in HR; give an HR partner, or an owner for the launch",
    LeftOut.NO_PROFILE: (
        "has no role profile; correct the job family and level, or load a profile for them"
    ),
}


def left_out(definition: CycleDefinition, person: Person, on: date) -> LeftOut | None:
    """Say why a person is not taken in on that day, or None when they are."""
    rules = definition.eligible
    if person.has_left(on):
        return LeftOut.HAS_LEFT
    if person.employment_status is EmploymentStatus.PENDING:
        return LeftOut.NOT_STARTED
    if rules.employed_since is not None and person.start_date > rules.employed_since:
        return LeftOut.JOINED_TOO_LATE
    if rules.employment_types and person.employment_type not in rules.employment_types:
        return LeftOut.OTHER_EMPLOYMENT
    if rules.departments and person.department not in rules.departments:
        return LeftOut.OTHER_DEPARTMENT
    return None


def lacks_profile(definition: CycleDefinition, person: Person, profiles: ProfileSet) -> bool:
    """Tell whether the cycle asks what the role expects, and nothing says it for this person."""
    return definition.expectations is not None and profile_of(person, profiles) is None
