import pytest

from domain.development import commands as c
from domain.development import events as e
from domain.development import refusals as r
from domain.development.decide import decide
from domain.development.evolve import evolve
from domain.development.state import PlanState, Told
from domain.development.words import CheckInWords, Decision, Terms
from domain.errors import ReviewError
from tests.unit.development.a_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    REVIEWEE,
    RULES,
    STRANGER,
    acknowledge,
    begin,
    days_due,
    edit,
    hold,
    look,
    on,
    plan_words,
    state_after,
    told_after,
)


def decision(day: int, what: Decision, by: object = MANAGER) -> c.DecideOnPlan:
    return c.DecideOnPlan.model_validate(
        {
            "at": on(day),
            "by": by,
            "request": f"decide {day}",
            "decision": what,
            "reason": "Seen in the talks",
            "rules": RULES,
        }
    )


ALL_THREE = (hold(14), acknowledge(14, REVIEWEE), hold(28), acknowledge(28, REVIEWEE), hold(42))


def refused(*commands: c.Command) -> ReviewError:
    *before, last = commands
    state = state_after(*before)
    with pytest.raises(ReviewError) as refusal:
        decide(state, last)
    return refusal.value


def test_a_plan_that_was_agreed_in_the_review_runs_at_once() -> None:
    state = state_after(begin())
    assert days_due(state) == [30, 60, 90]
    assert not state.is_paused
    assert decide(state, begin()) == ()


def test_the_open_part_says_neither_the_rhythm_nor_whether_it_ends_with_a_decision() -> None:
    usual, close = (decide(PlanState(), begin(rhythm))[0] for rhythm in ("usual", "close"))
    assert usual.event == close.event
    assert Terms.model_validate(usual.words) != Terms.model_validate(close.words)


def test_an_edit_pauses_the_plan_until_the_other_acknowledges() -> None:
    paused = state_after(begin(), edit(10))
    assert paused.is_paused
    assert paused.plan.aims[0].what == "Ask more"
    assert isinstance(refused(begin(), edit(10), hold(25)), r.PlanWaits)
    assert told_after(begin(), edit(10), acknowledge(11, REVIEWEE)) == ()
    assert not state_after(begin(), edit(10), acknowledge(11)).is_paused


def test_check_ins_move_by_the_days_for_which_the_plan_was_paused() -> None:
    assert days_due(state_after(begin(), edit(10), acknowledge(15))) == [35, 65, 95]
    twice = state_after(begin(), edit(10), edit(12, MANAGER, "Both"), acknowledge(15, REVIEWEE))
    assert days_due(twice) == [35, 65, 95]


def test_a_check_in_that_was_overdue_before_the_pause_does_not_move() -> None:
    assert days_due(state_after(begin(), edit(40), acknowledge(45))) == [30, 65, 95]


def test_a_tighter_rhythm_counts_its_days_from_the_edit() -> None:
    closer = edit(10, MANAGER, rhythm="close")
    assert days_due(state_after(begin(), closer)) == [24, 38, 52]
    state = state_after(begin(), edit(5), closer, acknowledge(13, REVIEWEE))
    assert days_due(state) == [27, 41, 55]
    assert state.agreed.decides


def test_the_same_request_is_taken_once_and_the_same_plan_is_no_change() -> None:
    assert told_after(begin(), edit(10), edit(10)) == ()
    assert told_after(begin(), hold(30), hold(30)) == ()
    same = c.EditPlan(at=on(5), by=REVIEWEE, request="same", plan=plan_words(), rules=RULES)
    assert isinstance(refused(begin(), same), r.NothingChanged)


def test_a_check_in_is_noted_by_one_and_acknowledged_by_the_other() -> None:
    assert told_after(begin(), hold(29, REVIEWEE), acknowledge(30, REVIEWEE)) == ()
    [read] = told_after(begin(), hold(29, REVIEWEE), acknowledge(30))
    assert read == e.CheckInAcknowledged(at=on(30), number=1, by=MANAGER)
    assert isinstance(refused(begin(), hold(29), hold(30)), r.NoCheckInDue)


def test_a_check_in_is_noted_a_week_before_it_is_due_at_the_earliest() -> None:
    assert str(refused(begin(), hold(22))) == (
        "The next check-in is due on 2027-02-10; it can be noted from 2027-02-03 on."
    )
    assert told_after(begin(), hold(23))


def test_who_missed_a_talk_notes_the_next_one() -> None:
    [held] = told_after(begin(), hold(55))
    assert isinstance(held, e.CheckInHeld)
    assert held.number == 2


def test_a_check_in_speaks_of_aims_the_plan_has() -> None:
    words = CheckInWords.model_validate({"notes": "", "aims": {"7": "reached"}})
    strange = hold(30).model_copy(update={"words": words})
    assert str(refused(begin(), strange)) == "The plan has no aim '7'; it has 1."


