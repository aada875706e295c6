from hypothesis import given
from hypothesis import strategies as st

from domain.development import commands as c
from domain.development import events as e
from domain.development.decide import decide
from domain.development.evolve import fold
from domain.development.state import PlanState
from domain.errors import ReviewError
from domain.ids import PersonId
from tests.unit.development.a_plan import (
    FIRST,
    MANAGER,
    REVIEWEE,
    acknowledge,
    begin,
    edit,
    hold,
    look,
    state_after,
    told_after,
)

WEEKS = [*range(0, 127, 7)]
TALKS = (e.CheckInAnnounced, e.CheckInReminded, e.CheckInHeld)


def weekly(*commands: c.Command, until: int = 119) -> list[e.Event]:
    """Everything that the looks of every week tell, while people do these things."""
    state, told = PlanState(), list[e.Event]()
    asked = sorted([*commands, *(look(day) for day in WEEKS if day <= until)], key=lambda a: a.at)
    for command in asked:
        decided = decide(state, command)
        state = fold(decided, state)
        if isinstance(command, c.PassPlanTime):
            told += [each.event for each in decided]
    return told


def days(told: list[e.Event], kind: type[e.PlanEvent]) -> list[int]:
    return [(event.at.date() - FIRST).days for event in told if isinstance(event, kind)]


def test_a_check_in_is_announced_in_the_week_before_it_is_due() -> None:
    told = weekly(begin(), hold(30), acknowledge(30, REVIEWEE), until=56)
    assert days(told, e.CheckInAnnounced) == [28, 56]
    assert [event.due for event in told if isinstance(event, e.CheckInAnnounced)] == [
        check_in.due for check_in in state_after(begin()).check_ins[:2]
    ]


def test_both_are_reminded_of_an_overdue_talk_three_times_and_then_of_the_next() -> None:
    told = weekly(begin(), until=63)
    assert days(told, e.CheckInReminded) == [35, 35, 42, 42, 49, 49, 63, 63]
    reminded = [event for event in told if isinstance(event, e.CheckInReminded)]
    assert {event.recipient for event in reminded} == {REVIEWEE, MANAGER}
    assert {event.asks for event in reminded} == {"talk"}


def test_only_the_other_is_reminded_to_acknowledge_a_talk() -> None:
    told = weekly(begin(), hold(30, REVIEWEE), until=49)
    assert days(told, e.CheckInReminded) == [35, 42, 49]
    assert {event.recipient for event in told if isinstance(event, e.CheckInReminded)} == {MANAGER}


def test_nothing_runs_while_the_plan_waits_but_reminders_to_acknowledge_it() -> None:
    told = weekly(begin(), edit(20), until=63)
    assert {type(event) for event in told} == {e.AcknowledgementReminded, e.StandstillReported}
    assert days(told, e.AcknowledgementReminded) == [28, 35, 42]
    assert days(told, e.StandstillReported) == [49]


def test_a_check_in_that_was_moved_is_announced_anew_once_both_agree() -> None:
    before = (begin(), look(28), edit(29))
    _, announced = told_after(*before, acknowledge(39))
    assert isinstance(announced, e.CheckInAnnounced)
    assert (announced.number, (announced.due - FIRST).days) == (1, 40)
    assert told_after(*before, acknowledge(39), look(42)) == (
        *(
            e.CheckInReminded(
                at=look(42).at,
                number=1,
                due=announced.due,
                is_last=False,
                asks="talk",
                times=1,
                recipient=person,
            )
            for person in (REVIEWEE, MANAGER)
        ),
    )


def test_a_plan_closes_at_the_look_after_its_last_talk_is_acknowledged() -> None:
    told = weekly(begin(), hold(90), acknowledge(93, REVIEWEE))
    assert told[-1] == e.PlanClosed(at=look(98).at, cause="completed")


def test_a_last_talk_that_nobody_acknowledges_closes_the_plan_in_the_end() -> None:
    told = weekly(begin(), hold(90), until=126)
    assert (days(told, e.StandstillReported), days(told, e.PlanClosed)) == ([119], [126])


def test_the_manager_is_reminded_of_a_decision_and_the_plan_stays_open() -> None:
    done = (hold(42), acknowledge(42, REVIEWEE))
    told = weekly(begin("close"), *done)
    assert days(told, e.PlanClosed) == []
    missing = [event for event in told if isinstance(event, e.CheckInReminded)][-3:]
    assert [(event.asks, event.recipient) for event in missing] == [("word", MANAGER)] * 3


def test_looking_twice_on_a_day_tells_nothing_twice() -> None:
    for day in WEEKS:
        before: list[c.Command] = [begin(), *(look(each) for each in WEEKS if each <= day)]
        assert told_after(*before, look(day)) == ()


@st.composite
def happenings(draw: st.DrawFn) -> list[c.Command]:
    """Edits, acknowledgements, talks and looks in any order, as days go by."""
    found: list[c.Command] = []
    day = 0
    for number in range(draw(st.integers(1, 30))):
        day += draw(st.integers(0, 9))
        who: PersonId = draw(st.sampled_from([REVIEWEE, MANAGER]))
        rhythm = draw(st.sampled_from(["usual", "close"]))
        asked: list[c.Command] = [
            look(day),
            look(day),
            acknowledge(day, who),
            hold(day, who),
            edit(day, who, f"Aim {number}", rhythm),
        ]
        found.append(draw(st.sampled_from(asked)))
    return found


@given(happenings())
def test_no_check_in_ever_runs_while_somebody_has_not_acknowledged(asked: list[c.Command]) -> None:
    state = state_after(begin())
    for command in asked:
        try:
            told = decide(state, command)
        except ReviewError:
            continue
        for each in told:
            assert not (state.missing and isinstance(each.event, TALKS))
            assert state.is_paused == bool(state.missing)
            state = fold([each], state)


@given(happenings())
def test_numbers_and_keys_are_never_used_twice(asked: list[c.Command]) -> None:
    state, keys = state_after(begin()), list[str]()
    for command in asked:
        try:
            told = decide(state, command)
        except ReviewError:
            continue
        keys += [each.event.key() for each in told]
        state = fold(told, state)
        numbers = [each.number for each in state.check_ins]
        assert numbers == sorted(set(numbers))
    assert len(keys) == len(set(keys))
