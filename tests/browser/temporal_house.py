"""A company whose processes are shown by the real Temporal UI, beside the site."""

import asyncio
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from temporalio.client import Client

from activities.codec import Keyring, data_converter
from activities.notify.linking import Linker
from activities.search_attributes import SEARCH_ATTRIBUTES
from domain.ids import ReviewId
from domain.offices import Office
from gateway.app import build_app
from gateway.offices import give_office
from gateway.site.front import Front, Site
from storage.link_tokens import LinkSigner
from storage.links import LinkBook
from tests.browser.conftest import listening
from tests.gateway.house import House
from tests.workflow.company import HEAD, Company, Launched, hire, rating_alone
from tests.workflow.engine import Engine, engine_on
from tests.workflow.under_way import Words
from workers.embedded.ports import LOCALHOST, settle_ports
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal
from workers.embedded.temporal_ui import TemporalUi
from workers.worker import workers_of

OPERATOR, READER = "102", "103"
"""Both run the system; the second may read payloads as well."""

RATED: Final = "101"
WORDS: Final[Words] = {"rating": 3, "reasons": "Stood in for two colleagues all autumn."}
_PACKED: Final = re.compile(r'"data":\s*"([A-Za-z0-9+/=]+)"')
SERVERS: Final = ("server", "behind", "ui", "site")


@dataclass(frozen=True)
class Shown:
    """The house, and the Temporal UI before the processes in it."""

    house: House
    ui: str

    @property
    def blocked(self) -> ReviewId:
        """The review of the head, whom nobody can rate."""
        return self.house.review(HEAD)

    def in_console(self, review: ReviewId) -> str:
        """Where an operator sees a review as a process."""
        return f"{self.house.front.site.base_url}/operations/reviews/{review}"

    def never_outside(self) -> list[str]:
        """What may stand nowhere in Temporal: names, addresses, words, ratings, titles."""
        people = self.house.company.people.values()
        named = [text for each in people for text in (each.display_full_name, each.work_email)]
        written = [str(WORDS["reasons"]), '"rating"', "Optics", "Engineer"]
        return [*named, *written, self.house.launched.request.definition.title]


@dataclass(frozen=True)
class Overheard:
    """What a browser asked while it showed the Temporal UI, and everything Temporal told it.

    Attributes:
        sent: every address it asked for.
        asked: how the codec endpoint answered, and what it was asked to do.
        told: what the UI was answered.
    """

    sent: list[str] = field(default_factory=list)
    asked: list[tuple[int, str]] = field(default_factory=list)
    told: list[asyncio.Task[str]] = field(default_factory=list)

    @classmethod
    def on(cls, page: Page, ui: str) -> Self:
        """Listen to all that a page asks from now on."""
        heard = cls()

        def keep(response: Response) -> None:
            place = urlsplit(response.url)
            heard.sent.append(response.url)
            if place.path.startswith("/codec/"):
                heard.asked.append((response.status, place.path.rpartition("/")[2]))
            if response.url.startswith(f"{ui}/api/"):
                heard.told.append(asyncio.ensure_future(_body(response)))

        page.on("response", keep)
        return heard

    async def everything(self) -> str:
        """Give all of it as text; what is in base64 alone, and not sealed, as well."""
        bodies = await asyncio.gather(*self.told)
        assert any(bodies), "the UI was told nothing"
        packed = [each for body in bodies for each in _PACKED.findall(body)]
        plain = [b64decode(each).decode(errors="replace") for each in packed]
        return "\n".join([*map(unquote, self.sent), *bodies, *plain])


async def _body(response: Response) -> str:
    """Read an answer while it is there: the browser forgets what was asked for a page it left."""
    try:
        return await response.text()
    except PlaywrightError:
        return ""


@asynccontextmanager
async def shown_on(database: str, keyring: Keyring, folder: Path) -> AsyncIterator[Shown]:
    """Launch ratings for three, of whom one has nobody to be rated by, before a Temporal UI."""
    ports, _ = settle_ports(dict.fromkeys(SERVERS, 0))
    base_url = f"http://{LOCALHOST}:{ports['site']}"
    async with (
        _temporal(folder, keyring, ports, f"{base_url}/codec") as (client, ui),
        engine_on(database, client) as engine,
        engine.projecting(),
    ):
        site = Site(base_url, b"s" * 32, LinkSigner([b"l" * 32]), temporal_ui=ui)
        front = Front(engine.archive, client, engine.postbox, site)
        async with _at_work(engine, front):
            house = House(*(await _company(engine, folder)), front, build_app(front))
            async with listening(house, ports["site"]):
                yield Shown(house, ui)
            await engine.dismiss()


@asynccontextmanager
async def _temporal(
    folder: Path, keyring: Keyring, ports: dict[str, int], codec: str
) -> AsyncIterator[tuple[Client, str]]:
    server = EmbeddedTemporal(
        folder / "temporal",
        ports["server"],
        ports["behind"],
        ui_codec=codec,
        search_attributes=SEARCH_ATTRIBUTES,
        dynamic_config=TIME_SKIPPING,
    )
    door = TemporalUi(ports["ui"], ports["behind"])
    await asyncio.gather(server.start(), door.start())
    client = await Client.connect(server.address, data_converter=data_converter(keyring))
    try:
        yield client, door.url
    finally:
        await door.stop()
        await server.stop()


@asynccontextmanager
async def _at_work(engine: Engine, front: Front) -> AsyncIterator[None]:
    """Work on every queue, by workers that know where people find the console."""
    linker = Linker(LinkBook(engine.archive.hosts), front.site.signer, front.site.base_url)
    async with AsyncExitStack() as running:
        for worker in workers_of(engine.client, engine.archive, engine.postbox, linker):
            await running.enter_async_context(worker)
        yield


async def _company(engine: Engine, folder: Path) -> tuple[Company, Launched]:
    company = await hire(engine, folder, 8)
    now = datetime.now(UTC)
    for number in (OPERATOR, READER):
        await give_office(engine.archive, company[number], Office.OPS, now)
    await give_office(engine.archive, company[READER], Office.PAYLOAD_READER, now)
    launched = await company.launch(rating_alone(), "2026-11-02 09:00", [HEAD, "10", RATED])
    await (await launched.review_of(RATED)).submit("rate", company["10"], words=WORDS)
    return company, launched
