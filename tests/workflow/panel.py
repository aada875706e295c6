"""A calibration session of three reviews, and what its panel does."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from activities import naming
from domain.calibration import events as calibration
from domain.ids import PersonId, SessionId
from gateway.calibrating import Board, Move
from tests.unit.review.sample_plan import local
from tests.workflow.company import HEAD, HR, Launched, hire, rating_alone
from tests.workflow.engine import Engine
from tests.workflow.under_way import Handle, UnderWay, Words, until_it_waits

REPORTS = ("101", "102")
REVIEWEES = ("10", *REPORTS)


@dataclass(frozen=True)
class Panel:
    """A calibration session and those who sit in it."""

    launched: Launched
    reviews: Mapping[str, UnderWay]
    session: SessionId

    def __getitem__(self, number: str) -> PersonId:
        return self.launched.company[number]

    @property
    def handle(self) -> Handle:
        name = naming.session_workflow(self.launched.id, self.session)
        return self.launched.company.engine.client.get_workflow_handle(name)

    @property
    def board(self) -> Board:
        engine = self.launched.company.engine
        return Board(engine.archive, engine.client)

    async def until(self, moment: str) -> None:
        """Let time pass in the session until that moment in Berlin."""
        engine, tempo = self.launched.company.engine, self.launched.request.tempo
        now = tempo.virtual(await engine.skipper.get_current_time(self.handle))
        await engine.advance(self.handle, local(moment) - now)

    async def rate(self, number: str, manager: str, rating: int) -> None:
        words: Words = {"rating": rating, "reasons": "Events, not impressions."}
        await self.reviews[number].submit("rate", self[manager], words=words)

    async def rate_everybody(self) -> None:
        await self.rate("10", HEAD, 3)
        for number in REPORTS:
            await self.rate(number, "10", 3)

    async def move(self, number: str, actor: str, rating: int = 4) -> None:
        move = Move(
            id=f"{number} by {actor}",
            session=self.session,
            cycle=self.launched.id,
            review=self.reviews[number].plan.review,
            reviewee=self[number],
            actor=self[actor],
            rating=rating,
            reason_code="evidence",
            reason="Two projects were forgotten.",
        )
        await self.board.move(move, self.launched.request.definition)

    async def lock(self, actor: str = HR) -> None:
        await self.board.lock(self.launched.id, self.session, self[actor], f"lock by {actor}")

    async def facts(self) -> list[calibration.Event]:
        archive = self.launched.company.engine.archive
        recorded = await archive.journal.read(self.session)
        return [each.event for each in recorded if isinstance(each.event, calibration.SessionEvent)]


async def panel_on(office: Engine, folder: Path) -> Panel:
    """A manager and two reports in one session; nobody is rated yet."""
    company = await hire(office, folder, 8)
    launched = await company.launch(rating_alone(), "2026-11-02 09:00", REVIEWEES)
    reviews = {number: await launched.review_of(number) for number in REVIEWEES}
    session = reviews["10"].plan.session
    assert session is not None
    panel = Panel(launched, reviews, session)
    await until_it_waits(panel.handle)
    return panel
