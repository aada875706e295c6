from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from activities import naming
from activities.follow_plan import start_plan
from activities.in_clear import Clear
from activities.look_after_plan import carry_out
from activities.plan_actions import PlanActions, action_of_plan
from domain.actions.events import ActionDropped, ActionTasked
from domain.development.commands import AcknowledgePlan
from domain.development.events import StandstillReported
from domain.development.words import Decision, Progress
from tests.unit.review.sample_plan import local
from tests.workflow.company import HR, Company, hire
from tests.workflow.engine import Engine
from tests.workflow.followed_plan import MONDAY_AT_FIVE, SIGNED, Followed, follow, words_of
from workflows.development import WEEK, following

REVIEWEE, OTHER, MANAGER = "101", "102", "10"
ALIKE = 24
"""Bytes by which two payloads may differ that hold the same: ids and moments compress unevenly."""
THURSDAY_AT_EIGHT = 3 * 24 + 8
HOUR = timedelta(hours=1)


@pytest.fixture
async def company(office: Engine, tmp_path: Path) -> Company:
    return await hire(office, tmp_path, 8)


def seen_of(event: HistoryEvent) -> tuple[object, ...]:
    """What whoever reads Temporal sees of an event, beside its timer: kind, what is run, where."""
    activity = event.activity_task_scheduled_event_attributes
    return (
        EventType.Name(event.event_type),
        activity.activity_type.name,
        activity.task_queue.name,
    )


def waits_of(history: Sequence[HistoryEvent]) -> list[int]:
    """The hours of every timer, in the order in which they were set."""
    timers = (event.timer_started_event_attributes.start_to_fire_timeout for event in history)
    return [round(timer.seconds / 3600) for timer in timers if timer.seconds]


