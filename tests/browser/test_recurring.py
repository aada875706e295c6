"""HR has a cycle come again, in a browser, on a phone and by keyboard."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page
from temporalio.service import RPCError

from activities import naming
from domain.offices import Office
from domain.recurrence.names import recurrence_id
from gateway.offices import give_office
from tests.browser.walk import Walk, fits, is_accessible

HR = "3"
FIRST = (datetime.now(UTC) + timedelta(days=40)).date()


async def is_sound(page: Page) -> None:
    await fits(page)
    await is_accessible(page)


@pytest.fixture
async def hr(walk: Walk) -> AsyncIterator[Walk]:
    archive, client = walk.house.front.archive, walk.house.front.client
    await give_office(archive, walk.house.person(HR), Office.HR_ADMIN, datetime.now(UTC))
    yield walk
    name = recurrence_id(archive.organisation, "annual")
    with suppress(RPCError):
        timer = naming.recurrence_timer(archive.organisation, name)
        await client.get_schedule_handle(timer).delete()


async def test_hr_sees_the_next_ten_sets_a_cycle_and_leaves_one_out(hr: Walk) -> None:
    async with hr.visitor(HR, phone=True) as page:
        await page.goto("/hr")
        await page.get_by_role("link", name="Recurring cycles").press("Enter")
        await page.get_by_text("No cycle comes again").wait_for()
        await is_sound(page)
        await page.get_by_role("link", name="Set a recurring cycle").press("Enter")
        await page.get_by_role("button", name="Show the next ten").press("Enter")
        await page.get_by_role("alert").wait_for()
        await is_sound(page)
        await page.get_by_label("Key", exact=True).fill("annual")
        await page.get_by_label("Process", exact=True).select_option("template:probation")
        await page.get_by_label("First day").fill(f"{FIRST}")
        await page.get_by_role("button", name="Show the next ten").press("Enter")
        await page.get_by_text("Nothing is set yet").wait_for()
        await is_sound(page)
        await page.get_by_label("Why").fill("As agreed")
        await page.get_by_role("button", name="Set it").press("Enter")
        await page.get_by_role("heading", name="The next ten").wait_for()
        await is_sound(page)
        await page.get_by_text("Leave one out").first.press("Enter")
        await page.locator("#skip-reason").fill("We move")
        await page.locator("#skip-reason").press("Enter")
        await page.get_by_text("HR left it out").first.wait_for()
        await is_sound(page)
        await page.goto("/hr/recurring")
        await page.get_by_text("Every year from").wait_for()
        await is_sound(page)
