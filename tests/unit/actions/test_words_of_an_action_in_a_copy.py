"""Who asks for a copy of everything held gets the words of actions they have a part in."""

from uuid import UUID

import pytest

from domain.access.opening import ABOUT_ANOTHER, Sight, Words, opened
from domain.actions.events import ActionTasked
from domain.ids import PersonId
from tests.unit.actions.sample_action import OWNER, task
from tests.unit.review.sample_plan import HR, MANAGER, REVIEWEE, SECOND_LINE, local

TASKED = ActionTasked(at=local("2026-03-02 10:00"), task=task())
WORDS: dict[UUID, Words] = {REVIEWEE: {"what": "Find her a mentor."}}


@pytest.mark.parametrize("person", [OWNER, MANAGER, REVIEWEE])
def test_who_does_an_action_or_asked_for_it_or_whom_it_is_for_gets_its_words(
    person: PersonId,
) -> None:
    assert [each.answer for each in opened(TASKED, WORDS, Sight(person)).said] == [
        "Find her a mentor."
    ]


@pytest.mark.parametrize("person", [SECOND_LINE, HR])
def test_who_only_hears_that_an_action_is_late_gets_no_word_about_another(
    person: PersonId,
) -> None:
    found = opened(TASKED, WORDS, Sight(person))
    assert (found.said, found.closed) == ([], [ABOUT_ANOTHER])
