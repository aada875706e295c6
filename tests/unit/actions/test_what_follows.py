"""A plan knows which of its steps ask for something that goes on outside of the review."""

from dataclasses import replace

import pytest

from domain.definition.cycle import CycleDefinition
from domain.ids import StepId
from domain.review.planning import plan_review
from domain.views.outline import OutlinedPlan
from tests.unit.test_planning import ident, setting, team


def talks(*kinds: str) -> CycleDefinition:
    """A cycle of one talk, whose form asks for these kinds of fields."""
    fields = [{"id": f"field_{n}", "label": kind, "kind": kind} for n, kind in enumerate(kinds)]
    step = {
        "id": "talk",
        "title": "Talk",
        "role": "manager",
        "form": "talk",
        "due": {"working_days": 10},
    }
    return CycleDefinition.model_validate(
        {
            "key": "talks",
            "title": "Talks",
            "begins": "2026-01-05",
            "ends": "2026-12-18",
            "forms": {"talk": {"title": "The talk", "fields": fields}},
            "stages": [{"id": "talks", "title": "Talks", "steps": [step]}],
        }
    )


@pytest.mark.parametrize(
    "kinds, follows",
    [
        (("text",), ()),
        (("text", "actions"), ("actions",)),
        (("plan",), ("plan",)),
        (("plan", "actions"), ("actions", "plan")),
    ],
)
def test_a_step_says_what_follows_from_its_form(
    kinds: tuple[str, ...], follows: tuple[str, ...]
) -> None:
    people = team()
    plan = plan_review(replace(setting(people), definition=talks(*kinds)), people[ident("3")])
    assert plan is not None
    step = plan.step(StepId("talk"))
    assert step is not None
    assert step.follows == follows
    outline = OutlinedPlan.model_validate_json(plan.model_dump_json())
    assert outline.stages[0].steps[0].follows == follows