@pytest.mark.parametrize("person", [STRANGER, HR])
def test_nobody_but_the_two_acts_on_a_plan(person: object) -> None:
    for command in (edit(10), acknowledge(10), hold(30), c.ClosePlan(at=on(9), by=MANAGER)):
        asked = command.model_copy(update={"by": person})
        assert isinstance(refused(begin(), asked), r.NotYourPlan)


def test_both_together_close_a_plan_in_the_usual_rhythm() -> None:
    mine, theirs = (c.ClosePlan(at=on(50), by=by) for by in (REVIEWEE, MANAGER))
    assert told_after(begin(), mine, mine) == ()
    [closed] = told_after(begin(), mine, theirs)
    assert closed == e.PlanClosed(at=on(50), cause="completed", by=MANAGER)
    [asked] = told_after(begin(), mine, edit(51), theirs)
    assert isinstance(asked, e.PlanClosingAsked)
    assert isinstance(refused(begin(), mine, theirs, edit(51)), r.PlanIsClosed)


def test_where_the_rhythm_decides_the_manager_does_after_the_last_check_in() -> None:
    asked = decision(43, Decision.REACHED)
    assert isinstance(refused(begin("close"), asked), r.DecisionTooEarly)
    assert isinstance(refused(begin(), asked), r.NotForDecision)
    by_reviewee = decision(43, Decision.REACHED, REVIEWEE)
    refusal = refused(begin("close"), *ALL_THREE, by_reviewee)
    assert isinstance(refusal, r.DecisionIsTheManagers)
    together = c.ClosePlan(at=on(43), by=MANAGER)
    assert isinstance(refused(begin("close"), *ALL_THREE, together), r.EndsWithDecision)
    [closed] = told_after(begin("close"), *ALL_THREE, asked)
    assert closed == e.PlanClosed(at=on(43), cause="completed", by=MANAGER)


def test_further_support_is_another_round_that_the_reviewee_has_to_acknowledge() -> None:
    asked = decision(43, Decision.FURTHER_SUPPORT)
    state = state_after(begin("close"), *ALL_THREE, asked)
    assert state.is_paused
    assert state.agreed.decides
    assert state.agreed.reason == "Seen in the talks"
    state = state_after(begin("close"), *ALL_THREE, asked, acknowledge(44, REVIEWEE))
    assert days_due(state) == [58, 72, 86]
    assert [each.number for each in state.check_ins] == [1, 2, 3, 4, 5, 6]


def test_a_plan_that_goes_on_does_so_in_the_usual_rhythm() -> None:
    state = state_after(begin("close"), *ALL_THREE, decision(43, Decision.GOES_ON))
    assert (state.plan.rhythm, state.plan.goals) == ("usual", ())
    assert days_due(state) == [73, 103, 133]
    assert not state.agreed.decides


def test_a_decision_looks_from_outside_like_an_edit_or_a_closing() -> None:
    edited = told_after(begin(), edit(43, MANAGER))
    decided = told_after(begin("close"), *ALL_THREE, decision(43, Decision.GOES_ON))
    assert [event.type for event in edited] == [event.type for event in decided]


def test_a_new_manager_stands_where_the_former_one_stood() -> None:
    over = c.HandOverPlan(at=on(20), to=NEWCOMER)
    state = state_after(begin(), edit(10), over, acknowledge(21, NEWCOMER))
    assert not state.is_paused
    assert isinstance(refused(begin(), over, hold(30)), r.NotYourPlan)
    assert told_after(begin(), over, over) == ()


def test_without_a_manager_the_reviewee_is_enough() -> None:
    alone = begin(manager=None)
    assert not state_after(alone, edit(10)).is_paused
    gone = c.HandOverPlan(at=on(12), to=None)
    assert not state_after(begin(), edit(10), gone).is_paused


def test_a_plan_ends_with_the_next_cycle_or_with_whoever_leaves() -> None:
    left = c.EndPlan(at=on(20), cause="left")
    assert told_after(begin(), left) == (e.PlanClosed(at=on(20), cause="left"),)
    assert told_after(begin(), left, c.EndPlan(at=on(21), cause="next_cycle")) == ()
    assert told_after(left) == ()
    assert told_after(begin(), left, look(30)) == ()


def test_a_plan_whose_words_were_erased_is_over() -> None:
    [begun] = decide(PlanState(), begin())
    erased = evolve(PlanState(), Told(begun.event))
    assert erased.is_over
    assert decide(erased, look(30)) == (Told(e.PlanClosed(at=on(30), cause="left")),)
    with pytest.raises(r.WordsWereErased):
        decide(erased, edit(30))
