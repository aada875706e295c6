"""The step page in a browser: by keyboard, on a phone, in two windows, without scripts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from temporalio.client import Client

from tests.browser.conftest import Picture, listening
from tests.browser.walk import Walk, fits, is_accessible
from tests.gateway.house import House
from tests.gateway.steps import (
    NOTES,
    REVIEWEE,
    SIGN,
    WORDS,
    handed_in,
    house_of_steps,
    path_of,
    played,
)
from workers.embedded.ports import LOCALHOST, settle_ports

PROGRESS = "Where does each objective stand?"
OBSTACLES = "What stands in the way?"


@pytest.fixture
async def short(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[House]:
    ports, _ = settle_ports({"site": 0})
    base_url = f"http://{LOCALHOST}:{ports['site']}"
    async with (
        house_of_steps(database, temporal_client, tmp_path, base_url) as house,
        listening(house, ports["site"]),
    ):
        yield house


@pytest.fixture
def step(browser: Browser, short: House) -> Walk:
    return Walk(browser, short)


async def test_what_is_wrong_is_found_and_mended_by_keyboard_alone(
    step: Walk, picture: Picture
) -> None:
    async with step.visitor(REVIEWEE, phone=True) as page:
        await page.goto(path_of(step.house, NOTES))
        await is_sound(page)
        await press(page, "Check your answers")
        await expect(page).to_have_title("Error: Look back on the first half · Perennial")
        await expect(page.locator("#errors")).to_be_focused()
        await is_sound(page)
        await picture(page, "step-errors-phone")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_label(PROGRESS)).to_be_focused()


async def test_a_step_is_done_by_keyboard_alone_and_kept_while_typing(
    step: Walk, picture: Picture
) -> None:
    async with step.visitor(REVIEWEE, phone=True) as page:
        await page.goto(path_of(step.house, NOTES))
        await page.get_by_label(PROGRESS).focus()
        await page.keyboard.type(WORDS["progress"])
        await expect(page.locator("#saved")).to_contain_text("Saved ")
        await picture(page, "step-form-phone")
        await press(page, "Check your answers")
        await expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
        await is_sound(page)
        await picture(page, "step-check-phone")
        await page.get_by_label("I have checked my answers").focus()
        await page.keyboard.press("Space")
        await press(page, "Hand in")
        await expect(page.get_by_text("You handed this in")).to_be_visible()
        await is_sound(page)
        await picture(page, "step-done-phone")
    assert len(await handed_in(step.house)) == 1


async def test_two_windows_are_laid_side_by_side(step: Walk, picture: Picture) -> None:
    async with step.visitor(REVIEWEE) as one:
        await one.goto(path_of(step.house, NOTES))
        other = await one.context.new_page()
        await other.goto(path_of(step.house, NOTES))
        await one.get_by_label(PROGRESS).fill("Written in the first window.")
        await one.get_by_label(OBSTACLES).focus()
        await expect(one.locator("#saved")).to_contain_text("Saved ")
        await other.get_by_label(PROGRESS).fill("Written in the second.")
        await other.get_by_label(OBSTACLES).focus()
        await other.get_by_role("button", name="Compare the two texts").click()
        await expect(other.get_by_text("Written in the first window.")).to_be_visible()
        await expect(other.get_by_text("Written in the second.")).to_be_visible()
        await is_accessible(other)
        await picture(other, "step-two-windows")
        await other.get_by_label("Keep what was saved").check()
        await other.get_by_role("button", name="Keep what I chose").click()
        await expect(other.get_by_label(PROGRESS)).to_have_value("Written in the first window.")


async def test_a_review_is_signed_on_a_phone_without_scripts(step: Walk, picture: Picture) -> None:
    await played(step.house, SIGN)
    async with step.visitor(REVIEWEE, phone=True, scripts=False) as page:
        await page.goto(path_of(step.house, SIGN))
        await fits(page)
        await picture(page, "step-sign-phone")
        await page.get_by_role("link", name="Dispute the result").click()
        await page.get_by_label("Yes, this is what I want").check()
        await page.get_by_role("button", name="Dispute the result").click()
        await page.get_by_label("Yes, this is what I want").check()
        await page.get_by_role("link", name="Please answer this question.").click()
        await page.get_by_label("What do you not accept, and why?").fill("The talk is missing.")
        await page.get_by_role("button", name="Dispute the result").click()
        await expect(page.get_by_text("You disputed the result")).to_be_visible()
        await fits(page)
    assert [event.step for event in await handed_in(step.house)][-1] == SIGN


async def is_sound(page: Page) -> None:
    """See that a page can be read by everybody, and on a phone."""
    await is_accessible(page)
    await fits(page)


async def press(page: Page, name: str) -> None:
    """Press the tab key until the button of that name has the focus, and then that button."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if name == await page.evaluate("document.activeElement.textContent.trim()"):
            await page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way by keyboard to '{name}'")
