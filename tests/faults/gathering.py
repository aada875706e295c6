"""Gathers the facts from the log, from Temporal's histories, the read models and the mails."""

import email
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus

from activities import naming
from activities.record import Decision
from activities.starting import ReviewStart
from domain.ids import CycleId, ReviewId
from domain.review.evolve import fold
from domain.review.state import ReviewState
from storage.archive import Archive
from storage.journal import Recorded
from storage.pool import Role, open_pool
from storage.projections.rebuild import rebuild
from tests.faults.book import Sending
from tests.faults.company import Running
from tests.faults.facts import CaughtMail, Facts, Standing, Tables
from tests.faults.installation import Installation

# tables_of_generation: every table of the live read models.
TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'read' ORDER BY 1"

CHECKPOINT: Final = "checkpoint"
"""How far the projector is, and when it got there: the one thing that a rebuild does change."""

# notices_of_cycle: what became of each notice.
NOTICES: Final = "SELECT notice, state FROM read.notices WHERE cycle = $1"


async def gathered(place: Installation, running: Running, sendings: Sequence[Sending]) -> Facts:
    """Gather everything, once all is at rest; the read models are rebuilt on the way."""
    archive = place.office.archive
    log = await whole_log(archive)
    found = Facts(
        sendings=sendings,
        log=log,
        cycle=running.cycle,
        reviewees=len(running.reviewees),
        at=running.tempo.virtual(datetime.now(UTC)),
        tempo=running.tempo,
        workflows={},
        mails=caught(place.mails),
    )
    client = place.office.client
    workflows = {
        review: await standing_of(client, running.cycle, ReviewId(review))
        for review in found.reviews
    }
    connection = await asyncpg.connect(place.postgres_url)
    try:
        notices = {row["notice"]: row["state"] for row in await _notices(connection, running)}
        live = await tables(connection)
        async with await open_pool(place.postgres_url, Role.PROJECTOR, max_size=4) as pool:
            await rebuild(pool, archive.keys)
        anew = await tables(connection)
    finally:
        await connection.close()
    return replace(found, workflows=workflows, notices=notices, live=live, rebuilt=anew)


async def whole_log(archive: Archive) -> list[Recorded]:
    """Read everything that ever happened, words included."""
    log: list[Recorded] = []
    while page := await archive.journal.read_after(len(log), unseal=True):
        log += page
    return log


async def standing_of(client: Client, cycle: CycleId, review: ReviewId) -> Standing:
    """Say where a workflow stands, by what its history says it decided and was answered."""
    handle = client.get_workflow_handle(naming.review_workflow(cycle, review))
    described, history = await handle.describe(), await handle.fetch_history()
    converter = client.data_converter
    state, decisions = ReviewState(), dict[int, Decision]()
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
            payloads = event.workflow_execution_started_event_attributes.input.payloads
            (start,) = await converter.decode(payloads, [ReviewStart])
            state = start.state
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name == "record":
                (decision,) = await converter.decode(scheduled.input.payloads, [Decision])
                decisions[event.event_id] = decision
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            done = event.activity_task_completed_event_attributes
            if done.scheduled_event_id in decisions:
                # A review decides on events of reviews only.
                state = fold(decisions[done.scheduled_event_id].events, state)  # type: ignore[arg-type]
            else:
                (state,) = await converter.decode(done.result.payloads, [ReviewState])
    return Standing(state, described.status is WorkflowExecutionStatus.RUNNING)


async def tables(connection: asyncpg.Connection) -> Tables:
    """Write every row of every live read model out."""
    names = [row["tablename"] for row in await connection.fetch(TABLES)]
    return {name: await _rows(connection, name) for name in names if name != CHECKPOINT}


def caught(folder: Path) -> list[CaughtMail]:
    """Read who was written to, and under which number."""
    mails = []
    for path in sorted(folder.glob("*.eml")):
        told = email.message_from_bytes(path.read_bytes().partition(b"\n\n")[0])
        number = str(told.get("Message-ID", "")).strip("<>").partition("@")[0]
        mails.append(CaughtMail(number, str(told.get("X-Envelope-To", ""))))
    return mails


async def _rows(connection: asyncpg.Connection, table: str) -> list[str]:
    # rows_of: a table, each row as text; `table` comes from the catalogue.
    rows = await connection.fetch(f'SELECT t::text AS row FROM read."{table}" AS t ORDER BY 1')  # noqa: S608
    return [row["row"] for row in rows]


async def _notices(connection: asyncpg.Connection, running: Running) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await connection.fetch(NOTICES, UUID(str(running.cycle)))
    return rows
