from domain.definition.words import Act, Role, Start
from domain.review import commands as c
from domain.review import events as e
from domain.review import refusals as r
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import (
    MANAGER,
    ONE_PEER,
    OTHER_PEER,
    REVIEW,
    goal_setting,
    local,
    of_one,
    opening,
    passing,
    plan,
    play,
    step,
    submit,
)

GOALS = plan(goal_setting())
PROPOSED = (opening(GOALS), submit("propose_goals", at="2026-03-10 10:00"))
SENT_BACK = (
    *PROPOSED,
    submit("agree_goals", MANAGER, "2026-03-11 10:00", Verdict.SENT_BACK, "too vague"),
)


def test_goals_that_are_sent_back_are_proposed_again_with_a_new_deadline() -> None:
    returned = play(*SENT_BACK)
    (sent,) = returned.new(e.StepSentBack)
    (again,) = returned.new(e.StepOpened)
    assert (sent.to_step, sent.actor) == ("propose_goals", MANAGER)
    assert (again.step, again.round) == ("propose_goals", 2)
    assert again.due == local("2026-03-16 17:00")
    assert returned.open_steps == ["propose_goals"]


def test_goals_proposed_again_come_before_the_manager_again() -> None:
    again = play(*SENT_BACK, submit("propose_goals", at="2026-03-12 10:00"))
    (agree,) = again.new(e.StepOpened)
    assert (agree.step, agree.round, agree.due) == ("agree_goals", 2, local("2026-03-17 17:00"))


def test_goals_may_go_back_and_forth_many_times() -> None:
    commands: list[c.Command] = [opening(GOALS)]
    for day in range(3, 8):
        commands += [
            submit("propose_goals", at=f"2026-03-0{day} 10:00", text=f"goals {day}"),
            submit("agree_goals", MANAGER, f"2026-03-0{day} 12:00", Verdict.SENT_BACK),
        ]
    commands.append(submit("propose_goals", at="2026-03-09 10:00"))
    agreed = play(*commands, submit("agree_goals", MANAGER, "2026-03-09 11:00", Verdict.AGREED))
    assert agreed.state.is_closed
    assert [opened.round for opened in agreed.all(e.StepOpened)] == [
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
        6,
        6,
    ]
    assert len({event.key() for event in agreed.events}) == len(agreed.events)


def test_a_second_round_has_reminders_of_its_own() -> None:
    late = play(*SENT_BACK, passing("2026-03-13 09:00"))
    (reminder,) = late.new(e.AssigneeReminded)
    assert (reminder.step, reminder.round, reminder.number) == ("propose_goals", 2, 0)


def test_the_deadline_of_goals_sent_back_after_theirs_had_passed_lies_ahead() -> None:
    late = play(
        opening(GOALS),
        submit("propose_goals", at="2026-04-20 10:00"),
        submit("agree_goals", MANAGER, "2026-04-21 10:00", Verdict.SENT_BACK),
        passing("2026-04-21 10:00"),
    )
    assert late.last == ()
    assert late.due("propose_goals") == "2026-04-24 17:00"


def test_goals_are_sent_back_with_a_reason_only() -> None:
    silent = submit("agree_goals", MANAGER, "2026-03-11 10:00", Verdict.SENT_BACK, text=None)
    REVIEW.given().when(*PROPOSED, silent).then_refused(r.WordsMissing)


def test_a_step_that_returns_nowhere_cannot_be_sent_back() -> None:
    one_way = of_one(step("agree", Role.MANAGER, Act.AGREE))
    back = submit("agree", MANAGER, verdict=Verdict.SENT_BACK)
    REVIEW.given().when(opening(one_way), back).then_refused(r.VerdictNotPossible)


def test_what_lies_between_goals_and_agreement_is_done_again_too() -> None:
    through = of_one(
        step("propose_goals"),
        step("comment", Role.PEER),
        step("agree_goals", Role.MANAGER, Act.AGREE, returns_to="propose_goals"),
        step("note", Role.HR_PARTNER, starts=Start.WITH_STAGE),
    )
    returned = (
        opening(through),
        submit("propose_goals"),
        submit("comment", ONE_PEER),
        submit("comment", OTHER_PEER),
        submit("agree_goals", MANAGER, verdict=Verdict.SENT_BACK),
    )
    assert play(*returned).open_steps == ["note", "propose_goals"]
    again = play(*returned, submit("propose_goals", at="2026-03-04 10:00"))
    assert again.open_steps == ["note", "comment", "comment"]
