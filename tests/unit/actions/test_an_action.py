"""An action runs from the day it is asked for until it is done or dropped."""

from datetime import date
from typing import get_args
from uuid import UUID

import pytest

from domain.actions import commands as c
from domain.actions import events as e
from domain.actions import refusals as r
from domain.actions.action import ActionState, decide, evolve, fold
from domain.actions.due import due_at_last
from domain.ids import PersonId
from domain.working_calendar import NoWorkingDay
from tests.unit.actions.sample_action import (
    ACTION,
    FRIDAY,
    OWNER,
    dropping,
    finishing,
    handing,
    moving,
    passing,
    play,
    task,
    tasking,
)
from tests.unit.review.sample_plan import HR, MANAGER, ONE_PEER, SECOND_LINE, calendar, local
from tests.workflow.under_way import berlin

OTHER_OWNER = ONE_PEER
STRANGER = PersonId(UUID(int=99))


def told(kind: type[e.ActionEvent], *commands: c.Command) -> list[str]:
    """When that happened, in Berlin, as time passes day by day until May."""
    state, events = play(*commands)
    while (wake := state.next_wake()) is not None:
        for event in decide(state, c.PassActionTime(at=wake.at)):
            state = evolve(state, event)
            events.append(event)
    return [berlin(event.at) for event in events if isinstance(event, kind)]


def test_an_owner_is_reminded_three_working_days_and_one_before_it_is_due() -> None:
    assert told(e.ActionReminded, tasking()) == ["Tue 17 Mar 09:00", "Thu 19 Mar 09:00"]


def test_an_action_nobody_does_is_heard_of_by_the_owners_manager_and_then_by_hr() -> None:
    assert told(e.ActionRungReached, tasking()) == ["Wed 25 Mar 09:00", "Fri 27 Mar 09:00"]
    _, events = play(tasking(), passing("2026-04-01 10:00"))
    rungs = [event for event in events if isinstance(event, e.ActionRungReached)]
    assert [rung.recipient for rung in rungs] == [SECOND_LINE, HR]
    assert {rung.owner for rung in rungs} == {OWNER}


def test_an_owner_on_leave_is_reminded_before_it_and_has_until_they_are_back() -> None:
    away = calendar().model_copy(update={"leaves": ((date(2026, 3, 16), date(2026, 3, 20)),)})
    asked = tasking(task(FRIDAY, away))
    assert berlin(asked.task.due) == "Mon 23 Mar 17:00"
    assert told(e.ActionReminded, asked) == ["Wed 11 Mar 09:00", "Fri 13 Mar 09:00"]
    assert told(e.ActionRungReached, asked)[0] == "Thu 26 Mar 09:00"


def test_an_action_that_is_done_reminds_nobody_any_more() -> None:
    state, events = play(tasking(), finishing(), passing("2026-05-01 10:00"))
    assert [event.type for event in events] == ["ActionTasked", "ActionDone"]
    assert state.ended == "done"
    assert state.next_wake() is None


@pytest.mark.parametrize("actor", [OWNER, MANAGER])
def test_the_owner_and_who_asked_for_it_may_end_it(actor: PersonId) -> None:
    state, _ = play(tasking(), finishing(actor))
    assert state.ended == "done"


def test_who_looks_after_the_person_it_is_for_may_end_it_and_nobody_else() -> None:
    state, _ = play(tasking(), finishing(STRANGER, looks_after=True))
    assert state.ended == "done"
    ACTION.given().when(tasking(), finishing(STRANGER)).then_refused(r.NotYoursToEnd)


def test_an_action_is_not_dropped_without_a_reason() -> None:
    ACTION.given().when(tasking(), dropping(reason=None)).then_refused(r.DropNeedsReason)
    state, _ = play(tasking(), dropping())
    assert state.ended == "dropped"


def test_an_action_ends_once() -> None:
    ACTION.given().when(tasking(), finishing(), dropping()).then_refused(r.ActionHasEnded)


@pytest.mark.parametrize("again", [tasking(), finishing(), moving(date(2026, 3, 27))])
def test_what_is_asked_twice_happens_once(again: c.Command) -> None:
    first = () if isinstance(again, c.TaskAction) else (tasking(),)
    ACTION.given().when(*first, again, again).then_nothing()


def test_nothing_is_asked_for_by_a_day_that_has_passed() -> None:
    late = tasking(at="2026-03-20 17:00")
    ACTION.given().when(late).then_refused(r.DueInThePast)
    backwards = moving(date(2026, 3, 9))
    ACTION.given().when(tasking(), backwards).then_refused(r.DueInThePast)


def test_an_action_that_is_moved_reminds_for_its_new_day_alone() -> None:
    later = moving(date(2026, 4, 17))
    assert told(e.ActionReminded, tasking(), later) == ["Tue 14 Apr 09:00", "Thu 16 Apr 09:00"]
    ACTION.given().when(tasking(), moving(FRIDAY, reason=None)).then_refused(r.MoveNeedsReason)


def test_a_day_that_is_moved_to_and_fro_reminds_under_names_of_its_own() -> None:
    to, fro = moving(date(2026, 4, 17), "2026-03-17 10:00"), moving(FRIDAY, "2026-03-17 11:00")
    _, events = play(tasking(), passing("2026-03-17 09:00"), to, fro, passing("2026-03-19 09:00"))
    keys = [event.key() for event in events]
    assert len(set(keys)) == len(keys)
    assert sum(event.type == "ActionReminded" for event in events) == 2


def test_an_action_handed_over_lies_with_its_new_owner() -> None:
    state, _ = play(tasking(), handing(OTHER_OWNER))
    assert state.owner == OTHER_OWNER
    finished = ACTION.given().when(tasking(), handing(OTHER_OWNER), finishing(OWNER))
    finished.then_refused(r.NotYoursToEnd)
    ACTION.given().when(tasking(), handing(OWNER)).then_refused(r.OwnerHasItAlready)


def test_who_gets_an_action_after_its_day_has_some_days_for_it() -> None:
    state, _ = play(tasking(), handing(OTHER_OWNER, "2026-04-01 10:00"))
    assert berlin(state.tasked.due) == "Wed 08 Apr 17:00"


def test_what_must_begin_begins_for_somebody_who_is_away_for_more_than_a_year() -> None:
    away = calendar().model_copy(update={"leaves": ((date(2026, 3, 2), date(2027, 12, 31)),)})
    assert berlin(due_at_last(away, FRIDAY, local("2026-03-02 10:00"))) == "Fri 20 Mar 17:00"
    never = calendar().model_copy(update={"weekend": tuple(range(7))})
    with pytest.raises(NoWorkingDay):
        due_at_last(never, FRIDAY, local("2026-03-02 10:00"))


def test_the_events_alone_tell_where_an_action_stands() -> None:
    state, events = play(
        tasking(),
        passing("2026-03-17 09:00"),
        handing(OTHER_OWNER, "2026-03-18 10:00"),
        moving(date(2026, 4, 10), "2026-03-19 10:00"),
        finishing(MANAGER, "2026-04-01 10:00"),
    )
    assert fold(events) == state
    assert ActionState.model_validate_json(state.model_dump_json()) == state


def test_every_event_of_an_action_has_a_name_of_its_own() -> None:
    kinds = get_args(get_args(e.Event)[0])
    assert len({kind.model_fields["type"].default for kind in kinds}) == len(kinds)
