"""Whose log a database keeps: an organisation opens its own log, and no other."""

from typing import Final

import asyncpg

from domain.ids import OrganisationId
from storage.errors import LogOfAnotherOrganisation
from storage.patience import ask

# whose_log: the organisation of the first fact; every later one is of the same.
WHOSE_LOG: Final = "SELECT tenant_id FROM log.event WHERE position = 1"


async def check_whose_log(pool: asyncpg.Pool, organisation: OrganisationId) -> None:
    """Pass if the log is of this organisation, or has not begun; `pool` is one that reads it.

    Raises:
        LogOfAnotherOrganisation: somebody else's facts are in it.
    """
    rows = await ask(pool, WHOSE_LOG)
    if rows and rows[0]["tenant_id"] != organisation:
        raise LogOfAnotherOrganisation
