"""The examination that `perennial doctor` makes: this machine first, then the servers."""

from collections.abc import AsyncIterator

from workers.doctor.database import look_at_postgres
from workers.doctor.finding import Fault, Finding, wrong
from workers.doctor.machine import look_at_keys, look_at_machine
from workers.doctor.surroundings import look_around
from workers.embedded.stack import reach_servers
from workers.settings import Settings


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at this machine, then at the servers; those that are embedded are started for it."""
    for finding in look_at_machine(settings):
        yield finding
    if settings.postgres_url is not None:
        found = await look_at_postgres(settings.postgres_url.get_secret_value())
        if not found[0].is_right:
            yield found[0]
            return
    try:
        async with reach_servers(settings) as servers:
            yield look_at_keys(settings)
            async for finding in look_around(servers):
                yield finding
    except Exception as error:  # noqa: BLE001 - whatever is wrong is what was asked for
        keys = look_at_keys(settings)
        yield keys if not keys.is_right else _not_started(error)


def _not_started(error: Exception) -> Finding:
    mend = "Mend what is named here, then ask the doctor again."
    return wrong("Servers", Fault.SERVERS_NOT_STARTED, str(error) or type(error).__name__, mend)
