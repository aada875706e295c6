"""The reference page and the published schema say what the code does."""

import json
import re
from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import BaseModel

from activities.intake.cycle_file import read_cycle
from domain.definition import conversation, cycle, deadlines, forms, rating, words
from domain.definition.schema import schema_text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "cycle-definition.md").read_text(encoding="utf-8")

MODELS: dict[str, type[BaseModel]] = {
    "Cycle": cycle.CycleDefinition,
    "Stage": cycle.Stage,
    "Step": cycle.Step,
    "Date or working days": deadlines.When,
    "Reminders": deadlines.Reminders,
    "Ladder": deadlines.Ladder,
    "Rung": deadlines.Rung,
    "Form": forms.Form,
    "Form field": forms.FormField,
    "Rating scale": rating.RatingScale,
    "Level": rating.Level,
    "Scoring": rating.Scoring,
    "Veto": rating.Veto,
    "Calibration": rating.Calibration,
    "Goals": rating.GoalRules,
    "Band": rating.Band,
    "Sign-off": rating.SignOff,
    "Peers": conversation.Peers,
    "Expectations": conversation.Expectations,
    "Feedback": conversation.FeedbackRules,
    "Development": conversation.Development,
    "Rhythm": conversation.Rhythm,
    "Outcome": rating.Outcome,
    "Eligible": cycle.Eligibility,
    "Working hours": cycle.WorkingHours,
}
WORDS: dict[str, type[StrEnum]] = {
    "Role": words.Role,
    "Act": words.Act,
    "Start": words.Start,
    "Condition": words.Condition,
    "At expiry": words.AtExpiry,
    "Rung target": words.RungTarget,
    "Visible from": words.VisibleFrom,
    "Field kind": words.FieldKind,
    "Group by": words.GroupBy,
    "Guideline use": words.GuidelineUse,
    "Rounding": words.Rounding,
    "Shown": words.Shown,
}


def rows_under(heading: str) -> list[str]:
    section = re.search(rf"(?ms)^##+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", PAGE)
    assert section is not None, heading
    return re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE)


def test_every_part_of_a_definition_has_a_heading() -> None:
    parts = {each.__name__ for each in (*MODELS.values(), *WORDS.values())}
    assert parts == {*json.loads(schema_text())["$defs"], "CycleDefinition"}


@pytest.mark.parametrize("heading", MODELS)
def test_the_reference_lists_exactly_the_fields_there_are(heading: str) -> None:
    assert rows_under(heading) == list(MODELS[heading].model_fields)


@pytest.mark.parametrize("heading", MODELS)
def test_the_reference_describes_a_field_as_the_schema_does(heading: str) -> None:
    for name, field in MODELS[heading].model_fields.items():
        assert f"| `{name}` | {field.description} |" in PAGE


@pytest.mark.parametrize("heading", WORDS)
def test_the_reference_explains_exactly_the_words_there_are(heading: str) -> None:
    assert rows_under(heading) == [str(word) for word in WORDS[heading]]


def test_the_example_of_the_reference_passes_the_check() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert read_cycle(example[1]).problems == ()


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = (REFERENCE / "cycle-definition.schema.json").read_text(encoding="utf-8")
    assert published == schema_text()


def test_the_schema_names_its_dialect_and_no_host() -> None:
    schema = json.loads(schema_text())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].startswith("urn:")


def test_every_field_in_the_schema_has_a_description() -> None:
    schema = json.loads(schema_text())
    for part in (schema, *schema["$defs"].values()):
        assert part["description"]
        assert all(field.get("description") for field in part.get("properties", {}).values())
