"""Coming in by link and by code: on a phone, without scripts, by keyboard, for everybody."""

import re

from playwright.async_api import Page

from domain.reach import StepReach
from domain.review.events import StepOpened
from tests.browser.conftest import Picture
from tests.browser.walk import Walk, fits, is_accessible


async def first_step(walk: Walk, number: str) -> StepReach:
    """What opened first in somebody's review."""
    house = walk.house
    recorded = await house.front.archive.journal.read(house.review(number))
    opened = next(each.event for each in recorded if isinstance(each.event, StepOpened))
    return StepReach(
        review=house.review(number), step=opened.step, seat=opened.seat, round=opened.round
    )


async def test_a_link_is_gone_on_with_and_reported_on_a_phone(walk: Walk, picture: Picture) -> None:
    reach = await first_step(walk, "101")
    address = await walk.link("101", reach)
    async with walk.stranger(phone=True, scripts=False) as page, walk.stranger(phone=True) as seen:
        await seen.goto(address)
        await _is_right(seen)
        await picture(seen, "link-on-a-phone")
        await page.goto(address)
        await page.get_by_role("button", name="Continue as P.").click()
        assert page.url.endswith(f"/steps/{reach.step}/{reach.seat}/{reach.round}")
        await page.get_by_role("link", name="This link is not mine").click()
        await page.get_by_role("button", name="Revoke this link").click()
        assert page.url.endswith("/report"), "the box is not ticked"
        await seen.goto(page.url)
        await _is_right(seen)
        await page.get_by_label("This link is not mine").check()
        await page.get_by_role("button", name="Revoke this link").click()
        await page.get_by_role("heading", name="The link is revoked").wait_for()
        await seen.goto(address)
        await seen.get_by_role("heading", name="This link was revoked").wait_for()
        await _is_right(seen)


async def test_signing_in_goes_by_keyboard_alone(walk: Walk) -> None:
    async with walk.stranger(phone=True) as page:
        await page.goto("/sign-in?to=/sign-out")
        await page.get_by_label("Your work address").press("Enter")
        await page.get_by_role("alert").wait_for()
        await _is_right(page)
        await page.get_by_label("Your work address").fill("p101@halden.example")
        await page.keyboard.press("Enter")
        await page.get_by_label("Code from the mail").fill("1")
        await page.keyboard.press("Enter")
        await page.get_by_role("alert").get_by_text("4 more tries").wait_for()
        await _is_right(page)
        await page.get_by_label("Code from the mail").fill(_code(walk))
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/sign-out")
        await _is_right(page)


def _code(walk: Walk) -> str:
    texts = [each.words.text for each in walk.house.engine.postbox.messages]
    return next(found.group() for text in texts if (found := re.search(r"\d{4} \d{4}", text)))


async def _is_right(page: Page) -> None:
    await is_accessible(page)
    await fits(page)
