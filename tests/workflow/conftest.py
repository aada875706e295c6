"""The engine of one test: its own database, its own workers, the servers of the whole run."""

from collections.abc import AsyncIterator, Sequence

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.record import Recorder
from storage.archive import Archive
from tests.workflow.engine import Engine, engine_on
from workflows.review import Review
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

RUNNER = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules("domain", "structlog")
)

def workers(client: Client, archive: Archive) -> Sequence[Worker]:
    rec = Recorder(archive.journal)
    return [Worker(client, task_queue="reviews", workflows=[Review], workflow_runner=RUNNER),
        Worker(client,task_queue="store",activities=[rec.record,rec.read_review,rec.read_session])]


@pytest.fixture
async def idle_engine(database: str, temporal_client: Client) -> AsyncIterator[Engine]:
    """An engine that nobody works for yet."""
    async with engine_on(database, temporal_client, workers) as engine:
        yield engine


@pytest.fixture
async def engine(idle_engine: Engine) -> AsyncIterator[Engine]:
    """An engine at work."""
    async with idle_engine.at_work():
        yield idle_engine
