"""HR's office: a company nobody has launched anything for, or one whose ratings are late."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Download, Page
from temporalio.client import Client

from domain.definition.cycle import CycleDefinition
from domain.ids import cycle_id
from domain.offices import Office
from domain.tempo import Tempo
from gateway.app import build_app
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from gateway.offices import give_office
from gateway.site.front import Front, Site
from storage.link_tokens import LinkSigner
from tests.browser.conftest import listening
from tests.browser.walk import DESK, PHONE, Walk, fits, is_accessible
from tests.gateway.house import House
from tests.unit.review.sample_plan import local
from tests.workflow.company import HR, Company, Launched, hire, rating_alone
from tests.workflow.engine import Engine, engine_on
from workers.embedded.ports import LOCALHOST, settle_ports

PEOPLE = ("10", "101", "102")
OPENED, LATE = "2026-11-02 09:00", "2026-11-27 10:00"
UNTIL_LATE = 4.0
"""So many seconds after the launch the ratings are late, and the panel is awaited."""


@dataclass(frozen=True)
class HrOffice:
    """The house, and how HR comes in."""

    house: House
    walk: Walk

    @property
    def cycle(self) -> str:
        """Where the cycle stands in the console."""
        return f"/hr/cycles/{self.house.launched.id}"


@asynccontextmanager
async def office_on(
    database: str,
    client: Client,
    folder: Path,
    browser: Browser,
    definition: CycleDefinition | None = None,
) -> AsyncIterator[HrOffice]:
    """Open the office of a company of eight, whose HR is an HR admin.

    With a definition its cycle is what HR is going to launch; without one the ratings of three
    people are on their way to being late.
    """
    ports, _ = settle_ports({"site": 0})
    async with (
        engine_on(database, client) as engine,
        engine.at_work(),
        engine.projecting(),
    ):
        company = await hire(engine, folder, 8)
        await give_office(engine.archive, company[HR], Office.HR_ADMIN, datetime.now(UTC))
        launched = _planned(company, definition) if definition else await _late(company)
        house = _house(engine, launched, f"http://{LOCALHOST}:{ports['site']}")
        await house.settled()
        async with listening(house, ports["site"]):
            yield HrOffice(house, Walk(browser, house))
        await engine.dismiss()


def _house(engine: Engine, launched: Launched, url: str) -> House:
    site = Site(base_url=url, secret=b"s" * 32, signer=LinkSigner([b"l" * 32]))
    front = Front(engine.archive, engine.client, engine.postbox, site)
    return House(launched.company, launched, front, build_app(front))


def _planned(company: Company, definition: CycleDefinition) -> Launched:
    request = LaunchRequest(definition, [company[number] for number in PEOPLE], company[HR])
    return Launched(company, request, cycle_id(company.engine.archive.organisation, definition.key))


async def _late(company: Company) -> Launched:
    people = [company[number] for number in PEOPLE]
    stretches = [(local(LATE), UNTIL_LATE)]
    tempo = Tempo.accelerated(datetime.now(UTC), local(OPENED), stretches)
    request = LaunchRequest(rating_alone(), people, company[HR], tempo)
    cycle, _ = await launch(company.engine.archive, company.engine.client, request)
    launched = Launched(company, request, cycle)
    await launched.until_everybody_has_a_result()
    return launched


async def is_sound(page: Page) -> None:
    """Hold a page against WCAG on a phone, and see that it fits one; then back to the desk."""
    await page.set_viewport_size(PHONE)
    await fits(page)
    await is_accessible(page)
    await page.set_viewport_size(DESK)


async def exported(page: Page, what: str, kind: str = "") -> Path:
    """Take a file from the page of exports."""
    await page.get_by_label(what, exact=True).check()
    if kind:
        await page.get_by_label(kind).check()
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Export").click()
    download: Download = await waiting.value
    return await download.path()
