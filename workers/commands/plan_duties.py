"""What waits for somebody in development plans, as their inbox tells it."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from rich.table import Table

from domain.people import Organisation, Person
from domain.views.telling import day_in_words
from storage.read_models.development import PlanDuty


def table_of_duties(duties: Iterable[PlanDuty], owner: Person, people: Organisation) -> Table:
    """Draw what waits in plans, whose they are, and by when a talk is due."""
    table = Table(title="Development plans", title_justify="left", box=None)
    for column in ("plan of", "what", "due", ""):
        table.add_column(column)
    for duty in duties:
        table.add_row(
            _whose(duty, owner, people),
            _what(duty),
            day_in_words(duty.due) if duty.due else "",
            "[red]overdue[/red]" if duty.is_overdue else "",
        )
    return table


def commands_for(duties: Iterable[PlanDuty], owner: Person, people: Organisation) -> Sequence[str]:
    """Give a command for each thing that is to be done in plans, of the first duty that asks it."""
    found: dict[str, str] = {}
    for duty in duties:
        whose = people.get(duty.reviewee)
        number = whose.employee_number if whose else str(duty.reviewee)
        verb, words = _command(duty)
        said = f"perennial plan {verb} {number} --from {owner.employee_number}{words}"
        found.setdefault(verb, said)
    return tuple(found.values())


def _whose(duty: PlanDuty, owner: Person, people: Organisation) -> str:
    if duty.reviewee == owner.id:
        return "your own"
    whose = people.get(duty.reviewee)
    return whose.display_full_name if whose else "somebody erased"


def _what(duty: PlanDuty) -> str:
    match duty.what:
        case "acknowledge":
            return "was changed, and waits until you acknowledge it"
        case "acknowledge_talk":
            return "a talk was noted; acknowledge it"
        case "agree_to_close":
            return "is to be closed, if you agree"
        case "talk":
            return "talk about it, and note that"
        case _:
            assert_never(duty.what)


def _command(duty: PlanDuty) -> tuple[str, str]:
    match duty.what:
        case "acknowledge" | "acknowledge_talk":
            return "acknowledge", ""
        case "agree_to_close":
            return "close", ""
        case "talk":
            return "check-in", " --words ..."
        case _:
            assert_never(duty.what)
