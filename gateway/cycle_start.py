"""How the workflow of a cycle is started: what it needs, sealed, and at which moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid5

from pydantic import JsonValue
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities import naming, starting
from activities.first_sight import first_sight
from domain.content import ContentRef
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId, cycle_id
from domain.tempo import Tempo
from storage.archive import Archive


@dataclass(frozen=True)
class LaunchRequest:
    """What HR asks for: this process, for these people, owned by somebody in HR."""

    definition: CycleDefinition
    people: Sequence[PersonId]
    hr_owner: PersonId | None = None
    tempo: Tempo = Tempo()  # noqa: RUF009 - a frozen value


async def stage(archive: Archive, request: LaunchRequest, name: str) -> ContentRef:
    """Seal what a launch needs in the vault; `name` tells this wish from others for the cycle."""
    cycle = cycle_id(archive.organisation, request.definition.key)
    package: dict[str, JsonValue] = {
        "organisation": str(archive.organisation),
        # As text, which keeps the order of the file: the first rhythm is the usual one.
        "definition": request.definition.model_dump_json(),
        "people": [str(person) for person in request.people],
        "hr_owner": str(request.hr_owner) if request.hr_owner else None,
        "tempo": request.tempo.model_dump(mode="json"),
    }
    return await archive.vault.stage(uuid5(cycle, name), archive.organisation, package)


def package_of(cycle: CycleId, request: LaunchRequest, ref: ContentRef) -> starting.CycleStart:
    """Say what the workflow of the cycle starts with."""
    return starting.CycleStart(
        cycle=cycle,
        launch=ref,
        tempo=request.tempo,
        watches_feedback=request.definition.feedback is not None,
    )


async def begin(
    archive: Archive,
    client: Client,
    start: starting.CycleStart,
    *,
    delay: timedelta | None = None,
    conflict: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.FAIL,
) -> bool:
    """Start the workflow of a cycle, now or after a while; say whether it was not there before.

    One that failed, or was called off, may be started again: it goes on where the log stands.
    """
    try:
        await client.start_workflow(
            starting.CYCLE,
            start,
            id=naming.cycle_workflow(start.cycle),
            task_queue=starting.CONTROL_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            id_conflict_policy=conflict,
            start_delay=delay,
            **first_sight(start, archive.organisation),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True
