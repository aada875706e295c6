"""What happens to an objective above, and what stands after it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from domain.alignment.changes import differences, read, retired
from domain.alignment.events import (
    ObjectiveChanged,
    ObjectiveRead,
    ObjectiveRetired,
    ObjectiveSet,
    Told,
    evolve,
)
from domain.alignment.goals_below import attained
from domain.alignment.objective import Objective, OwnReading
from domain.alignment.own_reading import measured_by
from domain.alignment.refusals import (
    ObjectiveIsRetired,
    ObjectiveNotSound,
    ReadingNotPossible,
)
from domain.measures import Milestone, MilestoneMeasure, SoftMeasure
from domain.progress.measured import Measured
from tests.invented_objectives import LEAD, YIELD, objective
from tests.invented_people import AT

PLAN = objective("plan", "top", title="Optics in series", measure=YIELD, due=date(2026, 12, 31))
DAY = date(2026, 1, 4)


def reading(value: str = "80", on: date = DAY) -> OwnReading:
    return OwnReading(measured=Measured(on=on, value=Decimal(value)), by=LEAD.id, note="counted")


def after(*told: Told, start: Objective | None = None) -> Objective | None:
    standing = start
    for one in told:
        standing = evolve(standing, one)
    return standing


def kinds(told: Sequence[Told]) -> list[type]:
    return [type(one.event) for one in told]


def test_a_new_objective_stands_as_it_was_said() -> None:
    told = differences(None, 0, PLAN, AT)
    assert kinds(told) == [ObjectiveSet]
    assert after(*told) == PLAN


def test_the_open_part_of_an_event_holds_no_word_and_no_number_of_the_objective() -> None:
    (told,) = differences(None, 0, PLAN, AT)
    written = told.event.model_dump_json()
    assert all(secret not in written for secret in ("Optics", "per cent", "60", "plan"))
    assert {"title", "measure", "weight", "key"} <= told.words.keys()


def test_a_change_tells_what_changed_and_nothing_else_of_the_words() -> None:
    said = PLAN.model_copy(update={"title": "Optics at last", "owner": LEAD.id, "parent": None})
    told = differences(PLAN, 1, said, AT)
    (event,) = (one.event for one in told)
    assert isinstance(event, ObjectiveChanged)
    assert (event.changed, event.version) == (("title", "parent", "owner"), 2)
    assert told[0].words == {"title": "Optics at last"}
    assert after(*told, start=PLAN) == said


def test_saying_the_same_again_is_no_event() -> None:
    assert differences(PLAN, 1, PLAN, AT) == ()


def test_a_retired_objective_is_retired_once() -> None:
    told = retired(PLAN, 1, on=DAY, reason="The line was sold", at=AT)
    assert kinds(told) == [ObjectiveRetired]
    standing = after(*told, start=PLAN)
    assert standing is not None
    assert standing.retired_on == DAY
    assert retired(standing, 2, on=DAY, reason="again", at=AT) == ()
    with pytest.raises(ObjectiveNotSound, match="still to come"):
        retired(PLAN, 1, on=date(2026, 1, 6), reason="soon", at=AT)
    with pytest.raises(ObjectiveIsRetired, match="nothing is read"):
        read(standing, 2, reading(), AT)


def test_a_reading_stands_until_there_is_a_later_one() -> None:
    told = read(PLAN, 1, reading(), AT)
    assert kinds(told) == [ObjectiveRead]
    standing = after(*told, start=PLAN)
    assert standing is not None
    assert standing.reading == reading()
    assert attained(standing) == Decimal("0.5")
    assert read(standing, 2, reading(), AT) == ()
    earlier = after(*read(standing, 2, reading("70", date(2026, 1, 2)), AT), start=standing)
    assert earlier == standing


@pytest.mark.parametrize(
    "standing, said, sentence",
    [
        (PLAN, reading(on=date(2026, 1, 6)), "still to come"),
        (objective("theme"), reading(), "has no measure of its own"),
        (PLAN, OwnReading(measured=Measured(on=DAY)), "Say what was read"),
        (PLAN, OwnReading(measured=Measured(on=DAY, level=2)), "measured in per cent"),
        (objective("soft", measure=SoftMeasure(levels=("no", "yes"))), reading(), "in words"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(
    standing: Objective, said: OwnReading, sentence: str
) -> None:
    with pytest.raises(ReadingNotPossible, match=sentence):
        read(standing, 1, said, AT)


def test_without_its_words_nothing_is_known_of_an_objective() -> None:
    (told,) = differences(None, 0, PLAN, AT)
    assert evolve(None, Told(told.event)) is None
    assert after(*retired(PLAN, 1, on=DAY, reason="", at=AT)) is None


MILESTONES = MilestoneMeasure(
    milestones=(
        Milestone(id="pilot", title="Pilot runs", due=date(2026, 3, 31)),
        Milestone(id="series", title="Series", due=date(2026, 9, 30)),
    )
)


@pytest.mark.parametrize(
    "measure, words, expected",
    [
        (YIELD, "72.5", Measured(on=DAY, value=Decimal("72.5"))),
        (SoftMeasure(levels=("no", "half", "all")), "2", Measured(on=DAY, level=2)),
        (MILESTONES, "series, Pilot  RUNS", Measured(on=DAY, done=("pilot", "series"))),
        (MILESTONES, "none", Measured(on=DAY, done=())),
        (None, "5", Measured(on=DAY)),
    ],
)
def test_a_reading_is_given_in_the_words_of_the_measure(
    measure: object, words: str, expected: Measured
) -> None:
    assert measured_by(objective("plan", measure=measure), words, DAY) == expected


@pytest.mark.parametrize(
    "measure, words, sentence",
    [
        (YIELD, "most of it", "is not a number"),
        (SoftMeasure(levels=("no", "yes")), "1.5", "not the number of a level"),
        (SoftMeasure(levels=("no", "yes")), "0", "not the number of a level"),
        (MILESTONES, "launch", "There is no milestone 'launch'; there are pilot, series"),
        (MILESTONES, " , ", "There is no milestone"),
    ],
)
def test_words_that_the_measure_does_not_take_are_refused(
    measure: object, words: str, sentence: str
) -> None:
    with pytest.raises(ReadingNotPossible, match=sentence):
        measured_by(objective("plan", measure=measure), words, DAY)
