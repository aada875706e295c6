"""What is asked of each part of a process before it counts as ready."""

from collections.abc import Collection
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError

from gateway.site.health import BEHIND
from storage.archive import Archive
from storage.errors import LogOutOfReach
from storage.read_models.waiting import position_shown
from workers.metrics.sdk import SdkMetrics
from workers.status.readiness import Check

NO_DATABASE: Final = "The database does not answer."
NO_TEMPORAL: Final = "Temporal does not answer."
PAGES_BEHIND: Final = "The pages are more than {behind} facts behind the log."
NOT_POLLING: Final = "This worker does not take work from {queues} yet."


def database_answers(archive: Archive) -> Check:
    """Ask whether the log can be read."""

    async def check() -> str:
        try:
            await archive.store.head()
        except (LogOutOfReach, OSError, TimeoutError):
            return NO_DATABASE
        return ""

    return check


def temporal_answers(client: Client) -> Check:
    """Ask whether Temporal is well."""

    async def check() -> str:
        try:
            is_well = await client.service_client.check_health()
        except RPCError:
            return NO_TEMPORAL
        return "" if is_well else NO_TEMPORAL

    return check


def pages_follow(archive: Archive) -> Check:
    """Ask whether the read models follow the log, whoever leads: this process or another."""

    async def check() -> str:
        try:
            head, shown = await archive.store.head(), await position_shown(archive.readers)
        except (LogOutOfReach, OSError, TimeoutError):
            return NO_DATABASE
        return PAGES_BEHIND.format(behind=BEHIND) if head - shown > BEHIND else ""

    return check


def worker_polls(sdk: SdkMetrics, queues: Collection[str]) -> Check:
    """Ask whether this process takes work from each of these task queues."""

    async def check() -> str:
        missing = sorted(set(queues) - await sdk.queues_polled())
        return NOT_POLLING.format(queues=", ".join(missing)) if missing else ""

    return check
