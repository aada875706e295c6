"""A panel at its board: by keyboard, by dragging, on a phone, each seeing what the others do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from temporalio.client import Client

from tests.browser.conftest import Picture, listening
from tests.browser.walk import Walk, fits, is_accessible
from tests.gateway.board_scene import DURING, Scene, scene_on
from tests.workflow.company import HEAD, HR
from tests.workflow.engine import engine_on
from workers.embedded.ports import LOCALHOST, settle_ports


@dataclass(frozen=True)
class Table:
    """The session, and a way for each of the panel to come to its board."""

    scene: Scene
    walk: Walk

    def card(self, page: Page, number: str) -> Locator:
        return page.locator(f"#row-{self.scene.panel.reviews[number].plan.review}")

    def column(self, page: Page, level: int) -> Locator:
        return page.locator(f'.board-column[data-level="{level}"]')

    async def lies_at(self, page: Page, number: str, level: int) -> None:
        """See that a card lies at a level, or comes to lie there by itself."""
        row = self.scene.panel.reviews[number].plan.review
        await expect(self.column(page, level).locator(f"#row-{row}")).to_be_visible()


@pytest.fixture
async def table(
    database: str, temporal_client: Client, tmp_path: Path, browser: Browser
) -> AsyncIterator[Table]:
    """Two of three are rated, and the panel meets."""
    ports, _ = settle_ports({"site": 0})
    url = f"http://{LOCALHOST}:{ports['site']}"
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
        scene_on(engine, tmp_path, url) as scene,
        listening(scene.house, ports["site"]),
    ):
        await scene.rate({"101": 3, "102": 3})
        await scene.panel.until(DURING)
        yield Table(scene, Walk(browser, scene.house))
        await engine.dismiss()


async def explain(page: Page, words: str) -> None:
    await page.get_by_label("Reason", exact=True).select_option("evidence")
    await page.get_by_label("Why, in words").fill(words)


async def test_two_at_the_table_see_one_another_and_lock(table: Table, picture: Picture) -> None:
    async with table.walk.visitor(HEAD) as head, table.walk.visitor(HR) as hr:
        for page in (head, hr):
            await page.goto(table.scene.path)
        await is_accessible(hr)
        await moves_by_keyboard(table, head, hr)
        await moves_by_dragging(table, hr, head)
        await decides_again(head)
        await table.lies_at(hr, "102", 5)
        await picture(hr, "board")
        await head.goto(table.scene.path)
        await sees_a_late_rating_and_locks(table, hr)
        await expect(head.locator("#board-standing")).to_contain_text("This session is locked")


async def moves_by_keyboard(table: Table, page: Page, other: Page) -> None:
    """A row opens in a dialog, and the other sees that it does and where it goes."""
    await table.card(page, "101").get_by_role("link").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await is_accessible(page)
    await expect(table.card(other, "101")).to_contain_text("Person 1 has this row open.")
    await page.get_by_role("combobox", name="Level").select_option("4")
    await explain(page, "Two projects were forgotten.")
    await page.get_by_role("button", name="Move the rating").press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("Person 101 is moved")
    await table.lies_at(other, "101", 4)


async def moves_by_dragging(table: Table, page: Page, other: Page) -> None:
    """The same form opens with the level filled in; the other has it open already."""
    await table.card(other, "102").get_by_role("link").click()
    await table.card(page, "102").drag_to(table.column(page, 5))
    await expect(page.get_by_role("combobox", name="Level")).to_have_value("5")
    await explain(page, "Led the audit.")
    await page.get_by_role("button", name="Move the rating").click()
    await table.lies_at(page, "102", 5)


async def decides_again(page: Page) -> None:
    """Who was slower sees what happened meanwhile beside their own words."""
    await explain(page, "No change.")
    await page.get_by_role("button", name="Move the rating").click()
    await expect(page.get_by_role("alert")).to_contain_text("Led the audit.")
    await expect(page.get_by_label("Why, in words")).to_have_value("No change.")
    await is_accessible(page)


async def sees_a_late_rating_and_locks(table: Table, page: Page) -> None:
    """The last rating arrives by itself, and then the session can be locked."""
    await expect(page.locator("#board-missing-list")).to_contain_text("Person 10")
    await table.scene.rate({"10": 2})
    await table.lies_at(page, "10", 2)
    await page.get_by_role("link", name="Who leads").click()
    await is_accessible(page)
    await page.get_by_role("link", name="Back to the board").click()
    await page.get_by_role("link", name="Lock the session").click()
    await is_accessible(page)
    await page.get_by_role("button", name="Lock 3 ratings").click()
    await expect(page.get_by_role("status").first).to_contain_text("The session is locked")


async def test_a_board_works_on_a_phone_and_without_scripts(table: Table) -> None:
    async with table.walk.visitor("10", phone=True) as page:
        await page.goto(table.scene.path)
        await fits(page)
        await is_accessible(page)
        await page.goto(table.scene.row("101"))
        await fits(page)
        await page.get_by_role("button", name="Move the rating").click()
        await expect(page.get_by_role("alert")).to_be_focused()
        await is_accessible(page)
        await page.get_by_role("link", name="What stands behind it").click()
        await fits(page)
        await is_accessible(page)
    async with table.walk.visitor(HR, phone=True, scripts=False) as page:
        await page.goto(table.scene.path)
        await table.card(page, "101").get_by_role("link").click()
        await page.get_by_role("combobox", name="Level").select_option("2")
        await explain(page, "The audit was missed.")
        await page.get_by_role("button", name="Move the rating").click()
        await table.lies_at(page, "101", 2)
