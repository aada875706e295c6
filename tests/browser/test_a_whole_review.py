"""One review from the message in the inbox to the signature: on a phone, without scripts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from temporalio.client import Client

from domain.ids import ReviewId
from domain.review.events import ReviewCompleted, ReviewEvent
from gateway.site.front import Front
from tests.browser.post_office import begin, follow_the_mail, open_for_business, reader
from tests.browser.walk import fits
from tests.workflow.company import Company, hire
from tests.workflow.engine import engine_on
from workers.embedded.ports import settle_ports

MANAGER, REVIEWEE = "10", "101"
PROUD = "The bench starts in thirty seconds, and two colleagues can run it."
REASONS = "Half of the goal by June, all of it by October, and help for others."

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def place(
    database: str, temporal_client: Client, tmp_path: Path
) -> AsyncIterator[tuple[Company, Front]]:
    """A company of twelve with a site, a mail server, and everybody's inbox."""
    ports, _ = settle_ports({"site": 0, "mail": 0})
    async with (
        engine_on(database, temporal_client) as engine,
        engine.projecting(),
        open_for_business(engine, tmp_path, ports["site"], ports["mail"]) as front,
    ):
        yield await hire(engine, tmp_path, 12), front
        await engine.dismiss()


async def test_a_review_is_played_from_the_first_mail_to_the_signature(
    place: tuple[Company, Front], browser: Browser
) -> None:
    company, front = place
    review = await begin(company, REVIEWEE)
    async with (
        reader(browser, front, scripts=False) as reviewee,
        reader(browser, front, scripts=False) as manager,
    ):
        await follow_the_mail(reviewee, REVIEWEE, "Propose your objectives")
        await propose(reviewee)
        await hand_in(reviewee)
        await follow_the_mail(manager, MANAGER, "Agree to the objectives")
        await expect(manager.get_by_text("Halve the start-up time").first).to_be_visible()
        await decide(manager, "Agree")
        await follow_the_mail(reviewee, REVIEWEE, "Assess your year")
        await write(reviewee, "What are you proud of?", PROUD, "Strong")
        await hand_in(reviewee)
        await follow_the_mail(manager, MANAGER, "Rate the year")
        await expect(manager.get_by_text(PROUD)).to_have_count(0)  # independent first
        await write(manager, "What are your reasons?", REASONS, "Excellent")
        await hand_in(manager)
        await follow_the_mail(manager, MANAGER, "Talk about the result")
        await decide(manager, "Share the result")
        await follow_the_mail(reviewee, REVIEWEE, "Read your review and sign it")
        await expect(reviewee.get_by_text(REASONS).first).to_be_visible()
        await decide(reviewee, "Acknowledge")
    assert await is_complete(company, review)


async def propose(page: Page) -> None:
    """Name one objective with a number that is to fall, and go to check it."""
    first = page.locator(named("objectives.0"))
    await first.get_by_label("What is to be reached").fill("Halve the start-up time")
    await first.get_by_label("Weight in per cent").fill("100")
    await first.get_by_label("A number that is to fall").check()
    await first.get_by_label("From, the baseline").fill("48")
    await first.get_by_label("To, the target").fill("24")
    await first.get_by_label("Unit").fill("seconds")
    await fits(page)
    await check(page)


async def write(page: Page, question: str, words: str, level: str) -> None:
    """Answer a question in words, choose a level, and go to check both."""
    await page.get_by_label(question).fill(words)
    await page.get_by_label(level, exact=False).first.check()
    await fits(page)
    await check(page)


async def check(page: Page) -> None:
    """Go on to the page that shows what one is about to hand in."""
    await page.get_by_role("button", name="Check your answers").last.click()
    await expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    await fits(page)


async def hand_in(page: Page) -> None:
    """Confirm what was checked."""
    await page.get_by_label("I have checked my answers").check()
    await page.get_by_role("button", name="Hand in").click()
    await expect(page.get_by_text("It is recorded.")).to_be_visible()
    await fits(page)


async def decide(page: Page, way: str) -> None:
    """Choose an answer, and confirm it on its own page."""
    await fits(page)
    await page.get_by_role("link", name=way).click()
    await fits(page)
    await page.get_by_label("Yes, this is what I want").check()
    await page.get_by_role("button", name=way).click()
    await expect(page.get_by_text("It is recorded.")).to_be_visible()


def named(row: str) -> str:
    """Find the fieldset of a row by its id."""
    return f"[id='f.{row}']"


async def is_complete(company: Company, review: ReviewId) -> bool:
    """Whether the log says that the review is complete and was acknowledged."""
    recorded = await company.engine.archive.journal.read(review)
    facts = [each.event for each in recorded if isinstance(each.event, ReviewEvent)]
    return isinstance(facts[-1], ReviewCompleted)
