"""Which version of everything runs here: program, database, Temporal, builds and processes."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client

from storage.database_version import DatabaseVersion
from workers.builds import Build, builds
from workers.pollers import pollers


@dataclass(frozen=True, slots=True)
class AtWork:
    """A process of workers that takes tasks: on which queues, of which build, and seen when."""

    identity: str
    build: str
    queues: tuple[str, ...]
    seen: datetime


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version there is; what Temporal would tell is None while it does not answer."""

    program: str
    database: DatabaseVersion
    temporal: str | None
    builds: tuple[Build, ...]
    workers: tuple[AtWork, ...]

    def told(self) -> dict[str, object]:
        """Tell it for programs."""
        return {
            "perennial": self.program,
            "schema": self.database.schema,
            "migrations": self.database.migrations,
            "postgresql": self.database.server,
            "temporal": self.temporal,
            "builds": [asdict(each) | {"is_drained": each.is_drained} for each in self.builds],
            "workers": [asdict(each) for each in self.workers],
        }


async def versions(database: DatabaseVersion, client: Client | None) -> Versions:
    """Ask everybody; workers report to Temporal whenever they ask for a task."""
    program = version("perennial")
    if client is None:
        return Versions(program, database, None, (), ())
    info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    known = tuple(await builds(client))
    return Versions(program, database, info.server_version, known, await at_work(client))


async def at_work(client: Client) -> tuple[AtWork, ...]:
    """Name the processes that have asked for tasks within the last minutes, by their identity."""
    found: dict[tuple[str, str], AtWork] = {}
    for queue, poller in await pollers(client):
        build = poller.deployment_options.build_id
        seen = poller.last_access_time.ToDatetime(tzinfo=UTC)
        own = found.get((poller.identity, build))
        queues = dict.fromkeys((*(own.queues if own else ()), queue))
        last = max(own.seen, seen) if own else seen
        found[poller.identity, build] = AtWork(poller.identity, build, tuple(queues), last)
    return tuple(found[key] for key in sorted(found))
