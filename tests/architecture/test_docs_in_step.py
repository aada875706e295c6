"""What can be typed, set, recorded or handed in has its place in the documentation."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from activities import starting
from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_names, template_text
from activities.notify import wording
from activities.notify.pointing import Links
from activities.notify.told import Told
from activities.search_attributes import SEARCH_ATTRIBUTES
from domain.alignment import columns as objective_columns
from domain.definition.rating import GoalRules
from domain.definition.words import FieldKind
from domain.goals import Goal, SoftMeasure, check_goals
from domain.people_columns import NAME_PARTS, OPTIONAL, REQUIRED
from domain.review.verdict import Verdict
from domain.views.notices import Notice, Reason
from storage.event_types import EVENT_TYPES
from storage.pool import Role
from tests.architecture.documentation import (
    GUIDE,
    REFERENCE,
    ROOT,
    command_line,
    sections_of,
    table_rows,
)
from tests.architecture.documentation import text_of as read
from tests.delivery_scene import BOSS, DEFINITION, MONDAY
from workers import links
from workers.cli import COMMANDS
from workers.demo import shown
from workers.demo.performance import TEMPLATE
from workers.settings import PREFIX, Settings

CLI = sections_of(REFERENCE / "cli.md")
EVENTS = sections_of(REFERENCE / "events.md")
PARTICIPANTS = read(GUIDE / "participants.md")
OPERATIONS = read(GUIDE / "operations.md")
DEPLOY = read(ROOT / "deploy" / "README.md")
IN_EVERY_EVENT: Final = {"type", "at"}
SEALED_BESIDE: Final = {
    "ReadingRecorded",
    "ActionTasked",
    "PlanBegun",
    "PlanEdited",
    "CheckInHeld",
    "PlanClosed",
    "FeedbackGiven",
    "ProfilePublished",
    "ValuesPublished",
    "ObjectiveSet",
    "ObjectiveChanged",
    "ObjectiveRetired",
    "ObjectiveRead",
    "HoldPlaced",
    "HoldReleased",
    "SubjectErased",
}
"""Events whose words are sealed in the same append, without a reference to them."""

DONE_OR_NOT: Final = SoftMeasure(levels=("not yet", "done"))


def parameters_of(command: str) -> list[Any]:  # what Typer makes of an argument or option
    """The arguments and options of a command."""
    found = command_line()
    for word in command.split():
        found = found.commands[word]
    return list(found.params)


def test_the_reference_describes_exactly_the_commands_there_are() -> None:
    described = {name for name in CLI if name.startswith("perennial ")}
    assert described == {f"perennial {path}" for path in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_names_exactly_the_options_of_a_command(command: str) -> None:
    options = {word for each in parameters_of(command) for word in each.opts if word[:2] == "--"}
    described = {
        name for row in table_rows(CLI[f"perennial {command}"])
        for name in re.findall(r"^`(--[\w-]+)", row[0])
    }  # fmt: skip
    assert described == options


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_names_every_argument_of_a_command(command: str) -> None:
    arguments = [
        (each.metavar or each.name).strip("[]")
        for each in parameters_of(command)
        if each.param_type_name == "argument"
    ]
    rows = [row[0].strip("`") for row in table_rows(CLI[f"perennial {command}"])]
    assert rows[: len(arguments)] == arguments


def test_every_verdict_is_named_where_it_is_typed() -> None:
    assert [v for v in Verdict if f"`{v}`" not in CLI["perennial submit"]] == []


def test_every_setting_has_a_heading() -> None:
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    described = {name for name in sections_of(REFERENCE / "settings.md") if PREFIX in name}
    assert described == settings


def test_the_reference_describes_exactly_the_events_there_are() -> None:
    assert {name for name in EVENTS if name[:1].isupper() and " " not in name} - {"Events"} == set(
        EVENT_TYPES
    )


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_an_event_is_described_with_everything_it_says(name: str) -> None:
    fields = set(EVENT_TYPES[name].model.model_fields) - IN_EVERY_EVENT
    assert {field for field in fields if f"`{field}`" not in EVENTS[name]} == set()


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_the_reference_says_of_each_event_whether_something_is_sealed(name: str) -> None:
    has_words = {"content", "details"} & set(EVENT_TYPES[name].model.model_fields) or (
        name in SEALED_BESIDE
    )
    sealed = re.findall(r"^\*\*Sealed:\*\* (.+)$", EVENTS[name], re.MULTILINE)
    assert len(sealed) == 1
    assert (sealed[0] != "nothing.") == bool(has_words)


def test_the_columns_of_a_people_file_are_described_as_they_are_read() -> None:
    rows = table_rows(sections_of(REFERENCE / "files.md")["People"])
    described = {row[0].strip("`"): row[1] for row in rows}
    assert described == dict.fromkeys(REQUIRED, "yes") | dict.fromkeys(OPTIONAL, "no")
    assert set(NAME_PARTS) < set(described)


def test_the_columns_of_a_file_of_objectives_are_described_as_they_are_read() -> None:
    rows = table_rows(sections_of(REFERENCE / "files.md")["Objectives above"])
    described = {row[0].strip("`"): row[1] for row in rows}
    required, optional = objective_columns.REQUIRED, objective_columns.OPTIONAL
    assert described == dict.fromkeys(required, "yes") | dict.fromkeys(optional, "no")


def test_every_kind_of_field_shows_how_it_is_answered() -> None:
    rows = table_rows(sections_of(REFERENCE / "files.md")["Answers"])
    assert [row[0].strip("`") for row in rows] == [str(kind) for kind in FieldKind]


def test_every_template_is_presented_to_hr() -> None:
    rows = table_rows(sections_of(GUIDE / "hr.md")["Define a cycle"])
    assert [row[0].strip("`") for row in rows] == list(template_names())


@pytest.mark.parametrize("name", [name for name in vars(starting) if name.endswith("_QUEUE")])
def test_operations_know_every_task_queue(name: str) -> None:
    assert f"`{getattr(starting, name)}`" in OPERATIONS


def test_operations_know_every_workflow_and_search_attribute() -> None:
    workflows = {starting.CYCLE, starting.REVIEW, starting.SESSION, starting.DELIVERY}
    workflows |= {starting.ACTION, starting.PLAN}
    assert {name for name in workflows if f"| `{name}` |" not in OPERATIONS} == set()
    assert {name for name in SEARCH_ATTRIBUTES if f"`{name}`" not in OPERATIONS} == set()


def test_the_ports_that_operations_know_are_the_usual_ones() -> None:
    usual = {
        f"{PREFIX}{name.upper()}": str(field.default or "none")
        for name, field in Settings.model_fields.items()
        if name.endswith("_port")
    }
    told = re.findall(r"^\| [^|]+ \| (\d+|none) \| `(\w+)` \|$", OPERATIONS, re.MULTILINE)
    assert {setting: port for port, setting in told} == usual


def test_a_namespace_of_ones_own_is_given_every_search_attribute() -> None:
    told = re.findall(r"--name (\w+) --type (\w+)", DEPLOY)
    assert told == list(SEARCH_ATTRIBUTES.items())


def test_the_readme_shows_what_the_demonstration_prints() -> None:
    """The numbers are those of one run; what they are called has to be what it says today."""
    first_screen = read(ROOT / "README.md").partition("## Play a review by hand")[0]
    printed = first_screen.partition("```text\n")[2]
    labels = re.findall(r"^  (?:\d )?([A-Z][A-Za-z -]+?)  ", printed, re.MULTILINE)
    definition = read_cycle(template_text(TEMPLATE)).definition
    assert definition is not None
    assert definition.rating_scale is not None
    titles = [stage.title for stage in definition.stages]
    levels = [level.label for level in definition.rating_scale.levels]
    program = "".join(read(Path(str(each.__file__))) for each in (shown, links))
    said = [*titles, *levels, *re.findall(r'"(?:  )?([A-Z][A-Za-z ]+)"', program)]
    assert set(titles) | set(levels) <= set(labels)
    assert [label for label in labels if label not in said] == []


def test_every_role_in_the_database_is_announced_to_its_owner() -> None:
    assert {role for role in Role if f"`{role}`" not in DEPLOY} == set()


def test_the_refusal_that_participants_are_shown_is_the_one_they_get() -> None:
    goals = [
        Goal(id=f"g{n}", title=f"Objective {n}", weight=Decimal(weight), measure=DONE_OR_NOT)
        for n, weight in enumerate((60, 30))
    ]
    [sentence] = check_goals(goals, GoalRules())
    assert f"objectives: {sentence}\n" in PARTICIPANTS


def test_the_message_that_participants_are_shown_is_worded_as_they_get_it() -> None:
    notice = Notice(BOSS.id, Reason.STEP_OPENED, MONDAY)
    told = [Told(notice, UUID(int=number)) for number in range(3)]
    links = Links({}, "https://reviews.example.org/work")
    text = wording.word(told, {}, DEFINITION, BOSS, MONDAY, links).text
    fixed = [line for line in text.splitlines() if not line.startswith("- ")]
    assert "    https://reviews.example.org/work" in fixed
    assert [line for line in fixed if f"{line}\n" not in PARTICIPANTS] == []
