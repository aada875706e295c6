"""The page of operations: each ready query with its count, for whoever runs the system."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from activities.naming import review_workflow
from activities.search_attributes import CYCLE_ID, ORGANISATION_ID, PROCESS_STATE
from domain.ids import OrganisationId
from domain.offices import Office
from gateway.offices import give_office
from gateway.ready_queries import READY, Asked, written
from gateway.visibility_counts import counted, current_build
from tests.gateway.doorway import Doorway

UI: Final = "http://temporal.perennial.test:8233"


@pytest.fixture
def door(doorway: Doorway) -> Doorway:
    """The doorway of a site that knows where the Temporal UI stands."""
    return doorway.with_site(replace(doorway.front.site, temporal_ui=UI))


@asynccontextmanager
async def signed_in(door: Doorway, *offices: Office) -> AsyncIterator[httpx2.AsyncClient]:
    """The browser of the manager, who holds these offices."""
    for office in offices:
        await give_office(door.log, door.manager.id, office, door.front.now())
    async with door.stranger() as client:
        await door.let_in(client, door.manager)
        yield client


@asynccontextmanager
async def standing(
    client: Client, state: str, **of: str
) -> AsyncIterator[WorkflowHandle[object, object]]:
    """A process that Temporal shows in a state, and that nobody works on."""
    pairs = [
        SearchAttributePair(ORGANISATION_ID, of["organisation"]),
        SearchAttributePair(CYCLE_ID, of["cycle"]),
        SearchAttributePair(PROCESS_STATE, state),
    ]
    handle = await client.start_workflow(
        "Nobody",
        id=f"nobody/{uuid4()}",
        task_queue="nobody",
        search_attributes=TypedSearchAttributes(pairs),
    )
    yield handle
    await handle.terminate()


async def test_each_question_stands_there_with_its_count_and_leads_into_the_ui(
    door: Doorway,
) -> None:
    organisation, cycle = str(door.front.organisation), str(door.firm.launch.cycle)
    client = door.front.client
    async with (
        standing(client, "blocked", organisation=organisation, cycle=cycle),
        signed_in(door, Office.OPS) as browser,
    ):
        page = await browser.get("/operations")
        assert page.status_code == 200
        for ready in READY:
            assert ready.needs_a_build or f">{ready.name}</a>" in page.text
        of_cycle = Asked(
            OrganisationId(door.front.organisation), datetime.now(UTC), cycle=door.firm.launch.cycle
        )
        query = written(READY[0], of_cycle)
        assert f"{UI}/namespaces/default/workflows?query={quote(query, safe='')}" in page.text
        assert f"blocked: {(await client.count_workflows(query)).count}</span>" in page.text


@pytest.mark.parametrize("office", [None, Office.AUDITOR, Office.PAYLOAD_READER])
async def test_nobody_else_finds_the_page(door: Doorway, office: Office | None) -> None:
    async with signed_in(door, *([office] if office else [])) as browser:
        for page in ("/operations", f"/operations/reviews/{door.firm.review}"):
            assert (await browser.get(page)).status_code == 404
        assert "/operations" not in (await browser.get("/work")).text


async def test_an_operator_sees_a_review_as_a_process_and_no_name_in_it(door: Doorway) -> None:
    people = door.firm.people.values()
    names = {each.display_full_name for each in people} - {door.manager.display_full_name}
    async with signed_in(door, Office.OPS) as browser:
        page = await browser.get(f"/hr/reviews/{door.firm.review}", follow_redirects=True)
        assert page.url.path == f"/operations/reviews/{door.firm.review}"
        assert str(door.reviewee.id) in page.text
        assert [name for name in names if name in page.text] == []
        workflow = review_workflow(door.firm.launch.cycle, door.firm.review)
        assert f"{UI}/namespaces/default/workflows/{quote(workflow, safe='')}" in page.text
        assert (await browser.get(f"/operations/reviews/{uuid4()}")).status_code == 404


async def test_an_hr_admin_gets_from_a_review_in_the_console_to_its_workflow(door: Doorway) -> None:
    async with signed_in(door, Office.HR_ADMIN) as browser:
        page = await browser.get(f"/hr/reviews/{door.firm.review}")
        assert page.status_code == 200
        workflow = review_workflow(door.firm.launch.cycle, door.firm.review)
        assert f"{UI}/namespaces/default/workflows/{quote(workflow, safe='')}" in page.text


async def test_without_a_ui_the_page_counts_and_says_how_to_name_one(doorway: Doorway) -> None:
    async with signed_in(doorway, Office.OPS) as browser:
        page = await browser.get("/operations")
        assert "PERENNIAL_TEMPORAL_UI_URL" in page.text
        assert "does not answer" not in page.text


async def test_a_count_that_temporal_does_not_give_is_left_out(temporal_client: Client) -> None:
    known = f"OrganisationId = '{uuid4()}'"
    assert await counted(temporal_client, [known, "Unheard = 1"]) == {known: 0}
    assert await counted(temporal_client, []) == {}
    assert await current_build(temporal_client) in (None, "perennial:test")
