"""Whether a namespace of Temporal knows our search attributes, and how it is given them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import CountWorkflowExecutionsRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.search_attributes import SEARCH_ATTRIBUTES
from domain.errors import ReviewError

PATIENCE: Final = 20.0
POLL: Final = 0.1

CLOSED: Final = frozenset({RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED})
"""What a server answers that keeps the list of search attributes to its own operators."""

TYPES_BY_USE: Final = {
    "Keyword": 'STARTS_WITH "a"',
    "Datetime": '> "2026-01-01T00:00:00Z"',
    "Int": "= 1",
}
"""What can be asked of an attribute of each type; the first that is answered tells the type."""


class NamespaceMissing(ReviewError):
    """The namespace that the settings name is not there."""

    code: ClassVar[str] = "namespace_missing"


@dataclass(frozen=True, slots=True)
class Registration:
    """What a namespace knows of our search attributes.

    Attributes:
        namespace: where was looked.
        right: names that are there, with the type that they must have.
        missing: names that are not there, with the type they need.
        wrong: names that are there with another type, and the type they have.
        is_closed: whether only operators of the server may register what is missing.
    """

    namespace: str
    right: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    is_closed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every one is there as it must be."""
        return not self.missing and not self.wrong

    def commands(self) -> list[str]:
        """Say how what is missing is made by hand, on a server of your own or Temporal Cloud."""
        if self.is_closed:
            words = " ".join(f'--sa "{name}={kind}"' for name, kind in self.missing.items())
            add = "tcld namespace search-attributes add"
            return [f"{add} --namespace {self.namespace} {words}"] if words else []
        words = " ".join(f"--name {name} --type {kind}" for name, kind in self.missing.items())
        create = "temporal operator search-attribute create"
        return [f"{create} --namespace {self.namespace} {words}"] if words else []

    def remarks(self) -> list[str]:
        """Say of each that has another type what is wrong, and what to do."""
        return [
            f"{name} is registered with the type {kind} and must be {SEARCH_ATTRIBUTES[name]}. A "
            "type cannot be changed: use a namespace of its own, or remove the attribute if "
            "nothing else uses it, and register it anew."
            for name, kind in self.wrong.items()
        ]


async def look(client: Client) -> Registration:
    """Look what a namespace knows.

    Raises:
        NamespaceMissing: there is no such namespace.
        RPCError: Temporal did not answer.
    """
    request = ListSearchAttributesRequest(namespace=client.namespace)
    try:
        listed = await client.operator_service.list_search_attributes(request)
    except RPCError as failure:
        if failure.status is RPCStatusCode.NOT_FOUND:
            raise NamespaceMissing(
                f"Temporal has no namespace {client.namespace}. Make it first: temporal operator "
                f"namespace create --namespace {client.namespace}"
            ) from None
        if failure.status not in CLOSED:
            raise
        return await look_by_use(client)
    types = {name: _word(kind) for name, kind in listed.custom_attributes.items()}
    known = {name: types.get(name) for name in SEARCH_ATTRIBUTES}
    return _registration(client.namespace, known, is_closed=False)


async def look_by_use(client: Client) -> Registration:
    """Look what a namespace knows whose list is closed to us: by what can be asked of it.

    Raises: as `look`.
    """
    asked = {name: await _asked_by_use(client, name) for name in SEARCH_ATTRIBUTES}
    return _registration(client.namespace, asked, is_closed=True)


async def register(client: Client, found: Registration) -> Registration:
    """Give a namespace what it lacks and say how it stands then; what is there stays as it is.

    Where only operators of the server may do that, nothing changes.

    Raises:
        RPCError: Temporal did not take it, as where it has no room for more attributes.
    """
    if found.is_closed or not found.missing:
        return found
    kinds = {
        name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}")
        for name, kind in found.missing.items()
    }
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=kinds)
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as failure:
        if failure.status in CLOSED:
            return replace(found, is_closed=True)
        raise
    return await _once_known(client)


async def _once_known(client: Client) -> Registration:
    """Look again until the server knows of what it was told, which takes a moment."""
    loop = asyncio.get_running_loop()
    patience = loop.time() + PATIENCE
    while (  # noqa: ASYNC110 - the server tells nobody
        found := await look(client)
    ).missing and loop.time() < patience:
        await asyncio.sleep(POLL)
    return found


async def _asked_by_use(client: Client, name: str) -> str | None:
    """Give the type of an attribute, by what can be asked of it; None where it is not there."""
    if not await _takes(client, f"{name} IS NULL"):
        return None
    for kind, asked in TYPES_BY_USE.items():
        if await _takes(client, f"{name} {asked}"):
            return kind
    return "another one"


async def _takes(client: Client, query: str) -> bool:
    request = CountWorkflowExecutionsRequest(namespace=client.namespace, query=query)
    try:
        await client.workflow_service.count_workflow_executions(request)
    except RPCError as failure:
        if failure.status is RPCStatusCode.INVALID_ARGUMENT:
            return False
        raise
    return True


def _registration(
    namespace: str, known: Mapping[str, str | None], *, is_closed: bool
) -> Registration:
    kinds = SEARCH_ATTRIBUTES
    return Registration(
        namespace=namespace,
        right={name: kind for name, kind in known.items() if kind == kinds[name]},
        missing={name: kinds[name] for name, kind in known.items() if kind is None},
        wrong={name: kind for name, kind in known.items() if kind not in (None, kinds[name])},
        is_closed=is_closed,
    )


def _word(kind: "IndexedValueType.ValueType") -> str:
    """Write a type as Temporal's own programs do: Keyword, KeywordList, Datetime."""
    name = IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_")
    return "".join(part.capitalize() for part in name.split("_"))
