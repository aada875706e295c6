from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import Clock, Moment
from domain.definition.deadlines import Reminders
from domain.working_calendar import WorkingCalendar


def calendar(
    zone: str = "Europe/Berlin", leaves: tuple[tuple[date, date], ...] = ()
) -> WorkingCalendar:
    return WorkingCalendar(zone=zone, opens=time(9), closes=time(17), leaves=leaves)


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def wound(  # noqa: PLR0913 - what tests vary
    due: str = "2026-03-16 17:00",
    opens: str = "2026-03-02 10:00",
    *,
    before: tuple[int, ...] = (3, 1),
    after: tuple[int, ...] = (),
    graces: Sequence[int] = (),
    grace: int | None = None,
    leaves: tuple[tuple[date, date], ...] = (),
) -> Clock:
    """By default: opens on Monday 2 March 2026 and is due two weeks later, on a Monday."""
    return Clock.wind(
        calendar(leaves=leaves),
        opens=local(opens),
        due=local(due),
        reminders=Reminders(before=before, after=after),
        graces=graces,
        grace=grace,
    )


def struck(clock: Clock) -> list[tuple[str, str]]:
    """Let a clock run to its end: what it strikes and when, in Berlin."""
    found: list[tuple[str, str]] = []
    while (wake := clock.next_wake()) is not None and len(found) < 50:
        found.append(
            (wake.moment.value, f"{wake.at.astimezone(ZoneInfo('Europe/Berlin')):%d %b %H:%M}")
        )
        match wake.moment:
            case Moment.REMINDER:
                clock = clock.model_copy(update={"reminded": clock.reminded + 1})
            case Moment.RUNG:
                clock = clock.model_copy(update={"climbed": clock.climbed + 1})
            case Moment.EXPIRY:
                clock = clock.model_copy(update={"expires": None})
    return found


def test_reminders_are_sent_in_the_morning_of_working_days_before_the_due_date() -> None:
    assert struck(wound()) == [("reminder", "11 Mar 09:00"), ("reminder", "13 Mar 09:00")]


def test_a_reminder_of_the_due_day_itself_comes_in_the_morning() -> None:
    assert struck(wound(before=(0,))) == [("reminder", "16 Mar 09:00")]


def test_reminders_after_the_due_date_go_on_by_working_day() -> None:
    late = wound("2026-03-13 17:00", before=(), after=(1, 2))
    assert struck(late) == [("reminder", "16 Mar 09:00"), ("reminder", "17 Mar 09:00")]


def test_two_reminders_that_fall_on_one_day_are_one() -> None:
    assert struck(wound(before=(1, 1))) == [("reminder", "13 Mar 09:00")]


def test_a_reminder_that_would_come_before_the_step_opens_is_left_out() -> None:
    assert struck(wound("2026-03-04 17:00", before=(5, 1))) == [("reminder", "03 Mar 09:00")]


def test_reminders_count_in_the_zone_of_the_assignee() -> None:
    far = Clock.wind(
        calendar("Pacific/Kiritimati"),
        opens=local("2026-03-02 10:00", "Pacific/Kiritimati"),
        due=local("2026-03-16 17:00", "Pacific/Kiritimati"),
        reminders=Reminders(before=(1,)),
    )
    assert far.reminders == (local("2026-03-13 09:00", "Pacific/Kiritimati"),)
    assert far.reminders[0] == datetime(2026, 3, 12, 19, tzinfo=UTC)


def test_a_reminder_keeps_its_hour_across_the_change_to_summer_time() -> None:
    assert struck(wound("2026-03-31 17:00", before=(3, 1))) == [
        ("reminder", "26 Mar 09:00"),
        ("reminder", "30 Mar 09:00"),
    ]


def test_each_rung_has_its_own_grace_after_the_rung_below() -> None:
    ladder = wound(before=(), graces=(2, 3))
    assert struck(ladder) == [("rung", "18 Mar 09:00"), ("rung", "23 Mar 09:00")]


def test_a_step_expires_at_the_close_of_its_last_day_of_grace() -> None:
    assert struck(wound(before=(), grace=5)) == [("expiry", "23 Mar 17:00")]


def test_a_step_without_grace_expires_when_it_is_due() -> None:
    assert struck(wound(before=(), grace=0)) == [("expiry", "16 Mar 17:00")]


