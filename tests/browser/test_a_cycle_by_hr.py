"""HR runs a cycle in a browser: launch, watch, steer, calibrate, export."""

import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.async_api import Browser, Page, expect
from temporalio.client import Client

from activities.intake.cycle_file import read_cycle
from activities.intake.cycle_template import template_text
from domain.review.verdict import Verdict
from tests.browser.conftest import Picture
from tests.browser.hr_office import PEOPLE, HrOffice, exported, is_sound, office_on
from tests.browser.walk import fits
from tests.workflow.company import HEAD, HR
from tests.workflow.under_way import Words

WHY = "The fair takes everybody's time."
KEY, TITLE = "half-year-next", "Half a year"


def begins() -> str:
    """A Monday that is over, so that the first steps are open and no day is a weekend."""
    today = datetime.now(UTC).date()
    return str(today - timedelta(days=today.weekday() or 7))


@pytest.fixture
async def new_office(
    database: str, temporal_client: Client, tmp_path: Path, browser: Browser
) -> AsyncIterator[HrOffice]:
    """Nothing has been launched here yet."""
    template = read_cycle(template_text("half-year")).definition
    assert template is not None
    planned = template.model_copy(update={"key": KEY, "title": TITLE})
    async with office_on(database, temporal_client, tmp_path, browser, planned) as office:
        yield office


@pytest.fixture
async def late_office(
    database: str, temporal_client: Client, tmp_path: Path, browser: Browser
) -> AsyncIterator[HrOffice]:
    """Three ratings are late, and their panel is awaited."""
    async with office_on(database, temporal_client, tmp_path, browser) as office:
        yield office


async def test_hr_launches_a_cycle_in_four_screens_and_sees_it_live(
    new_office: HrOffice, picture: Picture
) -> None:
    async with new_office.walk.visitor(HR) as page:
        await page.goto("/hr")
        await expect(page.get_by_role("main")).to_contain_text("No cycle has been launched yet.")
        await is_sound(page)
        await page.get_by_role("button", name="Prepare a launch").click()
        await chooses_people(page)
        await chooses_a_process(page)
        await chooses_days(page)
        await sees_what_it_will_do(page, picture)
        await page.get_by_role("button", name="Launch now").click()
        await expect(page).to_have_url(f"{page.url.partition('/hr')[0]}{new_office.cycle}")
        await expect(page.locator(".figures > div").first).to_have_text("reviews3", timeout=20_000)
        await is_sound(page)
        await picture(page, "console-progress-first-day")
        await pauses_without_scripts(new_office)
        await expect(page.locator(".figures")).to_contain_text("paused", timeout=20_000)


async def chooses_people(page: Page) -> None:
    await is_sound(page)
    await page.get_by_label("These people").check()
    await page.get_by_label("Employee numbers or work").fill("10, nobody")
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await is_sound(page)
    await expect(page.get_by_label("These people")).to_be_checked()
    await page.get_by_label("Employee numbers or work").fill(", ".join(PEOPLE))
    await page.get_by_role("button", name="Go on").click()


async def chooses_a_process(page: Page) -> None:
    await is_sound(page)
    await page.get_by_label("half-year").check()
    await page.get_by_role("button", name="Start from this").click()
    await page.get_by_label("Name of the cycle").fill(TITLE)
    await page.get_by_label("Key").fill("Not a key")
    await page.get_by_role("button", name="Check").click()
    await expect(page.locator("#problems")).to_contain_text("It cannot be launched like this")
    await is_sound(page)
    source = page.get_by_label("Definition as YAML")
    await source.fill((await source.input_value()).replace('"Not a key"', KEY))
    await page.get_by_role("button", name="Check").click()


async def chooses_days(page: Page) -> None:
    await page.get_by_label("The cycle begins on").fill(begins())
    await page.get_by_role("button", name="Move all days").click()
    await is_sound(page)
    ends = page.locator('[name="ends.on"]')
    day = await ends.input_value()
    await ends.fill("2020-01-01")
    await page.get_by_role("button", name="Check").click()
    await expect(page.get_by_text("before it begins on")).to_be_visible()
    await is_sound(page)
    await ends.fill(day)
    await page.get_by_role("button", name="Check").click()


