"""A year of the annual template, launched for a company, with its clock moved from day to day."""

from pathlib import Path

from domain.review import events as e
from tests.workflow.company import HEAD, HR, Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.under_way import UnderWay, berlin
from tests.workflow.year import (
    LATE_AFTER_THE_PANEL,
    LATE_BEFORE_THE_PANEL,
    MANAGER,
    PROMPT_AFTER_THE_PANEL,
    PROMPT_BEFORE_THE_PANEL,
    REVIEWEE,
    play,
    settle,
)

RUNGS = {
    "propose_goals": ["Tue 27 Jan 08:00", "Fri 30 Jan 08:00", "Wed 04 Feb 08:00"],
    "agree_goals": ["Tue 17 Feb 08:00", "Fri 20 Feb 08:00", "Wed 25 Feb 08:00"],
    "mid_year_notes": ["Fri 19 Jun 08:00", "Wed 24 Jun 08:00"],
    "mid_year_talk": ["Thu 09 Jul 08:00", "Tue 14 Jul 08:00", "Fri 17 Jul 08:00"],
    "self_assessment": ["Tue 20 Oct 08:00", "Fri 23 Oct 08:00", "Wed 28 Oct 08:00"],
    "rate": ["Tue 10 Nov 08:00", "Fri 13 Nov 08:00", "Wed 18 Nov 08:00"],
    "share": ["Tue 01 Dec 08:00", "Fri 04 Dec 08:00", "Wed 09 Dec 08:00"],
    "sign": ["Fri 18 Dec 08:00", "Wed 23 Dec 08:00", "Mon 28 Dec 08:00"],
}
REMINDERS = {
    "propose_goals": ["Mon 19 Jan 08:00", "Fri 23 Jan 08:00", "Wed 28 Jan 08:00"],
    "mid_year_notes": ["Thu 11 Jun 08:00", "Wed 17 Jun 08:00", "Mon 22 Jun 08:00"],
    "sign": ["Mon 14 Dec 08:00", "Wed 16 Dec 08:00", "Mon 21 Dec 08:00"],
}


async def late_year(office: Engine, folder: Path) -> tuple[Launched, UnderWay]:
    """A review in which everybody is late with everything."""
    launched = await (await hire(office, folder, 12)).launch()
    review = await launched.review_of(REVIEWEE)
    await play(review, launched, LATE_BEFORE_THE_PANEL)
    await review.until("2026-11-23 10:00")
    await settle(review)
    await play(review, launched, LATE_AFTER_THE_PANEL)
    return launched, review


async def test_who_is_late_at_every_step_is_reminded_and_the_ladder_is_climbed_on_its_days(
    office: Engine, tmp_path: Path
) -> None:
    launched, review = await late_year(office, tmp_path)
    last = (await review.facts())[-1]
    assert isinstance(last, e.ReviewCompleted)
    rungs, reminders = await review.all(e.RungReached), await review.all(e.AssigneeReminded)
    for step, days in RUNGS.items():
        assert [berlin(rung.at) for rung in rungs if rung.step == step] == days, step
    for step, days in REMINDERS.items():
        assert [berlin(each.at) for each in reminders if each.step == step] == days, step
    person = launched.company
    by_goals = [rung.recipient for rung in rungs if rung.step == "agree_goals"]
    assert by_goals == [person[MANAGER], person[HEAD], person[HR]]


async def test_nobody_hears_twice_of_the_same_and_missing_peers_stop_nothing(
    office: Engine, tmp_path: Path
) -> None:
    _, review = await late_year(office, tmp_path)
    rungs = [(rung.recipient, rung.instance) for rung in await review.all(e.RungReached)]
    reminders = [
        (reminder.recipient, reminder.instance, reminder.due, reminder.number)
        for reminder in await review.all(e.AssigneeReminded)
    ]
    said = [*rungs, *reminders]
    assert len(said) == len(set(said))
    assert [berlin(each.at) for each in await review.all(e.StepExpired)] == ["Mon 26 Oct 18:00"] * 2


async def test_a_year_in_which_everybody_is_in_time_disturbs_nobody(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 12)).launch()
    review = await launched.review_of(REVIEWEE)
    await play(review, launched, PROMPT_BEFORE_THE_PANEL)
    await review.until("2026-11-16 10:00")
    await settle(review)
    await play(review, launched, PROMPT_AFTER_THE_PANEL)
    facts = await review.facts()
    assert isinstance(facts[-1], e.ReviewCompleted)
    assert not [f for f in facts if isinstance(f, e.AssigneeReminded | e.RungReached)]
