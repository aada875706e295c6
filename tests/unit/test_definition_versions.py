"""What stays of a definition for good: its canonical text, its fingerprint, its timetable."""

from datetime import date

import pytest

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_names, template_text
from domain.definition.cycle import CycleDefinition
from domain.definition.fingerprint import canonical_json, fingerprint
from domain.definition.timetable import add_weekdays, timetable
from tests.unit.sound_cycle import SOUND


def read(text: str) -> CycleDefinition:
    definition = read_cycle(text).definition
    assert definition is not None
    return definition


@pytest.mark.parametrize("name", template_names())
def test_the_canonical_text_gives_the_same_definition_again(name: str) -> None:
    definition = read(template_text(name))
    text = canonical_json(definition)
    again = CycleDefinition.model_validate_json(text)
    assert again == definition
    assert canonical_json(again) == text


def test_comments_and_ways_to_write_a_number_do_not_change_the_fingerprint() -> None:
    rewritten = SOUND.replace("rating.goals: 60", "rating.goals: 60.00  # of one hundred")
    assert fingerprint(read(rewritten)) == fingerprint(read(SOUND))


@pytest.mark.parametrize(
    "old, new",
    [("after: 3", "after: 2"), ("title: Annual", "title: Yearly"), ("key: annual", "key: yearly")],
)
def test_every_change_of_meaning_changes_the_fingerprint(old: str, new: str) -> None:
    assert fingerprint(read(SOUND.replace(old, new))) != fingerprint(read(SOUND))


def test_the_fingerprint_is_the_same_in_every_release() -> None:
    assert (
        fingerprint(read(SOUND))
        == "d22e4b9563a5118325075e0d0a05729f1d95cc11d2125b72414da4cc56ee3401"
    )


@pytest.mark.parametrize(
    "day, count, reached",
    [
        (date(2026, 1, 9), 1, date(2026, 1, 12)),
        (date(2026, 1, 10), 0, date(2026, 1, 12)),
        (date(2026, 1, 10), 1, date(2026, 1, 12)),
        (date(2026, 1, 12), 10, date(2026, 1, 26)),
        (date(9999, 12, 30), 260, date.max),
    ],
)
def test_weekends_are_stepped_over(day: date, count: int, reached: date) -> None:
    assert add_weekdays(day, count) == reached


def test_steps_beside_each_other_share_their_opening_and_the_slowest_counts() -> None:
    beside = SOUND.replace("act: rate, form", "act: rate, starts: with_stage, form")
    planned = {str(each.step): each for each in timetable(read(beside))}
    assert planned["rate"].opens == planned["peers"].opens == date(2026, 10, 5)
    assert planned["calibrate"].opens == max(planned["rate"].due, planned["peers"].due)


def test_a_step_after_a_dispute_moves_nobody_elses_dates() -> None:
    planned = {str(each.step): each for each in timetable(read(SOUND))}
    assert planned["resolve"].is_conditional
    assert planned["resolve"].opens == planned["witness"].opens == planned["sign"].due
