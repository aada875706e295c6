"""My work in a browser: on a phone, without scripts, and for those who use a screen reader."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page, expect
from temporalio.client import Client

from domain.ids import plan_id
from gateway.present import present_here
from tests.browser.conftest import Picture
from tests.browser.walk import PHONE, Walk, fits, is_accessible
from tests.gateway.begun_plan import with_a_plan
from tests.gateway.quiet_house import QuietHouse, quiet_house
from workers.embedded.ports import LOCALHOST, settle_ports

WHAT = "Find a mentor in another team"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
FORMS = {"/feedback/give": "See who will read it", "/actions/ask": "Ask for it"}


async def is_sound(page: Page) -> None:
    await is_accessible(page)
    await fits(page)


async def test_feedback_and_an_action_are_sent_from_a_phone_without_scripts(walk: Walk) -> None:
    due = (await present_here(walk.house.front.archive) + timedelta(weeks=6)).date()
    async with walk.visitor("10", phone=True, scripts=False) as page:
        await page.goto("/work")
        await page.get_by_role("link", name="Give feedback", exact=True).click()
        await page.get_by_label("To whom?").fill("102")
        await page.get_by_role("radio", name="Praise Thanks").check()
        await page.get_by_label("In your words").fill("You stayed to help.")
        await page.get_by_role("radio", name="The person alone").check()
        await page.get_by_role("button", name="See who will read it").click()
        await expect(page.get_by_text("Read by you and Person 102")).to_be_visible()
        await page.get_by_role("button", name="Send it").click()
        await expect(page.get_by_role("status")).to_contain_text("It is sent.")
        await page.goto("/work")
        await page.get_by_role("link", name="Ask for an action for Person 101").click()
        await page.get_by_label("What is to be done?").fill(WHAT)
        await page.get_by_label("By which day?").fill(due.isoformat())
        await page.get_by_role("button", name="Ask for it").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(WHAT)


async def test_pages_of_somebody_who_leads_others_can_be_used_by_everybody(walk: Walk) -> None:
    async with walk.visitor("10", phone=True) as page:
        await page.goto("/work")
        await is_sound(page)
        for path, button in FORMS.items():
            await page.goto(path)
            await page.get_by_role("button", name=button).click()
            await expect(page).to_have_title(re.compile("^Error: "))
            await expect(page.locator("#errors")).to_be_focused()
            await is_sound(page)


@pytest.fixture
async def house(database: str, temporal_client: Client) -> AsyncIterator[QuietHouse]:
    async with quiet_house(database, temporal_client) as house:
        yield house


async def test_a_review_and_its_plan_can_be_used_by_everybody(
    house: QuietHouse, browser: Browser, picture: Picture
) -> None:
    place = await with_a_plan(house)
    plan = f"/plans/{plan_id(place.review)}"
    async with served(house.app) as base_url, house.visitor(place.reviewee):
        page = await browser.new_page(base_url=base_url, viewport=PHONE)
        for path in (plan, f"{plan}/edit", f"/reviews/{place.review}"):
            await page.goto(path)
            await page.evaluate(OPEN_ALL)
            await is_sound(page)
        await page.reload()
        await picture(page, "review-phone")


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """Listen on a port of its own."""
    ports, _ = settle_ports({"site": 0})
    server = uvicorn.Server(
        uvicorn.Config(app, host=LOCALHOST, port=ports["site"], log_config=None, lifespan="off")
    )
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
    yield f"http://{LOCALHOST}:{ports['site']}"
    server.should_exit = True
    await running