@pytest.mark.parametrize("hour", [MONDAY_AT_FIVE, THURSDAY_AT_EIGHT])
async def test_a_plan_looks_the_same_to_temporal_whatever_its_rhythm(
    company: Company, hour: int
) -> None:
    usual = await follow(company, REVIEWEE, "usual")
    close = await follow(company, OTHER, "close", hour=hour)
    for followed in (usual, close):
        await followed.weeks(4)
    await close.desk.hold(close.on(MANAGER, "2027-01-27 10:00"), "Went well", {})
    await close.desk.acknowledge(close.on(OTHER, "2027-01-28 10:00"))
    for followed in (usual, close):
        await followed.weeks(3)
    histories = [await each.history() for each in (usual, close)]
    one, other = ([seen_of(event) for event in each] for each in histories)
    assert one == other
    assert sum("TIMER_FIRED" in str(kind) for kind, *_ in one) == 7
    for plan, history in zip((usual, close), histories, strict=True):
        first = following(local(SIGNED), plan.id) - local(SIGNED)  # by the id, whatever the kind
        assert waits_of(history) == [round(first / HOUR), *[WEEK // HOUR] * 7]
    for pair in zip(*histories, strict=True):
        assert abs(pair[0].ByteSize() - pair[1].ByteSize()) <= ALIKE
    assert (await usual.told()) != (await close.told())


async def test_search_attributes_and_names_tell_one_plan_from_another_by_ids_alone(
    company: Company,
) -> None:
    plans = [await follow(company, REVIEWEE, "usual"), await follow(company, OTHER, "close")]
    described = [await each.handle.describe() for each in plans]
    usual, close = (dict(sorted(each.search_attributes.items())) for each in described)
    own = {"BuildIds", "TemporalChangeVersion"}
    assert {k: v for k, v in usual.items() if k not in own} == {
        k: v for k, v in close.items() if k not in own
    }
    assert [await each.memo() for each in described] == [{}, {}]
    for each in described:
        assert await each.static_summary() == Clear.PLAN
        assert await each.static_details() == Clear.MORE


async def test_a_talk_is_announced_reminded_of_noted_and_the_plan_closed(company: Company) -> None:
    plan = await follow(company, REVIEWEE, "usual")
    await plan.weeks(5)
    told = await plan.told()
    assert told[:2] == ["PlanBegun 13.01.", "CheckInAnnounced 08.02."]
    assert [each for each in told if "Reminded" in each] == ["CheckInReminded 15.02."] * 2
    await plan.desk.hold(
        plan.on(REVIEWEE, "2027-02-17 10:00"), "Went well", {"1": Progress.ON_THE_WAY}
    )
    await plan.desk.acknowledge(plan.on(MANAGER, "2027-02-18 10:00"))
    await plan.weeks(7)
    await plan.desk.hold(plan.on(MANAGER, "2027-04-09 10:00"), "All well", {"1": Progress.REACHED})
    await plan.desk.acknowledge(plan.on(REVIEWEE, "2027-04-09 11:00"))
    await plan.weeks_to_the_end()
    assert (await plan.told())[-1].startswith("PlanClosed")


async def test_what_people_do_with_a_plan_never_passes_through_temporal(company: Company) -> None:
    plan = await follow(company, REVIEWEE, "usual")
    before = len(await plan.history())
    changed = words_of("usual", company[REVIEWEE]) | {"support": "Every week"}
    await plan.desk.edit(plan.on(MANAGER, "2027-01-15 10:00"), changed)
    await plan.desk.acknowledge(plan.on(REVIEWEE, "2027-01-16 10:00"))
    assert len(await plan.history()) == before
    assert (await plan.state()).plan.support == "Every week"


async def test_a_plan_begins_once_and_ends_with_the_next(company: Company) -> None:
    first = await follow(company, REVIEWEE, "usual")
    await start_plan(company.engine.archive, company.engine.client, first.review, local(SIGNED))
    assert await first.told() == ["PlanBegun 13.01."]
    await follow(company, REVIEWEE, "close", key="2027", at="2028-01-12 10:00")
    assert await first.told() == ["PlanBegun 13.01.", "PlanClosed 12.01."]
    await first.weeks_to_the_end()


async def test_a_decision_of_the_manager_begins_another_round(company: Company) -> None:
    plan = await follow(company, REVIEWEE, "close")
    await plan.weeks(6)
    await plan.desk.hold(plan.on(MANAGER, "2027-02-24 10:00"), "Not yet", {})
    asked = plan.on(MANAGER, "2027-02-25 10:00")
    await plan.desk.decide(asked, Decision.FURTHER_SUPPORT, "More calls first")
    assert (await plan.state()).is_paused
    await plan.desk.acknowledge(plan.on(REVIEWEE, "2027-02-26 10:00"))
    await plan.weeks(2)
    assert (await plan.told())[-1].startswith("CheckInAnnounced")


async def actions_in(plan: Followed, action: str) -> list[type]:
    """What happened to an action of a plan."""
    recorded = await plan.engine.archive.journal.read(action_of_plan(plan.id, action))
    return [type(each.event) for each in recorded]


async def test_actions_of_a_plan_are_tasked_and_dropped_with_it(company: Company) -> None:
    plan = await follow(company, REVIEWEE, "usual")
    assert await actions_in(plan, "1") == [ActionTasked]
    new: JsonValue = {"what": "Speak last", "owner": MANAGER, "due": "2027-03-08"}
    changed = words_of("usual", company[REVIEWEE]) | {"actions": [new]}
    await plan.desk.edit(plan.on(REVIEWEE, "2027-01-15 10:00"), changed)
    [action] = (await plan.state()).plan.actions
    assert await actions_in(plan, action.id) == []
    await plan.desk.acknowledge(plan.on(MANAGER, "2027-01-16 10:00"))
    assert await actions_in(plan, action.id) == [ActionTasked]
    assert await actions_in(plan, "1") == [ActionTasked, ActionDropped]


async def test_an_action_that_was_recorded_and_not_started_starts_with_the_next_look(
    company: Company,
) -> None:
    plan, archive = await follow(company, REVIEWEE, "usual"), company.engine.archive
    new: JsonValue = {"what": "Speak last", "owner": MANAGER, "due": "2027-03-08"}
    changed = words_of("usual", company[REVIEWEE]) | {"actions": [new]}
    await plan.desk.edit(plan.on(REVIEWEE, "2027-01-15 10:00"), changed)
    agreed = AcknowledgePlan(at=local("2027-01-16 10:00"), by=company[MANAGER])
    state = await carry_out(archive, plan.id, agreed)
    unreachable = await Client.connect(
        "127.0.0.1:1", lazy=True, data_converter=company.engine.client.data_converter
    )
    with pytest.raises((RuntimeError, RPCError)):
        await PlanActions(archive, unreachable).settle(state)
    action = action_of_plan(plan.id, state.plan.actions[0].id)
    running = company.engine.client.get_workflow_handle(
        naming.action_workflow(archive.organisation, action)
    )
    with pytest.raises(RPCError):
        await running.describe()
    await plan.weeks(1)
    assert (await running.describe()).status is WorkflowExecutionStatus.RUNNING
    assert len(await archive.journal.read(action)) == 1


async def test_hr_hears_of_a_plan_that_nobody_acknowledges(company: Company) -> None:
    plan = await follow(company, REVIEWEE, "usual")
    changed = words_of("usual", company[REVIEWEE]) | {"support": "Every week"}
    await plan.desk.edit(plan.on(MANAGER, "2027-01-15 10:00"), changed)
    await plan.weeks(9)
    assert [each for each in await plan.told() if "Standstill" in each] == [
        "StandstillReported 08.02.",
        "StandstillReported 08.03.",
    ]
    [hr] = {each.recipient for each in await plan.facts() if isinstance(each, StandstillReported)}
    assert hr == company[HR]


async def test_a_plan_that_is_over_is_looked_after_as_long_as_any_other(company: Company) -> None:
    plan = await follow(company, REVIEWEE, "usual")
    for who in (REVIEWEE, MANAGER):
        await plan.desk.close(plan.on(who, "2027-01-20 10:00"))
    await plan.weeks(25)
    described = await plan.handle.describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert (await plan.told())[-1] == "PlanClosed 20.01."
    await plan.weeks_to_the_end()
