"""A definition and an organisation become the plan of one person's review."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_text
from domain.calibration.groups import groups
from domain.definition.deadlines import Ladder, Rung
from domain.definition.rating import Calibration
from domain.definition.words import Act, GroupBy, Role, RungTarget
from domain.ids import CycleId, OrganisationId, PersonId, StepId
from domain.people import EmploymentStatus, Leave, Organisation, Person, person_id
from domain.review.commands import OpenReview
from domain.review.decide import decide
from domain.review.plan import ReviewPlan, RungSeat
from domain.review.planning import Setting, climb, is_quiet, place_of, plan_review, seat_at
from domain.review.state import ReviewState
from domain.working_calendar import WorkingCalendar
from tests.invented_people import NAMING_KEY, person

AT = datetime(2026, 1, 12, 8, tzinfo=UTC)
PLACE = WorkingCalendar(zone="Europe/Berlin", opens=time(8), closes=time(18))


def ident(number: str) -> PersonId:
    return person_id(NAMING_KEY, number)


def team(**changes: Mapping[str, object]) -> Organisation:
    """The head 1, the lead 2, her reports 3, 4 and 5, and 9 in HR who reports to the head."""
    lines = {"p1": ("1", None), "p2": ("2", "1"), "p3": ("3", "2"), "p4": ("4", "2"),
             "p5": ("5", "2"), "p9": ("9", "1")}  # fmt: skip
    people = []
    for key, (number, manager) in lines.items():
        values = {"hr_partner": ident("9") if number != "9" else None, **changes.get(key, {})}
        people.append(person(number, manager, **values))
    return Organisation(people)


def setting(people: Organisation, hr_owner: str | None = "1") -> Setting:
    definition = read_cycle(template_text("annual-six-stage")).definition
    assert definition is not None
    return Setting(
        organisation_id=OrganisationId(UUID(int=7)),
        cycle=CycleId(UUID(int=8)),
        definition=definition,
        people=people,
        calendars={place_of(one): PLACE for one in people.values()},
        on=AT.date(),
        hr_owner=ident(hr_owner) if hr_owner else None,
    )


def planned(people: Organisation, number: str) -> ReviewPlan:
    plan = plan_review(setting(people), people[ident(number)])
    assert plan is not None
    return plan


def who(plan: ReviewPlan, step: str) -> list[PersonId | None]:
    found = plan.step(StepId(step))
    assert found is not None
    return [seat.person if seat else None for seat in found.seats]


def test_every_role_is_filled_from_the_reporting_line() -> None:
    plan = planned(team(), "3")
    assert who(plan, "propose_goals") == [ident("3")]
    assert who(plan, "rate") == [ident("2")]
    assert who(plan, "resolve") == [ident("1")]
    assert who(plan, "witness") == [ident("9")]


def test_peers_are_nobody_yet_when_people_name_them() -> None:
    assert who(planned(team(), "3"), "peer_feedback") == []


def test_peers_are_colleagues_with_the_same_manager_when_nobody_names_them() -> None:
    launch = setting(team())
    stages = tuple(
        stage.model_copy(
            update={"steps": tuple(s for s in stage.steps if s.act is not Act.NOMINATE)}
        )
        for stage in launch.definition.stages
    )
    definition = launch.definition.model_copy(update={"stages": stages})
    plan = plan_review(replace(launch, definition=definition), launch.people[ident("3")])
    assert plan is not None
    assert set(who(plan, "peer_feedback")) == {ident("4"), ident("5")}


def test_of_colleagues_who_write_anonymously_nobody_but_hr_hears_that_they_are_late() -> None:
    launch = setting(team())
    feedback = launch.definition.step(StepId("peer_feedback"))
    late = feedback.model_copy(update={"ladder": "standard"})
    reviewee, peer = launch.people[ident("3")], launch.people[ident("4")]
    heard = [rung.to for rung in seat_at(launch, reviewee, peer, late).rungs]
    assert heard == [ident("4"), ident("9")]
    rate = launch.definition.step(StepId("rate"))
    assert ident("2") in {rung.to for rung in seat_at(launch, reviewee, peer, rate).rungs}
    assert is_quiet(launch.definition, Role.PEER)
    assert not is_quiet(launch.definition, Role.MANAGER)


def test_in_hr_nobody_who_leads_the_reviewee_hears_which_colleague_is_late() -> None:
    launch = setting(team(p3={"hr_partner": ident("2")}, p4={"hr_partner": ident("2")}))
    late = launch.definition.step(StepId("peer_feedback")).model_copy(update={"ladder": "standard"})
    reviewee, peer = launch.people[ident("3")], launch.people[ident("4")]
    for owner, heard in ((ident("9"), [ident("4"), ident("9")]), (ident("1"), [ident("4")])):
        owned = replace(launch, hr_owner=owner)
        assert [rung.to for rung in seat_at(owned, reviewee, peer, late).rungs] == heard


def test_the_ladder_leads_from_the_assignee_over_the_manager_to_hr() -> None:
    step = planned(team(), "3").step(StepId("propose_goals"))
    assert step is not None
    assert step.seats[0] is not None
    assert step.seats[0].rungs == (
        RungSeat(to=ident("3"), after=1),
        RungSeat(to=ident("2"), after=3),
        RungSeat(to=ident("9"), after=3),
    )


def test_nobody_is_told_twice_in_a_row_when_two_rungs_lead_to_the_same_person() -> None:
    step = planned(team(), "1").step(StepId("propose_goals"))
    assert step is not None
    assert step.seats[0] is not None
    assert [rung.to for rung in step.seats[0].rungs] == [ident("1"), ident("9")]


def test_the_reviewee_never_hears_that_the_manager_is_late() -> None:
    # In this loop the reviewee stands above the own manager.
    people = [
        one.model_copy(update={"manager": ident("2")}) if one.id == ident("1") else one
        for one in team().values()
    ]
    loop = Organisation(people)
    plan = planned(loop, "1")
    rated = plan.step(StepId("rate"))
    assert rated is not None
    assert rated.seats[0] is not None
    assert ident("1") not in {rung.to for rung in rated.seats[0].rungs}


def test_a_step_without_a_manager_is_blocked_and_owned_by_hr() -> None:
    plan = planned(team(), "1")
    assert who(plan, "agree_goals") == [None]
    assert plan.blocked.person == ident("9")


def test_somebody_who_has_left_is_given_no_step() -> None:
    gone = team(p2={"employment_status": EmploymentStatus.INACTIVE})
    assert who(planned(gone, "3"), "rate") == [None]


def test_the_last_day_of_somebody_ends_when_it_ends_where_they_are() -> None:
    leaver = person("7", None, termination_date=date(2026, 3, 31), time_zone="America/Lima")
    assert leaver.works_here(datetime(2026, 4, 1, 4, 59, tzinfo=UTC))
    assert not leaver.works_here(datetime(2026, 4, 1, 5, 0, tzinfo=UTC))


def test_nobody_is_their_own_hr_partner() -> None:
    plan = planned(team(p9={"hr_partner": ident("9")}), "9")
    assert plan.blocked.person == ident("1")


def test_without_anybody_in_hr_there_is_no_plan() -> None:
    people = team(p3={"hr_partner": None})
    assert plan_review(setting(people, hr_owner=None), people[ident("3")]) is None


def test_the_leave_of_everybody_involved_travels_with_the_plan() -> None:
    away = Leave(start=date(2026, 3, 2), end=date(2026, 4, 17))
    plan = planned(team(p2={"leaves": (away,)}), "3")
    assert plan.leaves == {ident("2"): ((away.start, away.end),)}


def test_a_plan_opens_with_its_first_step_and_holds_no_name() -> None:
    plan = planned(team(), "3")
    events = decide(ReviewState(), OpenReview(plan=plan).stamped(AT))
    assert [event.type for event in events] == ["ReviewOpened", "StageOpened", "StepOpened"]
    assert "Person 3" not in plan.model_dump_json()


def test_a_ladder_that_loops_is_climbed_once() -> None:
    rung = Rung(to=RungTarget.HR_PARTNER, after=1)
    ladders = {
        "one": Ladder(rungs=(rung,), then="other"),
        "other": Ladder(rungs=(rung,), then="one"),
    }
    assert len(climb(ladders, "one")) == 2


def test_small_groups_are_looked_at_together() -> None:
    people = Organisation(_staff({"Optics": 5, "Sales": 2, "Legal": 2}))
    found = groups(Calibration(minimum_group=3), people, list(people.values()))
    assert {key: len(members) for key, members in found.items()} == {"Optics": 5, "others": 4}


def test_somebody_alone_joins_the_largest_group() -> None:
    people = Organisation(_staff({"Optics": 5, "Sales": 3, "Legal": 1}))
    found = groups(Calibration(minimum_group=3), people, list(people.values()))
    assert {key: len(members) for key, members in found.items()} == {"Optics": 6, "Sales": 3}


def test_groups_can_follow_the_second_line() -> None:
    people = team()
    rules = Calibration(group_by=GroupBy.SECOND_LINE_MANAGER, minimum_group=1)
    found = groups(rules, people, list(people.values()))
    assert set(found[str(ident("1"))]) == {ident("3"), ident("4"), ident("5")}


def _staff(sizes: dict[str, int]) -> list[Person]:
    return [
        person(f"{department}{n}", department=department)
        for department, size in sizes.items()
        for n in range(size)
    ]


def test_the_panel_has_no_seat_in_the_plan() -> None:
    step = planned(team(), "3").step(StepId("calibrate"))
    assert step is not None
    assert (step.role, step.seats) == (Role.PANEL, ())
