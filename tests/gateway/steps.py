"""A house in which a short year has begun: notes and talk, objectives, sign-off."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_urlsafe

import httpx2
from temporalio.client import Client

from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.ids import StepId
from domain.people import Person
from domain.reach import Link, StepReach
from domain.review.verdict import Verdict
from gateway.entry.sessions import cookie_name, digest_of
from gateway.step.place import HandedIn
from storage.links import LinkBook
from storage.sessions import SessionBook
from tests.gateway.doorway import Doorway
from tests.gateway.house import House, form_token, house_on
from tests.workflow.company import annual
from tests.workflow.engine import engine_on
from tests.workflow.under_way import Words

NOTES, TALK, PROPOSE, AGREE, SHARE, SIGN = (
    "mid_year_notes",
    "mid_year_talk",
    "propose_goals",
    "agree_goals",
    "share",
    "sign",
)
REVIEWEE, MANAGER = "101", "10"
ORDER = (
    (NOTES, REVIEWEE, Verdict.SUBMITTED),
    (TALK, MANAGER, Verdict.SUBMITTED),
    (PROPOSE, REVIEWEE, Verdict.SUBMITTED),
    (AGREE, MANAGER, Verdict.AGREED),
    (SHARE, MANAGER, Verdict.SHARED),
    (SIGN, REVIEWEE, Verdict.ACKNOWLEDGED),
)
GOALS_SAID: Words = {
    "objectives": [
        {
            "id": "desk",
            "title": "Answer within a day",
            "weight": "100.00",
            "measure": {"kind": "soft", "levels": ["seldom", "always"]},
        }
    ],
    "support": "A second pair of hands.",
}
WORDS = {"progress": "All of them stand where they should.", "obstacles": "None."}


def short_year() -> CycleDefinition:
    """Three stages of the annual template, each open as soon as the one before it is done."""
    whole = annual()
    stages = {str(stage.id): stage for stage in whole.stages}
    at_once = [
        stages[name].model_copy(update={"opens": When(working_days=0)})
        for name in ("mid_year", "goal_setting", "sign_off")
    ]
    return whole.model_copy(
        update={"begins": date(2026, 1, 1), "stages": tuple(at_once), "calibration": None}
    )


def path_of(house: House, step: str, number: str = REVIEWEE, round_: int = 1) -> str:
    """The address of somebody's step."""
    return f"/reviews/{house.review(number)}/steps/{step}/0/{round_}"


def reach_of(house: House, step: str, number: str = REVIEWEE) -> StepReach:
    """What the link to a step reaches."""
    return StepReach(review=house.review(number), step=StepId(step), seat=0, round=1)


@dataclass(frozen=True)
class Browser:
    """Somebody before a step: posts as the pages ask for it."""

    client: httpx2.AsyncClient
    path: str

    async def get(self, below: str = "") -> httpx2.Response:
        return await self.client.get(f"{self.path}{below}")

    async def post(self, below: str, page: str = "", **values: str) -> httpx2.Response:
        """Post a form with everything that the page it stands on sends along."""
        html = (await self.client.get(f"{self.path}{page}")).text
        return await self.send(below, html, **values)

    async def send(self, below: str, html: str, **values: str) -> httpx2.Response:
        """Post the form of a page that was loaded before."""
        kept = {name: hidden(html, name) for name in ("_way", "_version", "_seed", "_shown")}
        sent = {name: value for name, value in kept.items() if value}
        data = {"_csrf": form_token(html), **sent, **values}
        return await self.client.post(f"{self.path}{below}", data=data)

    async def settled(self) -> httpx2.Response:
        """Load the page of the step once nothing of it is on its way any more."""
        for _ in range(100):
            answer = await self.client.get(f"{self.path}/status")
            if answer.status_code == 303:
                break
        return await self.client.get(self.path)


def hidden(html: str, name: str) -> str:
    """Find what a page sends along under a name."""
    _, _, rest = html.partition(f'name="{name}" value="')
    return rest.partition('"')[0]


@asynccontextmanager
async def at_step(
    house: House, step: str, number: str, *, of: str = REVIEWEE, link: bool = False
) -> AsyncIterator[Browser]:
    """The browser of somebody, before a step of a review."""
    reach = reach_of(house, step, of) if link else None
    async with house.visitor(number, reach) as client:
        yield Browser(client, path_of(house, step, of))


@asynccontextmanager
async def house_of_steps(
    database: str, client: Client, folder: Path, base_url: str = "http://perennial.test"
) -> AsyncIterator[House]:
    """A small house, at work, on the first morning of its short year."""
    async with (
        engine_on(database, client) as engine,
        engine.at_work(),
        engine.projecting(),
        house_on(engine, folder, base_url, 6, short_year(), "2026-01-12 10:00") as house,
    ):
        yield house
        await engine.dismiss()


async def handed_in(house: House, number: str = REVIEWEE) -> list[HandedIn]:
    """What was handed in, or sent back, in the review of somebody."""
    review = await house.launched.review_of(number)
    return [event for event in await review.facts() if isinstance(event, HandedIn)]


@asynccontextmanager
async def before(doorway: Doorway, person: Person | None = None) -> AsyncIterator[Browser]:
    """The browser of somebody, before the step that waits for the reviewee of a firm."""
    async with doorway.stranger() as client:
        await doorway.let_in(client, person or doorway.reviewee)
        yield Browser(client, doorway.page())


@asynccontextmanager
async def by_link(doorway: Doorway) -> AsyncIterator[Browser]:
    """The browser of the reviewee of a firm, who came by the link to the step and no further."""
    secret, at, person = token_urlsafe(32), doorway.front.now(), doorway.reviewee.id
    reach = doorway.step()
    link = await LinkBook(doorway.log.hosts).ensure(Link(person=person, reach=reach), at)
    await SessionBook(doorway.log.hosts).begin(digest_of(secret), person, at, link=link)
    async with doorway.stranger() as client:
        client.cookies.set(cookie_name(doorway.front.site, reach), secret)
        yield Browser(client, doorway.page())


async def played(house: House, until: str) -> None:
    """Let everybody do what comes before a step, without the pages."""
    review = await house.launched.review_of(REVIEWEE)
    for step, number, verdict in ORDER:
        if step == until:
            break
        words = GOALS_SAID if step == PROPOSE else {"text": f"Said at {step}."}
        await review.submit(step, house.person(number), verdict, words=words)
    await house.settled()
