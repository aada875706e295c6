"""An operator in the real Temporal UI: from a ready query to a review, and what is readable."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from activities.codec import Keyring
from storage.views import ViewsAsked, views_found
from tests.browser.conftest import Picture
from tests.browser.hr_office import is_sound
from tests.browser.temporal_house import OPERATOR, RATED, READER, Overheard, Shown, shown_on
from tests.browser.walk import Walk

pytestmark = pytest.mark.timeout(240)
TABS = ("Event History", "Relationships", "User Metadata", "Search Attributes", "Memo")
DETAILS = "iframe >> nth=-1"
PATIENCE = 30_000
"""Milliseconds: the UI is some hundred files, and asks for the parts of a page one by one."""
QUIET = 700


@pytest.fixture
async def shown(database: str, keyring: Keyring, tmp_path: Path) -> AsyncIterator[Shown]:
    """Three reviews, one of them blocked and one rated, before a Temporal UI of their own."""
    async with shown_on(database, keyring, tmp_path) as shown:
        yield shown


async def test_a_blocked_review_is_found_from_a_ready_link_and_followed_to_the_console(
    shown: Shown, browser: Browser, picture: Picture
) -> None:
    async with Walk(browser, shown.house).visitor(READER) as page:
        page.set_default_timeout(PATIENCE)
        heard = Overheard.on(page, shown.ui)
        await page.goto("/operations")
        await is_sound(page)
        await picture(page, "operations")
        await finds_the_blocked_one(page, shown, picture)
        await reads_its_details(page, shown, picture)
        assert (200, "decode") in heard.asked
        told = await heard.everything()
        assert [text for text in shown.never_outside() if text in told] == []
        await follows_it_to_the_console(page, shown)
    reader = shown.house.person(READER)
    found = await views_found(shown.house.front.archive.hosts, ViewsAsked(viewer=reader), 10)
    assert "payloads in the Temporal UI" in {each.view.what for each in found}


async def finds_the_blocked_one(page: Page, shown: Shown, picture: Picture) -> None:
    await page.get_by_role("link", name="blocked", exact=True).click()
    await expect(page.get_by_text("1 Workflow", exact=True)).to_be_visible(timeout=PATIENCE)
    workflow = page.get_by_role("link", name=str(shown.blocked))
    await expect(workflow).to_be_visible(timeout=PATIENCE)
    await picture(page, "temporal-blocked")
    await workflow.click()


async def reads_its_details(page: Page, shown: Shown, picture: Picture) -> None:
    await page.get_by_role("tab", name="User Metadata").click()
    details = page.frame_locator(DETAILS)
    row = details.get_by_role("row").filter(has_text="rate")
    await expect(row).to_contain_text("blocked: nobody can do it", timeout=PATIENCE)
    await expect(row).to_contain_text(str(shown.house.person("3")))
    await picture(page, "temporal-details")


async def follows_it_to_the_console(page: Page, shown: Shown) -> None:
    link = page.frame_locator(DETAILS).get_by_role("link")
    assert await link.get_attribute("href") == shown.in_console(shown.blocked)
    async with page.context.expect_page() as opening:
        await link.click()
    console = await opening.value
    await expect(console.get_by_role("heading", name="A review as a process")).to_be_visible(
        timeout=PATIENCE
    )
    await expect(console.get_by_role("row").filter(has_text="rate")).to_contain_text("blocked")
    await is_sound(console)


async def test_who_may_not_read_payloads_finds_the_review_and_reads_nothing_of_anybody(
    shown: Shown, browser: Browser, picture: Picture
) -> None:
    async with Walk(browser, shown.house).visitor(OPERATOR) as page:
        page.set_default_timeout(PATIENCE)
        heard = Overheard.on(page, shown.ui)
        await opens(page, shown, "blocked", str(shown.blocked))
        seen = [await all_of(page, heard)]
        refused = page.get_by_role("main").get_by_text("Codec Server could not connect")
        await expect(refused).to_be_visible(timeout=PATIENCE)
        await picture(page, "temporal-ciphertext")
        await page.get_by_role("tab", name="User Metadata").click()
        details = page.frame_locator(DETAILS).get_by_text("No Current Details")
        await expect(details).to_be_visible(timeout=PATIENCE)
        seen.append(await all_of(page, heard))
        await opens(page, shown, "everything that runs", str(shown.house.review(RATED)))
        for tab in TABS:
            await page.get_by_role("tab", name=tab).click()
            seen.append(await all_of(page, heard))
        assert {each for each in heard.asked if each[1] == "decode"} == {(403, "decode")}
        everything = "\n".join([*seen, await heard.everything()])
        assert str(shown.house.review(RATED)) in everything
        assert "nobody can do it" not in everything
        assert [text for text in shown.never_outside() if text in everything] == []


async def opens(page: Page, shown: Shown, question: str, review: str) -> None:
    """Follow a ready query to a review."""
    await page.goto(f"{shown.house.front.site.base_url}/operations")
    await page.get_by_role("link", name=question, exact=True).click()
    await page.get_by_role("link", name=review).click()
    await expect(page.get_by_role("tab", name="Memo")).to_be_visible(timeout=PATIENCE)


async def all_of(page: Page, heard: Overheard) -> str:
    """Give all that a page shows, once nothing new has come for a while."""
    known = -1
    while len(heard.sent) > known:
        known = len(heard.sent)
        await page.wait_for_timeout(QUIET)
    return "\n".join([await frame.content() for frame in page.frames])
