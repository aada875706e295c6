"""Brings development plans in line with the directory: who has left, who leads whom."""

from datetime import UTC, datetime

from temporalio.client import Client

from activities.follow_plan import manager_for
from activities.look_after_plan import carry_out
from activities.plan_actions import PlanActions
from domain.development.commands import EndPlan, HandOverPlan
from domain.people import Organisation
from domain.review.planning import can_act
from domain.tempo import Tempo
from storage.acting import acting_as_process
from storage.archive import Archive
from storage.read_models.cycles import all_cycles
from storage.read_models.development import PlanLine, open_plans


async def tell_plans(archive: Archive, client: Client, people: Organisation) -> int:
    """End the plans of whoever has left and hand over those of a new manager; give how many.

    Every open plan is held against the directory, so that a telling that was cut short is made
    good by the next. Told twice is told once.
    """
    cycles = await all_cycles(archive.readers, archive.organisation)
    known = {cycle.cycle: cycle for cycle in cycles}
    told = 0
    with acting_as_process():  # plans are not for who changes the directory
        lines = await open_plans(archive.readers, archive.organisation)
    for line in lines:
        tempo = known[line.cycle].tempo if line.cycle in known else Tempo()
        told += await _tell(archive, client, line, people, tempo.virtual(datetime.now(UTC)))
    return told


async def _tell(
    archive: Archive, client: Client, line: PlanLine, people: Organisation, at: datetime
) -> bool:
    if not can_act(people.get(line.reviewee), at.date()):
        ended = EndPlan(at=at, cause="left")
        state = await carry_out(archive, line.plan, ended)
        await PlanActions(archive, client).settle(state)
        return True
    to = manager_for(people, line.reviewee, at, line.hr_partner)
    if to == line.manager:
        return False
    await carry_out(archive, line.plan, HandOverPlan(at=at, to=to))
    return True
