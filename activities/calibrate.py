"""What a calibration session needs from the ratings: weighing them, and writing them back.

Ratings are read from the log, looked at here and forgotten; none of them leaves this room.
"""

from typing import Literal

from pydantic import JsonValue
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities import naming, starting
from activities.steer_cycle import signal_if_running
from domain.calibration.events import SessionEvent
from domain.calibration.session import SessionState, fold
from domain.cycle.events import CycleLaunched
from domain.definition.rating import Calibration
from domain.definition.words import Act, GuidelineUse
from domain.distribution import departures
from domain.ids import CycleId, ReviewId, SessionId
from domain.review.events import ReviewOpened, StepSubmitted
from domain.value import Fact
from storage.archive import Archive


class SessionRef(Fact):
    """Which session of which cycle."""

    session: SessionId
    cycle: CycleId


class Weighed(Fact):
    """What the panel has to answer for, said without a rating."""

    missing: tuple[ReviewId, ...]
    departs: Literal["no", "needs_reason", "refused"]


class Calibrator:
    """Looks at ratings on behalf of a panel."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Read from this archive and signal reviews through this client."""
        self._archive = archive
        self._client = client

    @activity.defn(name="weigh ratings")
    async def weigh(self, ref: SessionRef) -> Weighed:
        """Say which ratings are missing, and whether the rest departs from the guideline."""
        state = await self._session(ref.session)
        rules = await self._rules(ref.cycle)
        ratings = {m.review: await self._rating(state, m.review) for m in state.members}
        there = [rating for rating in ratings.values() if rating is not None]
        departs: Literal["no", "needs_reason", "refused"] = "no"
        if rules.guideline and departures(rules.guideline, there):
            match rules.guideline_use:
                case GuidelineUse.REQUIRE:
                    departs = "refused"
                case GuidelineUse.WARN:
                    departs = "needs_reason"
                case GuidelineUse.SHOW:
                    departs = "no"
        missing = tuple(review for review, rating in ratings.items() if rating is None)
        return Weighed(missing=missing, departs=departs)

    @activity.defn(name="write back")
    async def write_back(self, ref: SessionRef) -> int:
        """Tell every review of a locked session what stands; told twice is told once."""
        state = await self._session(ref.session)
        for member in state.members:
            settled = starting.Settled(session=ref.session, content=state.moved.get(member.review))
            name = naming.review_workflow(ref.cycle, member.review)
            await signal_if_running(self._client, name, starting.CALIBRATION_SETTLED, settled)
            activity.heartbeat()
        return len(state.members)

    async def _session(self, session: SessionId) -> SessionState:
        recorded = await self._archive.journal.read(session)
        return fold(r.event for r in recorded if isinstance(r.event, SessionEvent))

    async def _rules(self, cycle: CycleId) -> Calibration:
        recorded = await self._archive.journal.read(cycle)
        launch = next((r.event for r in recorded if isinstance(r.event, CycleLaunched)), None)
        if launch is None or launch.definition.calibration is None:
            raise ApplicationError("This cycle has no calibration.", type="no_calibration")
        return launch.definition.calibration

    async def _rating(self, state: SessionState, review: ReviewId) -> int | None:
        """Give the level the panel moved a review to, else the manager's, else None."""
        moved = state.moved.get(review)
        if moved is not None:
            return _level(await self._archive.vault.load(moved))
        recorded = await self._archive.journal.read(review, unseal=True)
        rates: set[str] = set()
        level = None
        for each in recorded:
            if isinstance(each.event, ReviewOpened):
                rates = {step.id for step in each.event.plan.steps if step.act is Act.RATE}
            if isinstance(each.event, StepSubmitted) and each.event.step in rates:
                for words in (each.confidential or {}).values():
                    level = _level(words)
        return level


def _level(words: dict[str, JsonValue]) -> int | None:
    rating = words.get("rating")
    return int(rating) if isinstance(rating, int | str) else None
