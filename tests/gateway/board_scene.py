"""A calibration session in the house: a manager and two reports, and the board before them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx2

from gateway.app import build_app
from gateway.site.front import Front, Site
from storage.link_tokens import LinkSigner
from tests.gateway.house import BASE, House, form_token
from tests.workflow.company import HEAD, hire, rating_alone
from tests.workflow.engine import Engine
from tests.workflow.panel import REPORTS, REVIEWEES, Panel
from tests.workflow.under_way import until_it_waits

DURING = "2026-11-13 10:00"


@dataclass(frozen=True)
class Scene:
    """The house, the session, and where its board is."""

    house: House
    panel: Panel

    @property
    def path(self) -> str:
        return f"/board/{self.panel.session}"

    def row(self, number: str) -> str:
        return f"{self.path}/rows/{self.panel.reviews[number].plan.review}"

    async def rate(self, levels: dict[str, int]) -> None:
        """Rate people as their managers do, and let the board show it."""
        for number, level in levels.items():
            await self.panel.rate(number, "10" if number in REPORTS else HEAD, level)
        await self.house.settled()

    async def meet(self) -> None:
        """Rate everybody at level 3, and let the session begin."""
        await self.rate(dict.fromkeys(REVIEWEES, 3))
        await self.panel.until(DURING)

    async def move(
        self, browser: httpx2.AsyncClient, number: str, level: int, why: str = "Two projects."
    ) -> httpx2.Response:
        """Move a row by its form, as it stands before whoever does."""
        form = (await browser.get(self.row(number))).text
        return await self.send(browser, form, number, level, why)

    async def send(
        self, browser: httpx2.AsyncClient, form: str, number: str, level: int, why: str
    ) -> httpx2.Response:
        """Send a form that somebody may have had open for a while."""
        values = {"rating": str(level), "reason_code": "evidence", "reason": why}
        hidden = {name: value_of(form, name) for name in ("basis", "proposed", "request")}
        return await browser.post(
            self.row(number), data={"_csrf": form_token(form), **hidden, **values}
        )


def value_of(html: str, name: str) -> str:
    """Give the value of a hidden field."""
    _, _, rest = html.partition(f'name="{name}" value="')
    return rest.partition('"')[0]


@asynccontextmanager
async def scene_on(
    engine: Engine, folder: Path, base_url: str = BASE, **rules: object
) -> AsyncIterator[Scene]:
    """Launch a cycle that begins with the rating, with these rules for its panel."""
    company = await hire(engine, folder, 8)
    plain = rating_alone()
    assert plain.calibration is not None
    own = plain.model_copy(update={"calibration": plain.calibration.model_copy(update=rules)})
    launched = await company.launch(own, "2026-11-02 09:00", REVIEWEES)
    reviews = {number: await launched.review_of(number) for number in REVIEWEES}
    session = reviews["10"].plan.session
    assert isinstance(session, UUID)
    panel = Panel(launched, reviews, session)
    await until_it_waits(panel.handle)
    site = Site(base_url=base_url, secret=b"s" * 32, signer=LinkSigner([b"l" * 32]))
    front = Front(engine.archive, engine.client, engine.postbox, site)
    house = House(company, launched, front, build_app(front))
    await house.settled()
    yield Scene(house, panel)
