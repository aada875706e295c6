"""Counts what there is for those who keep an installation running: numbers, and nothing else."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

import asyncpg

from domain.tempo import Tempo
from storage.patience import ask
from storage.pool import Role, pool_of

# tempos: how time runs in the cycles that are not closed.
TEMPOS: Final = "SELECT cycle, tempo FROM meter.tempos_v1()"

# count_steps: open and blocked steps by what is to be done.
COUNT_STEPS: Final = "SELECT act, state, steps, late, unowned FROM meter.steps_v1($1, $2)"

# count_late_reviews: reviews in which something is late, and nothing blocked or paused.
COUNT_LATE_REVIEWS: Final = "SELECT meter.reviews_late_v1($1, $2)"

# count_processes: cycles, reviews, sessions, actions and plans by state.
COUNT_PROCESSES: Final = "SELECT kind, state, number FROM meter.processes_v1()"

# count_notices: what may go out and has not.
COUNT_NOTICES: Final = "SELECT waiting, oldest FROM meter.outbox_v1($1, $2)"

# measure_log: how long the log is and how far the pages are.
MEASURE_LOG: Final = "SELECT head, shown, lag, follow_ups FROM meter.log_v1()"

# count_requests: what was asked of workflows and has no definite answer.
COUNT_REQUESTS: Final = "SELECT waiting, oldest FROM meter.requests_v1()"


@dataclass(frozen=True, slots=True)
class StepCount:
    """Steps of one act in one state: how many, how many of them late, how many in nobody's care."""

    act: str
    state: str
    steps: int
    late: int
    unowned: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, and for how many seconds the oldest of it."""

    number: int
    oldest: float


@dataclass(frozen=True, slots=True)
class LogMeasured:
    """Where the log and the pages are; `lag` is in seconds, 0 where the pages show everything."""

    head: int
    shown: int
    lag: float
    follow_ups: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that was counted at one look."""

    steps: tuple[StepCount, ...]
    late_reviews: int
    processes: Mapping[tuple[str, ...], int]
    notices: Waiting
    log: LogMeasured
    requests: Waiting


class Meter:
    """Counts, in a role that can do nothing else."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Count through connections of `Role.METER`."""
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Self]:
        """Give a meter of the database at this URL; it connects when it is read."""
        async with pool_of(url, Role.METER, min_size=0, max_size=1) as pool:
            yield cls(pool)

    async def read(self, at: datetime) -> Counted | None:
        """Count everything at that moment of real time; None before there are any read models.

        Raises:
            LogOutOfReach: the database did not answer for 30 s.
            asyncpg.PostgresError: the login may not become the role of a meter.
        """
        try:
            rows = await ask(self._pool, TEMPOS)
            present = _present({row["cycle"]: row["tempo"] for row in rows}, at)
            steps = [StepCount(*row) for row in await ask(self._pool, COUNT_STEPS, *present)]
            [[late]] = await ask(self._pool, COUNT_LATE_REVIEWS, *present)
            processes = await ask(self._pool, COUNT_PROCESSES)
            [notices] = await ask(self._pool, COUNT_NOTICES, *present)
            log = await ask(self._pool, MEASURE_LOG)
            [requests] = await ask(self._pool, COUNT_REQUESTS)
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            return None
        return Counted(
            tuple(steps),
            late,
            {(row["kind"], row["state"]): row["number"] for row in processes},
            Waiting(*notices),
            LogMeasured(*log[0]) if log else LogMeasured(0, 0, 0.0, 0),
            Waiting(*requests),
        )


def _present(tempos: dict[object, str], at: datetime) -> tuple[list[object], list[datetime]]:
    """Give the cycles, and what time it is in each."""
    moments = [Tempo.model_validate(json.loads(tempo)).virtual(at) for tempo in tempos.values()]
    return list(tempos), moments
