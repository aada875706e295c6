"""The people of a load: who leads whom, when they hand in, what they write."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.form_rules import FormRules
from domain.forms import check
from domain.ids import ReviewId
from tests.invented_people import person, read
from workers.load.crowd import DOMAIN, HEAD, HR, SPAN, crowd, is_invented, people_file, reviewed
from workers.load.habits import Habit, Window, habit_of, moment
from workers.load.process import process_of
from workers.load.schedule import Case, foreseen, tempo_for
from workers.load.writing import answers_to

OPENS = datetime(2026, 3, 2, 9, tzinfo=UTC)
WINDOW = Window(OPENS, OPENS + timedelta(days=14, hours=13))
BERLIN = ZoneInfo("Europe/Berlin")
PROCESS = process_of("load-test")
CASES = [
    Case(ReviewId(UUID(int=place)), person(str(place)), person("0")) for place in range(1, 101)
]
MOMENTS = foreseen(PROCESS, CASES, 7)


@pytest.mark.parametrize("reviewees", [1, 5, 60, 1234])
def test_exactly_so_many_are_reviewed_and_their_file_has_no_problem(reviewees: int) -> None:
    found = read(people_file(crowd(reviewees, 7)).encode())
    assert not found.problems
    assert len(reviewed(found.people)) == reviewees
    assert len(found.people) == reviewees + 2


def test_whoever_leads_leads_five_to_ten() -> None:
    members = crowd(500, 7)
    teams = Counter(each.manager for each in members if each.number not in {HEAD, HR})
    assert all(size <= SPAN[1] for size in teams.values())
    assert sum(size < SPAN[0] for size in teams.values()) <= 1


def test_the_same_seed_invents_the_same_people() -> None:
    assert crowd(50, 7) == crowd(50, 7) != crowd(50, 8)


def test_people_of_a_load_are_told_from_all_others_by_their_address() -> None:
    assert is_invented(person("1", work_email=f"Somebody@{DOMAIN.upper()}"))
    assert not is_invented(person("2", work_email="somebody@load.invalid.example"))


@pytest.mark.parametrize("habit", list(Habit))
def test_nobody_hands_in_before_it_opens_or_on_a_weekend(habit: Habit) -> None:
    chance = Random(1)
    moments = [moment(habit, WINDOW, BERLIN, chance) for _ in range(300)]
    assert min(moments) > OPENS
    assert all(each.astimezone(BERLIN).weekday() < 5 for each in moments)


def test_only_those_who_are_late_come_after_the_deadline() -> None:
    chance = Random(1)
    for habit in Habit:
        late = [moment(habit, WINDOW, BERLIN, chance) >= WINDOW.due for _ in range(300)]
        assert all(late) is any(late) is (habit is Habit.LATE)


def test_more_hand_in_on_the_last_day_than_on_any_other() -> None:
    chance = Random(1)
    days = Counter(moment(habit_of(chance), WINDOW, BERLIN, chance).date() for _ in range(2000))
    (busiest, most), (_, next_one) = days.most_common(2)
    assert busiest == WINDOW.due.date()
    assert most > 2 * next_one


@pytest.mark.parametrize("is_short, submissions", [(False, 6), (True, 3)])
def test_every_form_of_the_process_is_filled_in_as_it_asks(
    is_short: bool,  # noqa: FBT001 - a parameter of the test
    submissions: int,
) -> None:
    process = process_of("load-test", is_short=is_short)
    definition = process.definition
    assert process.submissions == submissions
    assert definition.goals is not None
    rules = FormRules(scale=definition.rating_scale, goal_rules=definition.goals)
    for step in (each for each in process.steps if each.form is not None):
        for seed in range(40):
            answers = answers_to(definition, step, Random(seed))
            assert not check(definition.forms[str(step.form)], answers, rules)


def test_the_weeks_of_a_cycle_pass_in_the_minutes_that_were_asked_for() -> None:
    begins = datetime(2026, 11, 22, 20, tzinfo=UTC)
    tempo = tempo_for(PROCESS, begins, 10, MOMENTS)
    assert tempo.virtual(begins - timedelta(minutes=1)) == PROCESS.opens
    assert timedelta(minutes=9) < tempo.real(MOMENTS[-1]) - begins < timedelta(minutes=10)


def test_the_busiest_seconds_of_a_load_are_at_most_about_twice_as_busy_as_the_others() -> None:
    begins = datetime(2026, 11, 22, 20, tzinfo=UTC)
    tempo = tempo_for(PROCESS, begins, 10, MOMENTS)
    took = Counter((tempo.real(each) - begins) // timedelta(seconds=30) for each in MOMENTS)
    assert max(took.values()) < 3.5 * len(MOMENTS) / 20


def test_without_minutes_a_cycle_passes_as_real_time_does() -> None:
    begins, hour = datetime(2026, 11, 22, 20, tzinfo=UTC), timedelta(hours=1)
    assert PROCESS.at_rest(begins).virtual(begins + hour) == PROCESS.opens + hour
