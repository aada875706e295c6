"""A cycle is launched once, followed through its changes, and closed at its end."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_text
from domain.cycle import commands as c
from domain.cycle import cycle, eligibility
from domain.cycle import events as e
from domain.cycle.cycle import CycleState, decide, evolve
from domain.cycle.eligibility import LeftOut, left_out
from domain.definition.cycle import CycleDefinition, Eligibility
from domain.definition.deadlines import When
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, StageId
from domain.people import EmploymentStatus
from tests.given_when_then import Decider
from tests.invented_people import person

CYCLE: Decider[CycleState, c.Command, e.Event] = Decider(CycleState(), decide, evolve)
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
SOMEBODY = PersonId(UUID(int=1))


def definition(name: str = "annual-six-stage") -> CycleDefinition:
    found = read_cycle(template_text(name)).definition
    assert found is not None
    return found


def launched(name: str = "annual-six-stage") -> e.CycleLaunched:
    return e.CycleLaunched(
        at=AT,
        organisation=OrganisationId(UUID(int=7)),
        cycle=CycleId(UUID(int=8)),
        definition=definition(name),
        people=(SOMEBODY,),
        hr_owner=None,
    )


def move(request: str = "r1", stage: str = "goal_setting") -> c.MoveStageDeadline:
    asked = c.MoveStageDeadline(stage=StageId(stage), by_rule=When(working_days=5), request=request)
    return asked.stamped(AT)


def test_a_cycle_is_launched_once() -> None:
    launch = c.LaunchCycle(launch=launched())
    CYCLE.given().when(launch).then(launched())
    CYCLE.given().when(launch, launch).then_nothing()


def test_another_definition_needs_a_key_of_its_own() -> None:
    other = c.LaunchCycle(launch=launched("half-year"))
    CYCLE.given(launched()).when(other).then_refused(cycle.OtherDefinition, "its own key")


def test_every_page_of_a_launch_is_noted_once() -> None:
    result = e.LaunchResult(person=SOMEBODY, outcome="opened", review=ReviewId(UUID(int=3)))
    page = c.NotePage(page=0, results=(result,)).stamped(AT)
    CYCLE.given(launched()).when(page).then(e.PeopleTakenIn(at=AT, page=0, results=(result,)))
    CYCLE.given(launched()).when(page, page).then_nothing()


def test_a_stage_is_extended_once_a_request() -> None:
    CYCLE.given(launched()).when(move(), move()).then_nothing()
    scenario = CYCLE.given(launched()).when(move(), move("r2"))
    assert isinstance(scenario.outcome, tuple)
    assert len(scenario.outcome) == 1


def test_a_stage_the_cycle_does_not_have_is_named() -> None:
    unknown = move(stage="goals")
    CYCLE.given(launched()).when(unknown).then_refused(
        cycle.UnknownStageOfCycle, "no stage 'goals'; it has goal_setting, mid_year"
    )


def test_nothing_is_done_to_a_cycle_that_was_never_launched() -> None:
    CYCLE.given().when(move()).then_refused(cycle.CycleNotLaunched)


def test_a_cycle_with_open_reviews_is_closed_only_when_hr_insists() -> None:
    close = c.CloseCycle(open_reviews=3).stamped(AT)
    CYCLE.given(launched()).when(close).then_refused(cycle.ReviewsStillOpen, "3 reviews")
    forced = close.model_copy(update={"is_forced": True})
    CYCLE.given(launched()).when(forced).then(e.CycleClosed(at=AT, open_reviews=3))


def test_nothing_changes_in_a_closed_cycle() -> None:
    closed = c.CloseCycle(open_reviews=0).stamped(AT)
    CYCLE.given(launched()).when(closed, closed).then_nothing()
    CYCLE.given(launched()).when(closed, move()).then_refused(cycle.CycleIsClosed)


@pytest.mark.parametrize(
    "values, rules, expected",
    [
        ({}, {}, None),
        ({"termination_date": date(2025, 12, 31)}, {}, LeftOut.HAS_LEFT),
        ({"termination_date": date(2026, 1, 5)}, {}, None),
        ({"employment_status": EmploymentStatus.INACTIVE}, {}, LeftOut.HAS_LEFT),
        ({"employment_status": EmploymentStatus.PENDING}, {}, LeftOut.NOT_STARTED),
        ({}, {"employed_since": date(2020, 1, 1)}, LeftOut.JOINED_TOO_LATE),
        ({}, {"employed_since": date(2020, 3, 1)}, None),
        ({"employment_type": "intern"}, {"employment_types": ("full_time",)},
         LeftOut.OTHER_EMPLOYMENT),
        ({}, {"departments": ("Sales",)}, LeftOut.OTHER_DEPARTMENT),
    ],
)  # fmt: skip
def test_whoever_is_left_out_is_told_why(
    values: dict[str, object], rules: dict[str, object], expected: LeftOut | None
) -> None:
    changed = definition().model_copy(update={"eligible": Eligibility.model_validate(rules)})
    assert left_out(changed, person("1", None, **values), AT.date()) is expected


def test_every_reason_for_being_left_out_has_its_words() -> None:
    assert set(eligibility.SENTENCES) == set(LeftOut)


def ordered(change: e.Change, request: str = "o1", *reviews: ReviewId) -> c.OrderChange:
    asked = c.OrderChange(change=change, reviews=reviews, request=request, by=SOMEBODY)
    return asked.stamped(AT)


def adding(request: str, *people: PersonId) -> c.AddPeople:
    return c.AddPeople(people=people, request=request, by=SOMEBODY).stamped(AT)


def test_a_change_for_many_is_recorded_once_and_never_in_a_closed_cycle() -> None:
    told = e.ChangeOrdered(at=AT, change="pause", request="o1", by=SOMEBODY)
    CYCLE.given(launched()).when(ordered("pause")).then(told)
    CYCLE.given(launched()).when(ordered("pause"), ordered("pause")).then_nothing()
    closed = c.CloseCycle(open_reviews=0).stamped(AT)
    CYCLE.given(launched()).when(closed, ordered("nudge")).then_refused(cycle.CycleIsClosed)


def test_people_who_are_added_have_a_page_of_their_own() -> None:
    newcomer = PersonId(UUID(int=2))
    taken = e.LaunchResult(person=SOMEBODY, outcome="opened")
    page = c.NotePage(page=0, results=(taken,)).stamped(AT)
    both = adding("a1", SOMEBODY, newcomer)
    told = e.PeopleAdded(at=AT, page=1, people=(newcomer,), request="a1", by=SOMEBODY)
    CYCLE.given(launched()).when(page, both).then(told)
    CYCLE.given(launched()).when(page, both, both).then_nothing()
    CYCLE.given(launched()).when(page, adding("a1", SOMEBODY)).then_refused(cycle.NobodyToAdd)


def test_nobody_joins_a_cycle_that_is_paused_as_a_whole() -> None:
    newcomer = adding("a1", PersonId(UUID(int=2)))
    paused = ordered("pause")
    CYCLE.given(launched()).when(paused, newcomer).then_refused(cycle.CycleIsPaused)
    one = ordered("pause", "o1", ReviewId(UUID(int=3)))
    told = e.PeopleAdded(at=AT, page=0, people=(PersonId(UUID(int=2)),), request="a1", by=SOMEBODY)
    CYCLE.given(launched()).when(one, newcomer).then(told)
