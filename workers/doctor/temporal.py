"""Looks at Temporal: its version, the namespace, its search attributes, and who works there."""

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Final
from uuid import UUID

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.codec import Keyring
from workers.doctor.attributes import look_at_attributes
from workers.doctor.builds import look_at_workers
from workers.doctor.finding import Fault, Finding, right, wrong
from workers.doctor.payloads import look_at_payloads
from workers.registration import NamespaceMissing

OLDEST: Final = (1, 31)
"""The first server that tells a pinned process of a newer build; tested is 1.32."""

_NUMBER: Final = re.compile(r"v?(\d+)\.(\d+)", re.ASCII)
_NOT_LET_IN: Final = frozenset({RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED})


def is_too_old(version: str) -> bool:
    """Tell whether a server of that version lacks what is needed; a version of no number does not.

    Builds between releases, as `1.31.0-151.0`, count as what they lead up to.
    """
    found = _NUMBER.match(version)
    return found is not None and (int(found[1]), int(found[2])) < OLDEST


async def look_at_temporal(
    client: Client, keys: Keyring, organisation: UUID, *, expects_workers: bool
) -> AsyncIterator[Finding]:
    """Look at a Temporal that answered, and change nothing."""
    try:
        async for finding in _looked_at(
            client, keys, organisation, expects_workers=expects_workers
        ):
            yield finding
    except NamespaceMissing:
        yield _no_namespace(client.namespace)
    except RPCError as failure:
        yield _of_failure(failure, client.namespace)


def _no_namespace(namespace: str) -> Finding:
    return wrong(
        "Namespace",
        Fault.NAMESPACE_MISSING,
        f"Temporal has no namespace {namespace}.",
        "Correct PERENNIAL_TEMPORAL_NAMESPACE, or make it: "
        f"temporal operator namespace create --namespace {namespace}",
    )


def _of_failure(failure: RPCError, namespace: str) -> Finding:
    said = failure.status.name.lower().replace("_", " ")
    if failure.status is RPCStatusCode.NOT_FOUND:
        return _no_namespace(namespace)
    if failure.status in _NOT_LET_IN:
        return wrong(
            "Temporal",
            Fault.TEMPORAL_REFUSES,
            f"Temporal does not let this program into the namespace {namespace} ({said}).",
            "Correct PERENNIAL_TEMPORAL_API_KEY or the certificate, or give it the rights.",
        )
    return temporal_away(f"Temporal does not answer as it should ({said}).")


def temporal_away(seen: str) -> Finding:
    """Find that Temporal does not answer."""
    mend = "Start it, or correct PERENNIAL_TEMPORAL_ADDRESS and its TLS settings."
    return wrong("Temporal", Fault.TEMPORAL_AWAY, seen, mend)


async def installation_of(client: Client) -> str:
    """Name the namespace in twelve letters, alike from wherever it is seen; "?" if nobody tells."""
    try:
        found = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace)
        )
    except RPCError:
        return "?"
    return sha256(found.namespace_info.id.encode()).hexdigest()[:12]


async def _looked_at(
    client: Client, keys: Keyring, organisation: UUID, *, expects_workers: bool
) -> AsyncIterator[Finding]:
    service, namespace = client.workflow_service, client.namespace
    version = (await service.get_system_info(GetSystemInfoRequest())).server_version
    if is_too_old(version):
        least = ".".join(str(part) for part in OLDEST)
        seen = f"Temporal is of version {version}, and the oldest that will do is {least}."
        yield wrong("Temporal", Fault.TEMPORAL_TOO_OLD, seen, "Upgrade the Temporal server.")
        return
    yield right("Temporal", f"version {version}")
    await service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
    yield right("Namespace", namespace)
    yield await look_at_attributes(client)
    yield await look_at_payloads(client, keys, organisation)
    for finding in await look_at_workers(client, expects_some=expects_workers):
        yield finding
