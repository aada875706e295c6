"""An action that was asked for is told in a sentence that names everybody once."""

import pytest

from domain.actions.action import ActionState, decide
from domain.ids import PersonId
from domain.views.telling import Telling
from domain.views.timeline_actions import action_sentence
from tests.unit.actions.sample_action import OWNER, task, tasking
from tests.unit.review.sample_plan import MANAGER, REVIEWEE

NAMES = {MANAGER: "Ana", OWNER: "Ben", REVIEWEE: "Cleo"}
TELL = Telling(name_of=lambda person: NAMES[PersonId(person)], steps={}, stages={})


@pytest.mark.parametrize(
    "by, subject, told",
    [
        (MANAGER, REVIEWEE, "Ana asked Ben for an action for Cleo, due "),
        (MANAGER, OWNER, "Ana asked Ben for an action of their own, due "),
        (OWNER, REVIEWEE, "Ben took on an action for Cleo, due "),
        (OWNER, OWNER, "Ben took on an action of their own, due "),
    ],
)
def test_who_asked_whom_and_for_whom(by: PersonId, subject: PersonId, told: str) -> None:
    asked = task().model_copy(update={"tasked_by": by, "subject": subject})
    [event] = decide(ActionState(), tasking(asked))
    assert action_sentence(event, TELL).startswith(told)