async def sees_what_it_will_do(page: Page, picture: Picture) -> None:
    """The preview shows the first messages in words; a moment that has passed is refused."""
    await expect(page.locator(".figures")).to_contain_text("reviews", timeout=20_000)
    await expect(page.locator(".message").first).to_contain_text("/s/")
    await picture(page, "console-launch-preview")
    await page.get_by_label("At this moment").fill("2020-01-01T09:00")
    await page.get_by_role("button", name="Schedule the launch").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await is_sound(page)


async def pauses_without_scripts(office: HrOffice) -> None:
    """A change from its form to its result on a phone where no script runs."""
    async with office.walk.visitor(HR, phone=True, scripts=False) as page:
        await page.goto(f"{office.cycle}/changes/pause")
        await page.get_by_label("People by name").check()
        await page.get_by_label("Whose reviews").fill("101")
        await page.get_by_label("Why").fill(WHY)
        await page.get_by_role("button", name="Show the effect").click()
        await page.get_by_text("Nothing has been changed yet").wait_for()
        await page.get_by_role("button", name="Pause").click()
        await page.get_by_role("heading", name="what became of it").wait_for()
        await fits(page)


async def test_a_launch_is_scheduled_and_called_off_on_a_phone_without_scripts(
    new_office: HrOffice,
) -> None:
    async with new_office.walk.visitor(HR, phone=True, scripts=False) as page:
        await page.goto("/hr")
        await page.get_by_role("button", name="Prepare a launch").click()
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Start from this").click()
        await page.get_by_role("button", name="Check").click()
        await page.get_by_role("button", name="Check").click()
        while await page.get_by_role("link", name="Look again").count():
            await page.get_by_role("link", name="Look again").click()
        moment = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%dT%H:%M}"
        await page.get_by_label("At this moment").fill(moment)
        await page.get_by_role("button", name="Schedule the launch").click()
        await page.get_by_text("It begins by itself on").wait_for()
        await fits(page)
        await page.get_by_role("button", name="Call the launch").click()
        await page.get_by_role("heading", name="Being prepared").wait_for()
        assert await page.get_by_text("It begins by itself on").count() == 0


async def test_hr_steers_calibrates_and_exports_a_cycle(
    late_office: HrOffice, picture: Picture
) -> None:
    async with late_office.walk.visitor(HR) as page:
        await page.goto("/hr")
        await page.get_by_role("link", name="Annual review 2026").click()
        late = page.locator(".figures .bad", has_text="overdue")
        await expect(late).to_contain_text("3", timeout=20_000)
        await is_sound(page)
        await late.get_by_role("link").click()
        await is_sound(page)
        await gives_one_person_more_time(page, picture)
        await page.goto(f"{late_office.cycle}/people?trouble=late")
        await nudges_the_late(page)
        await rated(late_office)
        await page.goto(f"{late_office.cycle}")
        await moves_and_locks(page)
        await signed(late_office)
        await page.goto(f"{late_office.cycle}/export")
        await takes_every_file(page)
        await reads_the_audit(page)


async def gives_one_person_more_time(page: Page, picture: Picture) -> None:
    """From the list of the late to one review, and to its form with the person filled in."""
    await page.get_by_role("link", name="Person 101", exact=True).click()
    await page.get_by_role("link", name="Give more time").click()
    await expect(page.get_by_label("Whose reviews")).to_have_value("101")
    await page.get_by_label("Working days more").fill("1")
    await page.get_by_label("Why").fill(WHY)
    await page.get_by_role("button", name="Show the effect").click()
    await expect(page.get_by_text("The new deadline lies in the past")).to_be_visible()
    await is_sound(page)
    await page.get_by_role("button", name="Change what you asked for").click()
    await page.get_by_label("Working days more").fill("20")
    await page.get_by_role("button", name="Show the effect").click()
    await expect(page.get_by_text("Give more time: 1 review.")).to_be_visible()
    await picture(page, "console-change-effect")
    await page.get_by_role("button", name="Move the due dates").click()
    await expect(page.get_by_text("1 review was given more time")).to_be_visible(timeout=20_000)


