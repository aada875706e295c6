"""Which objectives stand follows from what was proposed, agreed, sent back and changed."""

from datetime import UTC, datetime

from pydantic import JsonValue

from domain.ids import StepId
from domain.progress.changes import Change, read_changes
from domain.progress.standing import Said, Standing, standing_goals
from domain.review.verdict import Verdict
from tests.unit.mid_year_cycle import MID_YEAR, definition
from tests.unit.progress_facts import FASTER, GOALS, ROLLOUT, TRUST, with_weight, written

HEAVIER = with_weight(FASTER, "70")
REASON = "The merger moved the desk."


def on(day: int) -> datetime:
    return datetime(2026, 6, day, 12, tzinfo=UTC)


def proposed(day: int = 1) -> Said:
    goals: list[JsonValue] = [written(goal) for goal in GOALS]
    return Said(StepId("propose"), Verdict.SUBMITTED, on(day), {"goals": goals})


def agreed(step: str, day: int) -> Said:
    return Said(StepId(step), Verdict.AGREED, on(day))


def sent_back(step: str, day: int) -> Said:
    return Said(StepId(step), Verdict.SENT_BACK, on(day), {"reason": "Please think again."})


def changed(day: int) -> Said:
    answer: list[JsonValue] = [
        {"goal": "trust", "change": "dropped", "reason": "The team is dissolved."},
        {"goal": "faster", "change": "changed", "reason": REASON, "becomes": written(HEAVIER)},
    ]
    kept = read_changes(answer, GOALS, definition().goals)
    return Said(StepId("talk"), Verdict.SUBMITTED, on(day), {"changes": kept})


def standing(*said: Said, text: str = MID_YEAR) -> Standing:
    return standing_goals(definition(text), said)


def test_nothing_stands_before_anybody_said_anything() -> None:
    assert standing() == Standing()
    assert standing(agreed("agree", 2)) == Standing()


def test_what_is_proposed_waits_for_agreement() -> None:
    told = standing(proposed())
    assert (told.goals, told.proposed) == ((), GOALS)
    assert told.in_force == GOALS


def test_what_is_agreed_stands() -> None:
    told = standing(proposed(), agreed("agree", 2))
    assert tuple(each.goal for each in told.goals) == told.in_force == GOALS
    assert (told.proposed, told.dropped) == ((), ())
    assert all(not each.earlier and each.added_at is None for each in told.goals)


def test_what_is_sent_back_is_withdrawn_until_it_comes_again() -> None:
    assert standing(proposed(), sent_back("agree", 2)) == Standing()
    again = standing(proposed(), sent_back("agree", 2), proposed(3), agreed("agree", 4))
    assert again.in_force == GOALS


def test_where_nobody_has_to_agree_a_proposal_stands_at_once() -> None:
    alone = MID_YEAR.replace(
        """      - {id: agree, title: Agree, role: manager, act: agree, returns_to: propose,
         due: {working_days: 9}, at_expiry: wait}
""",
        "",
    )
    assert [each.goal for each in standing(proposed(), text=alone).goals] == list(GOALS)


def test_changes_wait_until_the_other_side_confirms_them() -> None:
    told = standing(proposed(), agreed("agree", 2), changed(8))
    assert told.in_force == GOALS
    assert [change.goal for change in told.changes] == ["trust", "faster"]


def test_changes_that_were_confirmed_keep_the_old_side_with_the_reason() -> None:
    told = standing(proposed(), agreed("agree", 2), changed(8), agreed("confirm", 9))
    assert told.in_force == (HEAVIER, ROLLOUT)
    ((faster, rollout), (trust,)) = told.goals, told.dropped
    (before,) = faster.earlier
    assert (before.goal, before.until, before.reason) == (FASTER, on(9), REASON)
    assert rollout.earlier == ()
    assert (trust.goal, trust.reason) == (TRUST, "The team is dissolved.")
    assert told.changes == ()


def test_changes_that_were_sent_back_change_nothing() -> None:
    told = standing(proposed(), agreed("agree", 2), changed(8), sent_back("confirm", 9))
    assert told == standing(proposed(), agreed("agree", 2))


def test_an_objective_that_is_added_says_since_when_and_why() -> None:
    new = with_weight(FASTER, "20").model_copy(update={"id": "guide", "title": "Write a guide"})
    answer: list[JsonValue] = [
        {"goal": "guide", "change": "added", "reason": REASON, "becomes": written(new)},
        {"goal": "trust", "change": "dropped", "reason": REASON},
    ]
    kept = read_changes(answer, GOALS, definition().goals)
    words: dict[str, JsonValue] = {"changes": kept}
    talk = Said(StepId("talk"), Verdict.SUBMITTED, on(8), words)
    told = standing(proposed(), agreed("agree", 2), talk, agreed("confirm", 9))
    added = told.goals[-1]
    assert (added.goal, added.added_at, added.added_because) == (new, on(9), REASON)
    assert Change.ADDED not in {change.change for change in told.changes}


def test_steps_the_definition_does_not_know_are_passed_over() -> None:
    stray = Said(StepId("gone"), Verdict.SUBMITTED, on(3), {"goals": []})
    assert standing(proposed(), stray) == standing(proposed())


def test_changes_to_goals_that_nobody_ever_agreed_keep_those_goals() -> None:
    told = standing(proposed(), changed(8), agreed("confirm", 9))
    assert told.in_force == (HEAVIER, ROLLOUT)
    assert [each.goal for each in told.dropped] == [TRUST]
    assert told.proposed == ()


def test_changes_of_a_step_between_the_returned_one_and_the_sender_change_nothing() -> None:
    confirmed = "role: reviewee, act: agree, returns_to: talk"
    text = MID_YEAR.replace(confirmed, "role: manager, act: agree, returns_to: notes")
    once = standing(proposed(), agreed("agree", 2), changed(8), text=text)
    assert once.in_force == (HEAVIER, ROLLOUT)
    told = standing(proposed(), agreed("agree", 2), changed(8), sent_back("confirm", 9), text=text)
    assert told == standing(proposed(), agreed("agree", 2), text=text)


def test_the_last_word_on_a_goal_both_sides_changed_is_that_of_whoever_agrees() -> None:
    text = MID_YEAR.replace(
        "act: agree, returns_to: talk", "act: agree, form: talk, returns_to: talk"
    )
    new = with_weight(TRUST, "20").model_copy(update={"id": "guide", "title": "Write a guide"})

    def adding(title: str) -> dict[str, JsonValue]:
        becomes = written(new.model_copy(update={"title": title}))
        answer: list[JsonValue] = [
            {"goal": "guide", "change": "added", "reason": REASON, "becomes": becomes},
            {"goal": "trust", "change": "dropped", "reason": REASON},
        ]
        return {"changes": read_changes(answer, GOALS, definition().goals)}

    talk = Said(StepId("talk"), Verdict.SUBMITTED, on(8), adding("Write a guide"))
    confirm = Said(StepId("confirm"), Verdict.AGREED, on(9), adding("Write two guides"))
    told = standing(proposed(), agreed("agree", 2), talk, confirm, text=text)
    assert [goal.title for goal in told.in_force[2:]] == ["Write two guides"]
    assert [each.goal for each in told.dropped] == [TRUST]
