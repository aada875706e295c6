"""The cycles of an organisation, and what each launch did for everybody."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal, Self

import asyncpg

from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, OrganisationId, PersonId, ReviewId, SessionId
from domain.tempo import Tempo
from storage.read_models.asking import row_of, rows_of

_COLUMNS: Final = """
    cycle, organisation, key, title, definition, tempo, hr_owner, people, state,
    launched_at, closed_at
"""

# cycle_of: one cycle by its id.
CYCLE_OF: Final = f"SELECT {_COLUMNS} FROM read.cycles WHERE cycle = $1"  # noqa: S608 - our columns

# cycle_by_key: the cycle that was launched under a key.
CYCLE_BY_KEY: Final = f"""
SELECT {_COLUMNS} FROM read.cycles WHERE organisation = $1 AND key = $2
"""  # noqa: S608 - our own columns

# all_cycles: every cycle of an organisation, the latest first.
ALL_CYCLES: Final = f"""
SELECT {_COLUMNS} FROM read.cycles WHERE organisation = $1 ORDER BY launched_at DESC, key
"""  # noqa: S608 - our own columns

# running_tempos: how time runs in the cycles that are not closed.
RUNNING_TEMPOS: Final = "SELECT cycle, tempo FROM read.cycles WHERE state = 'running'"

# latest_tempos: how time runs in the cycle that each organisation launched last and has not closed.
LATEST_TEMPOS: Final = """
SELECT DISTINCT ON (organisation) organisation, tempo
FROM read.cycles WHERE state = 'running' ORDER BY organisation, launched_at DESC, key
"""

# launch_results: what a launch did for each person.
LAUNCH_RESULTS: Final = """
SELECT person, outcome, reason, review, session, blocked
FROM read.launch_results WHERE cycle = $1 ORDER BY person
"""


@lru_cache(maxsize=64)
def definition_in(text: str) -> CycleDefinition:
    """Read a definition as it was launched; the few there are stay at hand, for none changes."""
    return CycleDefinition.model_validate_json(text)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle as it was launched; `people` counts those it was launched for."""

    cycle: CycleId
    organisation: OrganisationId
    key: str
    title: str
    definition: CycleDefinition
    tempo: Tempo
    hr_owner: PersonId | None
    people: int
    state: Literal["running", "closed"]
    launched_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        """Read a row."""
        values = dict(row)
        return cls(
            **values
            | {
                "definition": definition_in(values["definition"]),
                "tempo": Tempo.model_validate_json(values["tempo"]),
            }
        )


@dataclass(frozen=True, slots=True)
class LaunchLine:
    """What the launch did for one person; `blocked` counts seats nobody could fill."""

    person: PersonId
    outcome: Literal["opened", "left_out"]
    reason: str | None
    review: ReviewId | None
    session: SessionId | None
    blocked: int


async def cycle_of(pool: asyncpg.Pool, cycle: CycleId) -> Cycle | None:
    """Give a cycle by its id."""
    row = await row_of(pool, CYCLE_OF, cycle)
    return Cycle.of(row) if row else None


async def find_cycle(pool: asyncpg.Pool, organisation: OrganisationId, key: str) -> Cycle | None:
    """Find a cycle by the key in its definition."""
    row = await row_of(pool, CYCLE_BY_KEY, organisation, key)
    return Cycle.of(row) if row else None


async def all_cycles(pool: asyncpg.Pool, organisation: OrganisationId) -> list[Cycle]:
    """List the cycles of an organisation, the latest first."""
    return [Cycle.of(row) for row in await rows_of(pool, ALL_CYCLES, organisation)]


async def running_tempos(pool: asyncpg.Pool) -> dict[CycleId, Tempo]:
    """Say how time runs in each cycle that is not closed."""
    rows = await rows_of(pool, RUNNING_TEMPOS)
    return {row["cycle"]: Tempo.model_validate_json(row["tempo"]) for row in rows}


async def latest_tempos(pool: asyncpg.Pool) -> dict[OrganisationId, Tempo]:
    """Say how time runs for each organisation: as in the latest of its cycles that runs."""
    rows = await rows_of(pool, LATEST_TEMPOS)
    return {row["organisation"]: Tempo.model_validate_json(row["tempo"]) for row in rows}


async def launch_results(pool: asyncpg.Pool, cycle: CycleId) -> list[LaunchLine]:
    """List what a launch did for everybody."""
    return [LaunchLine(**row) for row in await rows_of(pool, LAUNCH_RESULTS, cycle)]