async def nudges_the_late(page: Page) -> None:
    await expect(page.get_by_role("row")).to_have_count(3)
    await page.get_by_role("button", name="Choose all on this page").click()
    await page.get_by_role("button", name="Nudge").click()
    await page.get_by_label("A personal line").fill("The panel meets without you otherwise.")
    await page.get_by_role("button", name="Show the effect").click()
    await expect(page.get_by_text("2 people are asked after a step")).to_be_visible()
    await is_sound(page)
    await page.get_by_role("button", name="Send the messages").click()
    await expect(page.get_by_text("2 reviews were asked after")).to_be_visible(timeout=20_000)


async def rated(office: HrOffice) -> None:
    """The managers rate at last."""
    house = office.house
    for number in PEOPLE:
        review = await house.launched.review_of(number)
        words: Words = {"rating": 3, "reasons": "Events, not impressions."}
        manager = house.person(HEAD if number == "10" else "10")
        await review.submit("rate", manager, words=words)
    await house.settled()


async def moves_and_locks(page: Page) -> None:
    """From the cycle to the board of its only session, which HR leads."""
    await page.get_by_role("link", name="Calibration", exact=True).first.click()
    await is_sound(page)
    await page.get_by_role("link", name="Open the board").click()
    row = page.locator(".board-card", has_text="Person 101")
    await row.get_by_role("link").click()
    await page.get_by_role("combobox", name="Level").select_option("4")
    await page.get_by_label("Reason", exact=True).select_option("evidence")
    await page.get_by_label("Why, in words").fill("Two projects were forgotten.")
    await page.get_by_role("button", name="Move the rating").click()
    await expect(page.get_by_role("status").first).to_contain_text("Person 101 is moved")
    await page.get_by_role("link", name="Lock the session").click()
    await page.get_by_role("button", name="Lock 3 ratings").click()
    await expect(page.get_by_text("Every review has its result")).to_be_visible(timeout=20_000)
    await is_sound(page)


async def signed(office: HrOffice) -> None:
    """One review is shared and signed."""
    house = office.house
    review = await house.launched.review_of("101")
    await review.submit("share", house.person("10"), Verdict.SHARED)
    await review.submit("sign", house.person("101"), Verdict.ACKNOWLEDGED)
    await house.settled()


async def takes_every_file(page: Page) -> None:
    """The same numbers in a workbook and in a CSV, and the document of who has signed."""
    await is_sound(page)
    book = await exported(page, "Results", "Workbook")
    sheet = ZipFile(book).read("xl/worksheets/sheet1.xml").decode()
    assert all(f"Person {number}" in sheet for number in PEOPLE)
    lines = (await exported(page, "Results", "CSV")).read_text("utf-8-sig").splitlines()
    found = {line["Employee number"]: line for line in csv.DictReader(lines)}
    assert set(found) == set(PEOPLE)
    ratings = {number: line["Rating calibrated"] for number, line in found.items()}
    assert ratings == {"10": "3", "101": "4", "102": "3"}
    packets = ZipFile(await exported(page, "Documents"))
    assert packets.testzip() is None
    assert packets.namelist() == ["perennial-packets.pem", "101.pdf", "101.pdf.sig"]
    assert packets.read("101.pdf").startswith(b"%PDF-")


async def reads_the_audit(page: Page) -> None:
    await page.get_by_role("link", name="Audit").click()
    await page.get_by_label("What").select_option("hr")
    await page.get_by_role("button", name="Filter").click()
    await expect(page.get_by_text("Person 3 gave stage")).to_be_visible()
    await expect(page.get_by_text("export: results, xlsx")).to_be_visible()
    assert WHY in await page.inner_text("main")
    await is_sound(page)
    await page.get_by_label("In whose review").fill("nobody")
    await page.get_by_role("button", name="Filter").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await is_sound(page)
