"""What waits in development plans, as the inbox shows it: a table, and how each thing is done."""

from datetime import date
from io import StringIO
from uuid import UUID

from rich.console import Console

from domain.ids import PlanId
from domain.people import Organisation
from storage.read_models.development import PlanDuty
from storage.read_models.inbox import Inbox
from tests.invented_people import person
from workers.commands.inbox import next_commands
from workers.commands.plan_duties import commands_for, table_of_duties

OWNER, REPORT, GONE = person("2"), person("3", "2"), person("4")
PEOPLE = Organisation([OWNER, REPORT])
TALK = PlanDuty("talk", PlanId(UUID(int=1)), REPORT.id, None, date(2026, 11, 29), is_overdue=True)
NOTED = PlanDuty("acknowledge_talk", PlanId(UUID(int=1)), REPORT.id, None, None, is_overdue=False)
CHANGED = PlanDuty("acknowledge", PlanId(UUID(int=2)), OWNER.id, None, None, is_overdue=False)
CLOSING = PlanDuty("agree_to_close", PlanId(UUID(int=3)), GONE.id, None, None, is_overdue=False)
DUTIES = (TALK, NOTED, CHANGED, CLOSING)


def lines() -> list[str]:
    page = StringIO()
    Console(file=page, width=100).print(table_of_duties(DUTIES, OWNER, PEOPLE))
    return [" ".join(line.split()) for line in page.getvalue().splitlines()]


def test_what_waits_in_plans_is_a_line_each() -> None:
    assert lines() == [
        "Development plans",
        "plan of what due",
        "Person 3 talk about it, and note that Sun 29 Nov 2026 overdue",
        "Person 3 a talk was noted; acknowledge it",
        "your own was changed, and waits until you acknowledge it",
        "somebody erased is to be closed, if you agree",
    ]


def test_how_it_is_done_is_said_once_for_each_kind_of_thing() -> None:
    assert commands_for(DUTIES, OWNER, PEOPLE) == (
        "perennial plan check-in 3 --from 2 --words ...",
        "perennial plan acknowledge 3 --from 2",
        f"perennial plan close {GONE.id} --from 2",
    )


def test_an_inbox_names_the_command_for_the_first_thing_of_each_part() -> None:
    found = Inbox((), (), (), (), plans=(CHANGED,))
    told = [*next_commands(OWNER, found, PEOPLE)]
    assert told == ["perennial plan acknowledge 2 --from 2"]
    assert [*next_commands(OWNER, Inbox((), (), (), ()), PEOPLE)] == []
