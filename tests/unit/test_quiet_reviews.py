from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.definition.conversation import FeedbackRules
from domain.feedback.quiet import Silence, missed
from domain.ids import CycleId, PersonId, ReviewId

OPENED = datetime(2026, 1, 5, 9, tzinfo=UTC)
RULES = FeedbackRules(quiet_days=90)
CYCLE = CycleId(UUID(int=1))
QUIET = Silence(
    review=ReviewId(UUID(int=2)),
    reviewee=PersonId(UUID(int=3)),
    manager=PersonId(UUID(int=4)),
    opened_at=OPENED,
    last=None,
)
SPOKEN = QUIET._replace(last=datetime(2026, 2, 3, 16, tzinfo=UTC))


def day(number: int) -> datetime:
    return OPENED + timedelta(days=number)


def test_a_manager_hears_of_a_review_in_which_nobody_has_given_feedback_for_so_long() -> None:
    assert missed(QUIET, RULES, CYCLE, day(89)) is None
    event = missed(QUIET, RULES, CYCLE, day(90))
    assert event is not None
    assert (event.manager, event.quiet_since) == (QUIET.manager, None)


def test_feedback_begins_the_time_anew() -> None:
    assert missed(SPOKEN, RULES, CYCLE, day(100)) is None
    event = missed(SPOKEN, RULES, CYCLE, SPOKEN.opened_at + timedelta(days=120))
    assert event is not None
    assert event.quiet_since == date(2026, 2, 3)


def test_the_time_before_the_review_counts_against_nobody() -> None:
    long_ago = QUIET._replace(last=datetime(2025, 3, 1, tzinfo=UTC))
    assert long_ago.days(day(89)) == 89
    assert missed(long_ago, RULES, CYCLE, day(89)) is None


@pytest.mark.parametrize(
    "silence, is_told",
    [
        (QUIET._replace(was_pointed_out=True, pointed_out=None), False),
        (SPOKEN._replace(was_pointed_out=True, pointed_out=date(2026, 2, 3)), False),
        (SPOKEN._replace(was_pointed_out=True, pointed_out=None), True),
        (QUIET._replace(manager=None), False),
    ],
)
def test_each_quiet_time_is_pointed_out_once(silence: Silence, *, is_told: bool) -> None:
    assert (missed(silence, RULES, CYCLE, day(300)) is not None) is is_told


def test_the_same_quiet_time_is_the_same_fact_whenever_it_is_found() -> None:
    first, again = (missed(QUIET, RULES, CYCLE, day(number)) for number in (90, 120))
    assert first is not None
    assert again is not None
    assert first.key() == again.key()
