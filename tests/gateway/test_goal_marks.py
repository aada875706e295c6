"""The picture of an objective: every reading inside it, the start below the target."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.progress.picture import GoalPicture, KeptReading
from domain.progress.reading import Confidence, Reading
from gateway.goal_marks import HEIGHT, WIDTH, Marks, marks
from tests.played_cycle import LAUNCHED_AT
from tests.unit.progress_facts import FASTER
from tests.unit.review.sample_plan import REVIEWEE

BEGINS, ENDS = date(2026, 1, 5), date(2026, 12, 18)

values = st.decimals(-(10**6), 10**6, places=1)
days = st.integers(-30, 400).map(lambda count: BEGINS + timedelta(days=count))


def read(value: Decimal | None, on: date) -> KeptReading:
    reading = Reading(
        goal=FASTER.id, on=on, value=value, evidence="Desk report", confidence=Confidence.HIGH
    )
    return KeptReading(reading, REVIEWEE, LAUNCHED_AT)


def drawn(*readings: KeptReading) -> Marks | None:
    told = GoalPicture(FASTER, (), None, "", readings, None, None, None, ())
    return marks(told, BEGINS, ENDS)


@given(st.lists(st.tuples(values, days), min_size=1, max_size=8))
def test_every_reading_lies_inside_the_picture(told: list[tuple[Decimal, date]]) -> None:
    found = drawn(*(read(value, on) for value, on in told))
    assert found is not None
    assert len(found.marks) == len(told)
    for mark in found.marks:
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
    assert found.target_y < found.baseline_y


def test_a_reading_at_the_target_lies_on_its_line_and_one_at_the_start_on_that() -> None:
    found = drawn(read(Decimal(12), BEGINS), read(Decimal(4), ENDS))
    assert found is not None
    assert [mark.y for mark in found.marks] == [found.baseline_y, found.target_y]
    assert found.summary == "From Mon 5 Jan 2026: 12 days. To Fri 18 Dec 2026: 4 days."


def test_what_was_never_measured_has_no_picture() -> None:
    assert drawn() is None
    assert drawn(read(None, BEGINS)) is None
