"""What waits for somebody in development plans, as their inbox tells it."""

from typing import assert_never

from domain.people import Organisation, Person
from domain.views.telling import day_in_words
from storage.read_models.development import PlanDuty


def duty_in_words(duty: PlanDuty, owner: Person, people: Organisation) -> str:
    """Say in a line what waits, and with which command it is done."""
    whose = people.get(duty.reviewee)
    number = whose.employee_number if whose else str(duty.reviewee)
    name = "your own" if duty.reviewee == owner.id else _of(whose)
    by = f"--from {owner.employee_number}"
    match duty.what:
        case "acknowledge":
            what, command = "was changed and waits for you", f"acknowledge {number} {by}"
        case "acknowledge_talk":
            what, command = "has a talk for you to acknowledge", f"acknowledge {number} {by}"
        case "agree_to_close":
            what, command = "is to be closed, if you agree", f"close {number} {by}"
        case "talk":
            day = f" by {day_in_words(duty.due)}" if duty.due else ""
            late = ", overdue" if duty.is_overdue else ""
            what = f"asks for a talk{day}{late}"
            command = f"check-in {number} {by} --words ..."
        case _:
            assert_never(duty.what)
    return f"  Development plan, {name}: {what}: perennial plan {command}"


def _of(whose: Person | None) -> str:
    return whose.display_full_name if whose else "somebody erased"
