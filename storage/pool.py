"""Connections to the database, each confined to the role its task needs."""

from enum import StrEnum
from typing import Final

import asyncpg

WRITER_TIMEOUTS: Final = {"lock_timeout": "10s", "statement_timeout": "20s"}
IDLE_IN_TRANSACTION: Final = "60s"


class Role(StrEnum):
    """Who may do what in the database; see the first migration."""

    OWNER = "perennial_owner"
    WRITER = "perennial_writer"
    PROJECTOR = "perennial_projector"
    READER = "perennial_reader"
    KEEPER = "perennial_keeper"
    SEALER = "perennial_sealer"
    HOST = "perennial_host"


_LEAVE_NOTHING: Final = frozenset({Role.WRITER, Role.READER, Role.KEEPER, Role.HOST})


async def open_pool(url: str, role: Role, *, min_size: int = 1, max_size: int = 10) -> asyncpg.Pool:
    """Open connections that can do what `role` may do, and nothing else.

    The login in `url` must be a superuser or a member of the role. A writer waits at most 10 s for
    the sequencer and 20 s for a statement, because a stuck writer stops all others.
    """
    settings = {
        "role": role.value,
        "application_name": role.value.replace("_", " "),
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION,
    }
    if role is Role.WRITER:
        settings |= WRITER_TIMEOUTS
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        server_settings=settings,
        # These send single statements and short transactions, and leave nothing behind that would
        # need the round trip of a reset; an open transaction is ended in any case.
        reset=_nothing_to_reset if role in _LEAVE_NOTHING else None,
    )


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """Leave the session as it is."""
