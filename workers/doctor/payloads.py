"""Whether what lies in Temporal can be opened with the keys that are here."""

import asyncio
from itertools import chain
from typing import Final
from uuid import UUID

from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import (
    GetWorkflowExecutionHistoryRequest,
    ListWorkflowExecutionsRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError

from activities.codec import Keyring, PayloadSealedElsewhere, SealingCodec
from activities.search_attributes import ORGANISATION_ID
from workers.doctor.finding import Fault, Finding, right, wrong

NAME: Final = "Payload keys"
SAMPLE: Final = 10
"""Running processes that are looked into: those that began last."""


async def look_at_payloads(client: Client, keys: Keyring, organisation: UUID) -> Finding:
    """Try to open what some running processes of ours began with; nothing of it is shown."""
    ours = f'ExecutionStatus = "Running" AND {ORGANISATION_ID.name} = "{organisation}"'
    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace, page_size=SAMPLE, query=ours
    )
    running = (await client.workflow_service.list_workflow_executions(request)).executions
    began = await asyncio.gather(*(_began_with(client, each.execution) for each in running))
    opened = await asyncio.gather(*(_opens(keys, payload) for payload in chain(*began)))
    if all(opened):
        return right(NAME, f"open what is looked into of {len(running)} running processes")
    return wrong(
        NAME,
        Fault.PAYLOAD_KEY_MISSING,
        "Running processes were sealed with a payload key that is not here.",
        "Add the key they were sealed with to PERENNIAL_CODEC_KEY_FILE or PERENNIAL_CODEC_KEYS, "
        "below the one that seals.",
    )


async def _began_with(client: Client, execution: WorkflowExecution) -> list[Payload]:
    request = GetWorkflowExecutionHistoryRequest(
        namespace=client.namespace, execution=execution, maximum_page_size=1
    )
    try:
        answer = await client.workflow_service.get_workflow_execution_history(request)
    except RPCError:
        return []  # it has ended and gone meanwhile
    events = answer.history.events
    return list(events[0].workflow_execution_started_event_attributes.input.payloads[:1])


async def _opens(keys: Keyring, payload: Payload) -> bool:
    try:
        await SealingCodec(keys).decode([payload])
    except PayloadSealedElsewhere:
        return False
    return True
