"""What is owed in a plan and not done in spite of reminders is told to HR, of every plan alike."""

import pytest

from domain.development import commands as c
from domain.development import events as e
from tests.unit.development.a_plan import (
    FIRST,
    HR,
    MANAGER,
    REVIEWEE,
    acknowledge,
    begin,
    edit,
    hold,
    look,
    on,
    state_after,
    told_after,
)

LAST = {"usual": 90, "close": 42}
"""The day of the last talk in each rhythm."""


def reports(*commands: c.Command, until: int = 150) -> list[int]:
    """Days on which HR hears that a plan stands still, while people do these things."""
    looks = [look(day) for day in range(0, until, 7)]
    state = state_after(*sorted([*commands, *looks], key=lambda asked: asked.at))
    found, told = list[int](), list[c.Command]()
    for command in sorted([*commands, *looks], key=lambda asked: asked.at):
        told.append(command)
        for event in told_after(*told):
            if isinstance(event, e.StandstillReported):
                assert event.recipient == HR
                found.append((event.at.date() - FIRST).days)
    assert state.standstills == len(found)
    return found


@pytest.mark.parametrize("rhythm", ["usual", "close"])
def test_hr_hears_of_a_plan_that_nobody_acknowledges_after_three_reminders(rhythm: str) -> None:
    assert reports(begin(rhythm), edit(20, rhythm=rhythm)) == [49, 77, 105, 133]


@pytest.mark.parametrize("rhythm", ["usual", "close"])
def test_hr_hears_of_a_last_talk_that_nobody_notes(rhythm: str) -> None:
    first = -(-(LAST[rhythm] + 22) // 7) * 7
    assert reports(begin(rhythm), until=first + 30) == [first, first + 28]


@pytest.mark.parametrize("rhythm", ["usual", "close"])
def test_hr_hears_of_a_last_talk_that_nobody_acknowledges(rhythm: str) -> None:
    held = LAST[rhythm]
    first = -(-(held + 24) // 7) * 7
    assert reports(begin(rhythm), hold(held), until=first + 1) == [first]


def test_hr_hears_of_a_decision_that_is_never_taken_until_it_is() -> None:
    done = (begin("close"), hold(42), acknowledge(43, REVIEWEE))
    assert reports(*done) == [70, 98, 126]
    closed = c.EndPlan(at=on(100), cause="next_cycle")
    assert reports(*done, closed) == [70, 98]


def test_hr_hears_even_where_nobody_is_left_to_remind() -> None:
    alone = (begin("close"), hold(42), c.HandOverPlan(at=on(43), to=None))
    assert reports(*alone, until=100) == [70, 98]


def test_another_standstill_is_another_report_and_not_four_weeks_late() -> None:
    again = (acknowledge(50), edit(51, MANAGER, "Speak last"))
    assert reports(begin(), edit(20), *again, until=80) == [49, 77]
    assert reports(begin(), edit(20), acknowledge(50), until=80) == [49]


def test_without_hr_the_standstill_is_recorded_all_the_same() -> None:
    begun = begin()
    nobody = begun.model_copy(update={"begun": begun.begun.model_copy(update={"hr_partner": None})})
    reminded = [look(day) for day in (28, 35, 42)]
    [event] = told_after(nobody, edit(20), *reminded, look(49))
    assert event == e.StandstillReported(at=on(49), times=1, recipient=None)


def test_a_plan_that_both_keep_to_is_never_reported() -> None:
    kept = (hold(30), acknowledge(31, REVIEWEE), hold(60), acknowledge(61, REVIEWEE))
    assert reports(begin(), *kept, hold(90), acknowledge(91, REVIEWEE)) == []
