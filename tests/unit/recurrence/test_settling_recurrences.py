"""What HR can have done to recurring cycles, and what is to become of a day that has come."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from domain.cycle.cycle import CycleState
from domain.cycle.events import CycleLaunched
from domain.errors import ReviewError
from domain.ids import CycleId
from domain.recurrence import deciding, refusals
from domain.recurrence import events as e
from domain.recurrence.deciding import Said, Verdict, settle, verdict
from domain.recurrence.names import recurrence_id
from domain.recurrence.occurrences import Occurrence
from domain.recurrence.recurrences import Recurrence, Recurrences, fold
from domain.recurrence.rhythm import AfterHire, Every
from domain.recurrence.terms import Overlap, Terms
from tests.invented_people import person
from tests.unit.recurrence.recurring_terms import (
    ID,
    ORGANISATION,
    OWNER,
    by_calendar,
    process,
    terms,
)

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAID = Said(at=AT, by=OWNER.id)
RHYTHM = by_calendar(Every.YEAR, "2027-01-11")
YEARLY = terms(RHYTHM)
BEGINS = datetime(2027, 1, 11, 7, tzinfo=UTC)
DAY = Occurrence("2027-01-11", date(2027, 1, 11), date(2027, 1, 11), BEGINS)
CYCLE = CycleId(uuid4())
RUNS = CycleState(
    launch=CycleLaunched(
        at=AT,
        organisation=ORGANISATION,
        cycle=CYCLE,
        definition=process(),
        people=(),
        hr_owner=None,
    )
)


def settled(own: Terms = YEARLY) -> Recurrences:
    return fold(settle(Recurrences(), ID, own, SAID))


def then(known: Recurrences, *events: e.Event) -> Recurrences:
    return fold(events, known)


def refused(known: Recurrences, own: Terms) -> ReviewError:
    with pytest.raises(ReviewError) as refusal:
        settle(known, recurrence_id(ORGANISATION, own.key), own, SAID)
    return refusal.value


def test_the_same_terms_set_again_change_nothing_and_others_hold_from_now_on() -> None:
    known = settled()
    assert settle(known, ID, YEARLY, SAID) == ()
    later = Said(at=AT + timedelta(days=3), by=OWNER.id)
    other = YEARLY.model_copy(update={"late_days": 3})
    [event] = settle(known, ID, other, later)
    assert then(known, event).by_id[ID].since == later.at


def test_what_waited_when_the_terms_change_is_left_out_in_the_same_breath() -> None:
    skipped, changed = settle(
        settled(), ID, YEARLY.model_copy(update={"late_days": 3}), SAID, [DAY]
    )
    assert isinstance(skipped, e.OccurrenceSkipped)
    assert (skipped.reason, skipped.number, changed.number) == ("changed", 2, 3)


def test_a_first_day_that_has_passed_is_refused_but_not_for_one_that_came_by_it() -> None:
    past = terms(by_calendar(Every.YEAR, "2026-11-22"))
    assert isinstance(refused(Recurrences(), past), refusals.StartsInThePast)
    known = fold(settle(Recurrences(), ID, past, Said(at=AT - timedelta(days=30))))
    assert settle(known, ID, past.model_copy(update={"late_days": 3}), SAID)


def test_two_that_do_the_same_or_name_their_cycles_alike_are_refused() -> None:
    twin = terms(RHYTHM, key="twin", title="Another {year}")
    assert "'annual' does the same already" in f"{refused(settled(), twin)}"
    same_names = terms(
        by_calendar(Every.YEAR, "2027-06-01"), key="other", cycle_key=YEARLY.cycle_key
    )
    assert "calls its cycles annual-{year}, too" in f"{refused(settled(), same_names)}"
    ended = then(settled(), *deciding.end(settled(), "annual", SAID))
    assert settle(ended, recurrence_id(ORGANISATION, "twin"), twin, SAID)


def test_pausing_resuming_and_ending_follow_each_other_or_are_refused() -> None:
    known = settled()
    with pytest.raises(refusals.RecurrenceRuns):
        deciding.resume(known, "annual", SAID)
    paused = then(known, *deciding.pause(known, "annual", SAID))
    with pytest.raises(refusals.RecurrencePausedAlready):
        deciding.pause(paused, "annual", SAID)
    ended = then(paused, *deciding.end(paused, "annual", SAID))
    for deed in (deciding.pause, deciding.resume, deciding.end):
        with pytest.raises(refusals.RecurrenceHasEnded):
            deed(ended, "annual", SAID)
    with pytest.raises(refusals.NoSuchRecurrence, match="there are: annual"):
        deciding.pause(known, "unheard", SAID)
    again = then(ended, *settle(ended, ID, YEARLY, SAID))
    assert again.by_id[ID].state == "running"


def test_a_day_is_left_out_once_and_not_after_it_was_launched() -> None:
    known = settled()
    out = then(known, *deciding.leave_out(known, "annual", DAY, SAID))
    with pytest.raises(refusals.OccurrenceIsSettled):
        deciding.leave_out(out, "annual", DAY, SAID)
    done = then(out, *deciding.launched(out, out.by_id[ID], DAY, CYCLE, SAID))
    assert done.by_id[ID].last_cycle == CYCLE
    assert deciding.launched(done, done.by_id[ID], DAY, CYCLE, SAID) == ()


def test_after_hire_a_day_is_settled_person_by_person() -> None:
    one, two = person("1").id, person("2").id
    known = settled(terms(AfterHire(months=6)))
    both = DAY._replace(people=(one, two))
    done = then(
        known, *deciding.launched(known, known.by_id[ID], DAY._replace(people=(one,)), CYCLE, SAID)
    )
    assert done.by_id[ID].left_of(both) == DAY._replace(people=(two,))
    all_done = then(done, *deciding.launched(done, done.by_id[ID], both, CYCLE, SAID))
    assert all_done.by_id[ID].left_of(both) is None


def judged(
    known: Recurrence, days: int = 0, *, is_last: bool = True, before: CycleState | None = None
) -> Verdict:
    return verdict(known, DAY, BEGINS + timedelta(days=days), is_last=is_last, before=before)


@pytest.mark.parametrize(
    "overlap, days, runs, expected",
    [
        (Overlap.BESIDE, 0, True, "launch"),
        (Overlap.BESIDE, 7, False, "launch"),
        (Overlap.BESIDE, 8, False, "missed"),
        (Overlap.SKIP, 0, True, "previous_runs"),
        (Overlap.SKIP, 0, False, "launch"),
        (Overlap.SKIP, 8, True, "missed"),
        (Overlap.WAIT, 0, True, "wait"),
        (Overlap.WAIT, 90, True, "wait"),
        (Overlap.WAIT, 0, False, "launch"),
    ],
)
def test_a_day_that_has_come_is_launched_waits_or_is_skipped_as_it_was_settled(
    overlap: Overlap,
    days: int,
    runs: bool,  # noqa: FBT001 - a row of the table
    expected: Verdict,
) -> None:
    known = settled(terms(RHYTHM, overlap=overlap)).by_id[ID]
    assert judged(known, days, before=RUNS if runs else None) == expected


def test_what_waited_for_the_one_before_begins_however_late_but_not_beside_the_next() -> None:
    known = settled(terms(RHYTHM, overlap=Overlap.WAIT))
    hold = deciding.hold(known, known.by_id[ID], DAY, "previous_runs", SAID)
    held = then(known, *hold)
    assert deciding.hold(held, held.by_id[ID], DAY, "previous_runs", SAID) == ()
    closed = RUNS.model_copy(update={"is_closed": True})
    assert judged(held.by_id[ID], 200, before=closed) == "launch"
    assert judged(held.by_id[ID], 366, is_last=False, before=closed) == "overtaken"
    assert judged(known.by_id[ID], 366, is_last=False) == "missed"


def test_a_day_that_may_not_be_late_is_launched_until_midnight_where_it_is() -> None:
    known = settled(terms(RHYTHM, late_days=0)).by_id[ID]
    evening = datetime(2027, 1, 11, 22, 59, tzinfo=UTC)
    assert verdict(known, DAY, evening, is_last=True, before=None) == "launch"
    midnight = evening + timedelta(minutes=1)
    assert verdict(known, DAY, midnight, is_last=True, before=None) == "missed"


def test_every_reason_can_be_told() -> None:
    reasons: Sequence[str] = [*e.SENTENCES]
    assert set(reasons) >= {"previous_runs", "missed", "overtaken", "by_hr", "left_out"}
