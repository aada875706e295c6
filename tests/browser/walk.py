"""How somebody comes to the site in a browser, and what may never be wrong with what they see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize

from domain.reach import Link, StepReach
from gateway.entry.sessions import cookie_name, digest_of
from storage.sessions import SessionBook
from tests.gateway.house import House

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass(frozen=True)
class Walk:
    """Opens the site for people of the company."""

    browser: Browser
    house: House

    @asynccontextmanager
    async def stranger(self, *, phone: bool = False, scripts: bool = True) -> AsyncIterator[Page]:
        """A browser in which nobody is signed in."""
        context = await self.browser.new_context(
            base_url=self.house.front.site.base_url,
            viewport=PHONE if phone else DESK,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        yield await context.new_page()
        await context.close()

    @asynccontextmanager
    async def visitor(
        self, number: str, *, phone: bool = False, scripts: bool = True
    ) -> AsyncIterator[Page]:
        """The browser of somebody who has signed in."""
        secret, house = token_urlsafe(32), self.house
        book = SessionBook(house.front.archive.hosts)
        await book.begin(digest_of(secret), house.person(number), datetime.now(UTC))
        async with self.stranger(phone=phone, scripts=scripts) as page:
            name, url = cookie_name(house.front.site), house.front.site.base_url
            await page.context.add_cookies([{"name": name, "value": secret, "url": url}])
            yield page

    async def link(self, number: str, reach: StepReach) -> str:
        """The address that a message to somebody holds."""
        house = self.house
        return await house.front.linker.to(Link(person=house.person(number), reach=reach))


async def is_accessible(page: Page) -> None:
    """Hold a page against WCAG 2.2 AA, as far as a machine can."""
    await _is_there(page)
    found = await Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


async def fits(page: Page) -> None:
    """See that nothing sticks out to the side."""
    await _is_there(page)
    width, wide = await page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    assert wide <= width, f"the page is {wide} px wide on a screen of {width} px"


async def _is_there(page: Page) -> None:
    """Wait until a page that a click has led to is read; before that there is nothing to see."""
    await page.wait_for_load_state("domcontentloaded")
    await page.locator("main").first.wait_for()