def test_leave_moves_reminders_rungs_and_expiry_to_working_days() -> None:
    away = wound(
        graces=(1,),
        grace=2,
        leaves=((date(2026, 3, 11), date(2026, 3, 12)), (date(2026, 3, 17), date(2026, 3, 20))),
    )
    assert struck(away) == [
        ("reminder", "09 Mar 09:00"),
        ("reminder", "13 Mar 09:00"),
        ("rung", "23 Mar 09:00"),
        ("expiry", "24 Mar 17:00"),
    ]


def test_nobody_away_for_over_a_year_holds_up_a_ladder() -> None:
    long = wound(before=(), graces=(1,), grace=1, leaves=((date(2026, 3, 17), date(2027, 9, 30)),))
    assert struck(long) == [("rung", "17 Mar 09:00"), ("expiry", "17 Mar 17:00")]


def test_a_reminder_that_would_fall_before_an_absence_of_over_a_year_is_left_out() -> None:
    back = wound("2026-03-04 17:00", before=(3, 1), leaves=((date(2024, 9, 1), date(2026, 3, 1)),))
    assert struck(back) == [("reminder", "03 Mar 09:00")]


def test_what_falls_on_one_moment_comes_reminder_first_and_expiry_last() -> None:
    at = local("2026-03-16 17:00")
    clock = Clock(opens=at, due=at, reminders=(at,), rungs=(at,), expires=at)
    assert [moment for moment, _ in struck(clock)] == ["reminder", "rung", "expiry"]


def test_a_clock_without_anything_ahead_never_wakes() -> None:
    assert wound(before=()).next_wake() is None


def test_a_moved_clock_sends_no_burst_of_reminders_that_lie_in_the_past() -> None:
    moved = wound().move(wound("2026-03-05 17:00"), local("2026-03-04 12:00"))
    assert struck(moved) == []


def test_a_moved_clock_reminds_again_of_the_new_date() -> None:
    late = wound().model_copy(update={"reminded": 2})
    moved = late.move(wound("2026-03-30 17:00"), local("2026-03-16 12:00"))
    assert struck(moved) == [("reminder", "25 Mar 09:00"), ("reminder", "27 Mar 09:00")]


def test_a_rung_once_climbed_stays_climbed_when_the_date_moves() -> None:
    late = wound(before=(), graces=(2, 3)).model_copy(update={"climbed": 1})
    moved = late.move(
        wound("2026-03-30 17:00", before=(), graces=(2, 3)), local("2026-03-19 12:00")
    )
    assert struck(moved) == [("rung", "06 Apr 09:00")]


def test_a_reminder_once_sent_is_not_sent_again_while_the_date_stays() -> None:
    sent = wound("2026-03-13 17:00", before=(), after=(1, 2)).model_copy(update={"reminded": 1})
    later = wound(
        "2026-03-13 17:00",
        before=(),
        after=(1, 2),
        leaves=((date(2026, 3, 16), date(2026, 3, 16)),),
    )
    moved = sent.move(later, local("2026-03-16 12:00"))
    assert struck(moved) == [("reminder", "18 Mar 09:00")]


@given(
    due=st.integers(0, 200),
    before=st.lists(st.integers(0, 30), max_size=5),
    graces=st.lists(st.integers(1, 20), max_size=5),
    grace=st.none() | st.integers(0, 30),
)
def test_any_clock_strikes_in_order_and_ends(
    due: int, before: list[int], graces: list[int], grace: int | None
) -> None:
    opens = local("2026-03-02 10:00")
    clock = Clock.wind(
        calendar(),
        opens=opens,
        due=calendar().due_after(opens, due),
        reminders=Reminders(before=tuple(before)),
        graces=graces,
        grace=grace,
    )
    assert clock.reminders == tuple(sorted(set(clock.reminders)))
    assert clock.rungs == tuple(sorted(clock.rungs))
    assert all(moment > clock.opens for moment in (*clock.reminders, *clock.rungs))
    assert len(struck(clock)) == len(clock.reminders) + len(graces) + (grace is not None)


@pytest.mark.parametrize("grace", [None, 0, 3])
def test_a_clock_reads_back_from_json_as_it_was(grace: int | None) -> None:
    clock = wound(graces=(1, 2), grace=grace)
    assert Clock.model_validate_json(clock.model_dump_json()) == clock


def test_a_reminder_of_this_very_moment_lies_behind_when_the_date_moves() -> None:
    moved = wound().move(wound("2026-03-17 17:00"), local("2026-03-12 09:00"))
    assert struck(moved) == [("reminder", "16 Mar 09:00")]
