"""A launch waits for its moment, begins once, and can be called off until then."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_text
from domain.content import ContentRef
from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.cycle import CycleState, decide, evolve
from domain.cycle.scheduling import LaunchedAlready, LaunchIsScheduled, LaunchWasCalledOff
from domain.ids import CycleId, OrganisationId, PersonId
from tests.given_when_then import Decider

CYCLE: Decider[CycleState, c.Command, e.Event] = Decider(CycleState(), decide, evolve)
AT = datetime(2026, 1, 2, 8, tzinfo=UTC)
BEGINS = datetime(2026, 1, 5, 8, tzinfo=UTC)
ORGANISATION, ID = OrganisationId(UUID(int=7)), CycleId(UUID(int=8))
HR = PersonId(UUID(int=6))


def scheduled(request: str = "first") -> e.LaunchScheduled:
    return e.LaunchScheduled(
        at=AT,
        organisation=ORGANISATION,
        cycle=ID,
        name="half-year",
        title="Half a year",
        people=1,
        begins_at=BEGINS,
        package=ContentRef(id=UUID(int=1), subject=ORGANISATION, sha256="0" * 64),
        request=request,
        by=HR,
    )


def launched() -> e.CycleLaunched:
    definition = read_cycle(template_text("half-year")).definition
    assert definition is not None
    return e.CycleLaunched(
        at=BEGINS,
        organisation=ORGANISATION,
        cycle=ID,
        definition=definition,
        people=(HR,),
        hr_owner=HR,
    )


def called_off(request: str = "first") -> e.LaunchCalledOff:
    return e.LaunchCalledOff(at=AT, request=request, by=HR)


def schedule(request: str = "first") -> c.ScheduleLaunch:
    return c.ScheduleLaunch(launch=scheduled(request)).stamped(AT)


def call_off(request: str = "first") -> c.CallOffLaunch:
    return c.CallOffLaunch(request=request, by=HR).stamped(AT)


def test_a_launch_is_scheduled_once_however_often_it_is_asked_for() -> None:
    CYCLE.given().when(schedule()).then(scheduled())
    CYCLE.given(scheduled()).when(schedule()).then()


def test_a_second_launch_waits_until_the_first_is_called_off() -> None:
    CYCLE.given(scheduled()).when(schedule("second")).then_refused(LaunchIsScheduled)
    CYCLE.given(scheduled(), called_off()).when(schedule("second")).then(scheduled("second"))


def test_a_launch_is_called_off_once() -> None:
    CYCLE.given(scheduled()).when(call_off()).then(called_off())
    CYCLE.given(scheduled(), called_off()).when(call_off()).then()


def test_what_never_waited_cannot_be_called_off() -> None:
    CYCLE.given().when(call_off()).then_refused(LaunchWasCalledOff)
    CYCLE.given(scheduled()).when(call_off("second")).then_refused(LaunchWasCalledOff)


def test_what_waits_begins_by_its_own_request_alone() -> None:
    own = c.LaunchCycle(launch=launched(), schedule="first")
    CYCLE.given(scheduled()).when(own).then(launched())
    now = c.LaunchCycle(launch=launched())
    CYCLE.given(scheduled()).when(now).then_refused(LaunchIsScheduled)


@pytest.mark.parametrize("later", [(), (scheduled("second"),)])
def test_what_was_called_off_does_not_begin(later: tuple[e.Event, ...]) -> None:
    own = c.LaunchCycle(launch=launched(), schedule="first")
    before = (scheduled(), called_off(), *later)
    CYCLE.given(*before).when(own).then_refused(LaunchWasCalledOff)


def test_after_the_launch_nothing_can_be_scheduled_or_called_off() -> None:
    before = (scheduled(), launched())
    CYCLE.given(*before).when(call_off()).then_refused(LaunchedAlready)
    CYCLE.given(*before).when(schedule("second")).then_refused(LaunchedAlready)
