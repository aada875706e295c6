"""A site whose mail really travels: through SMTP into the catcher, and from there to a reader."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page
from temporalio.worker import Worker

from activities.intake.cycle_file import read_cycle
from activities.notify.email import Email, MailServer
from activities.notify.linking import Linker
from domain.definition.cycle import CycleDefinition
from domain.ids import PersonId, ReviewId, review_id
from domain.tempo import Segment, Tempo
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from gateway.site.front import Front, Site
from storage.link_tokens import LinkSigner
from storage.links import LinkBook
from tests.browser.walk import PHONE
from tests.workflow.company import HR, Company
from tests.workflow.engine import Engine
from workers.embedded.mail import MailCatcher
from workers.embedded.ports import LOCALHOST
from workers.gateway import run_gateway
from workers.worker import workers_of

SHORT_YEAR = Path(__file__).parent / "short_year.yaml"
BEGUN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
RATE = 7200.0
"""Two hours in a second: the next mail goes out four hours after the last."""


def short_year() -> CycleDefinition:
    """Six steps, from the first objective to the signature."""
    definition = read_cycle(SHORT_YEAR.read_text()).definition
    assert definition is not None
    return definition


@asynccontextmanager
async def open_for_business(
    engine: Engine, folder: Path, site_port: int, mail_port: int
) -> AsyncIterator[Front]:
    """Catch mail, work on every queue, and serve the site, for as long as the block lasts."""
    catcher = MailCatcher(folder / "mail", mail_port)
    await catcher.start()
    mail = Email(MailServer(LOCALHOST, mail_port, "reviews@perennial.invalid"))
    site = Site(
        base_url=f"http://{LOCALHOST}:{site_port}",
        secret=b"s" * 32,
        signer=LinkSigner([b"l" * 32]),
        caught=lambda: catcher.caught,
    )
    front = Front(engine.archive, engine.client, mail, site)
    linker = Linker(LinkBook(engine.archive.hosts), site.signer, site.base_url)
    stop = asyncio.Event()
    async with AsyncExitStack() as running:
        for worker in _workers(engine, mail, linker):
            await running.enter_async_context(worker)
        serving = asyncio.ensure_future(run_gateway(front, LOCALHOST, site_port, stop))
        yield front
        stop.set()
        await serving
    await catcher.stop()


def _workers(engine: Engine, mail: Email, linker: Linker) -> list[Worker]:
    return workers_of(engine.client, engine.archive, mail, linker)


async def begin(company: Company, reviewee: str) -> ReviewId:
    """Launch the short year for one person, whose time passes two hours a second."""
    tempo = Tempo(segments=(Segment(real=datetime.now(UTC), virtual=BEGUN, rate=RATE),))
    whose: list[PersonId] = [company[reviewee]]
    request = LaunchRequest(short_year(), whose, company[HR], tempo)
    cycle, _ = await launch(company.engine.archive, company.engine.client, request)
    return review_id(cycle, company[reviewee])


@asynccontextmanager
async def reader(browser: Browser, front: Front, *, scripts: bool) -> AsyncIterator[Page]:
    """Somebody with a phone who has never been here."""
    context = await browser.new_context(
        base_url=front.site.base_url, viewport=PHONE, java_script_enabled=scripts
    )
    context.set_default_timeout(20_000)
    yield await context.new_page()
    await context.close()


async def follow_the_mail(page: Page, number: str, about: str) -> None:
    """Read one's inbox until a mail tells of something, follow its link, and go on."""
    async with asyncio.timeout(90):
        while True:
            await page.goto(f"/inbox?to=p{number}@halden.example")
            mail = page.get_by_role("link", name=about).first
            if await mail.count():
                break
            await asyncio.sleep(0.5)
    await mail.click()
    await page.locator(".card.words a[href*='/s/']").first.click()
    await page.get_by_role("button", name="Continue as").click()
