"""A namespace learns our search attributes, whoever may teach them to it."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import pytest
import typer
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from activities.search_attributes import NEXT_WAKE_UP, PROCESS_STATE, SEARCH_ATTRIBUTES
from workers.commands.ops_search_attributes import search_attributes
from workers.keys import make_keys
from workers.registration import NamespaceMissing, Registration, look, look_by_use, register
from workers.settings import load_settings


@pytest.fixture
async def bare(temporal_client: Client) -> Client:
    """A namespace that knows nothing of ours."""
    name = f"bare-{uuid4().hex}"
    await temporal_client.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=name, workflow_execution_retention_period=Duration(seconds=86400)
        )
    )
    address = temporal_client.service_client.config.target_host
    client = await Client.connect(address, namespace=name, identity="test")
    async with asyncio.timeout(20):
        while not await is_known(client):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.02)
    return client


async def is_known(client: Client) -> bool:
    """Whether a namespace that was just made is known everywhere."""
    try:
        await look(client)
    except NamespaceMissing:
        return False
    return True


async def test_what_is_missing_is_registered_and_doing_it_again_changes_nothing(
    bare: Client,
) -> None:
    before = await look(bare)
    assert before.missing == dict(SEARCH_ATTRIBUTES)
    (command,) = before.commands()
    assert command == (
        f"temporal operator search-attribute create --namespace {bare.namespace} "
        "--name OrganisationId --type Keyword --name CycleId --type Keyword "
        "--name UnitId --type Keyword --name ProcessState --type Keyword "
        "--name NextWakeUp --type Datetime --name EscalationRung --type Int"
    )
    for found in (await register(bare, before), await register(bare, await look(bare))):
        assert found.is_complete
        assert (found.right, found.commands()) == (dict(SEARCH_ATTRIBUTES), [])


async def test_a_namespace_that_is_not_there_is_named(temporal_client: Client) -> None:
    address = temporal_client.service_client.config.target_host
    client = await Client.connect(address, namespace="nowhere", identity="test")
    with pytest.raises(NamespaceMissing, match="no namespace nowhere"):
        await look(client)


async def test_an_attribute_of_another_type_is_named_and_left_alone(bare: Client) -> None:
    wrong = {NEXT_WAKE_UP.name: IndexedValueType.INDEXED_VALUE_TYPE_TEXT}
    await bare.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=bare.namespace, search_attributes=wrong)
    )
    found = await register(bare, await look(bare))
    assert found.wrong == {NEXT_WAKE_UP.name: "Text"}
    assert PROCESS_STATE.name in found.right
    (remark,) = found.remarks()
    assert remark.startswith("NextWakeUp is registered with the type Text and must be Datetime.")


async def test_where_the_list_is_closed_the_types_are_found_by_using_them(
    temporal_client: Client,
) -> None:
    found = await look_by_use(temporal_client)
    assert (found.is_complete, found.is_closed) == (True, True)
    assert found.right == dict(SEARCH_ATTRIBUTES)


def test_where_the_list_is_closed_the_commands_are_those_of_its_operators() -> None:
    found = Registration("ours.acct", missing={"NextWakeUp": "Datetime"}, is_closed=True)
    assert found.commands() == [
        'tcld namespace search-attributes add --namespace ours.acct --sa "NextWakeUp=Datetime"'
    ]


async def test_nothing_is_registered_where_only_operators_may(temporal_client: Client) -> None:
    found = Registration(temporal_client.namespace, missing={"Mine": "Int"}, is_closed=True)
    assert await register(temporal_client, found) is found


async def test_operations_register_what_is_missing_by_one_command(
    bare: Client,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERENNIAL_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("PERENNIAL_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("PERENNIAL_TEMPORAL_ADDRESS", bare.service_client.config.target_host)
    monkeypatch.setenv("PERENNIAL_TEMPORAL_NAMESPACE", bare.namespace)
    make_keys(load_settings())
    with pytest.raises(typer.Exit):
        await search_attributes()
    assert "--name EscalationRung --type Int" in capsys.readouterr().out
    for created in (sorted(SEARCH_ATTRIBUTES), []):
        await search_attributes(create=True, as_json=True)
        told = json.loads(capsys.readouterr().out)
        assert (told["created"], told["commands"], told["remarks"]) == (created, [], [])
        assert {each["standing"] for each in told["attributes"].values()} == {"there"}
