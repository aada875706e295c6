"""A real Chromium before the real site, which listens on a port of its own."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright
from temporalio.client import Client

from tests.browser.walk import Walk
from tests.gateway.house import House, house_on
from tests.workflow.engine import engine_on
from workers.embedded.ports import LOCALHOST, settle_ports
from workers.gateway import run_gateway

IMAGES = Path(__file__).parents[2] / "docs" / "images"
TALLEST = 1_600
COLOURS = 128
Picture = Callable[[Page, str], Awaitable[None]]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium of this machine; `make test` installs one where it can."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert found, "The browser tests need Chromium: apt-get install chromium"
    return found


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A browser of this test's own."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=list(QUIETLY))
        yield running
        await running.close()


@pytest.fixture
async def served(database: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[House]:
    """The house of tests/gateway, with its site on a real port."""
    ports, _ = settle_ports({"site": 0})
    base_url = f"http://{LOCALHOST}:{ports['site']}"
    async with (
        engine_on(database, temporal_client) as engine,
        engine.at_work(),
        engine.projecting(),
        house_on(engine, tmp_path, base_url) as house,
        listening(house, ports["site"]),
    ):
        yield house
        await engine.dismiss()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Picture:
    """Takes a picture for the documentation, when the run is asked for them."""
    wanted = bool(request.config.getoption("--pictures"))

    async def take(page: Page, name: str) -> None:
        if wanted:
            shot = await page.screenshot(full_page=True, animations="disabled")
            _keep(shot, IMAGES / f"{name}.png")

    return take


def _keep(shot: bytes, place: Path) -> None:
    """Keep the upper part of a picture, in as few colours as it takes."""
    with Image.open(BytesIO(shot)) as whole:
        seen = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, TALLEST)))
        seen.quantize(COLOURS, dither=Image.Dither.NONE).save(place, optimize=True)


@pytest.fixture
def walk(browser: Browser, served: House) -> Walk:
    """A way for anybody of the company to come to the site, on any screen."""
    return Walk(browser, served)


@asynccontextmanager
async def listening(house: House, port: int) -> AsyncIterator[None]:
    stop = asyncio.Event()
    serving = asyncio.ensure_future(run_gateway(house.front, LOCALHOST, port, stop))
    try:
        async with asyncio.timeout(10):
            while not await _answers(port):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        yield
    finally:
        stop.set()
        await serving


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(LOCALHOST, port)
    except OSError:
        return False
    writer.close()
    return True
