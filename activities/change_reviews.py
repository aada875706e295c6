"""A change for many reviews: recorded once in their cycle, then told to each, however many."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, assert_never

from temporalio import activity
from temporalio.client import Client

from activities import naming, starting
from activities.steer_cycle import AT_ONCE, CycleSteering, signal_if_running
from domain.calibration.commands import WithdrawMember
from domain.content import ContentRef
from domain.cycle.commands import OrderChange
from domain.cycle.events import Change
from domain.ids import CycleId, PersonId, ReviewId, StepId
from domain.review import commands as c
from domain.value import Fact
from storage.archive import Archive
from storage.read_models.reviews import ReviewLine, reviews_of_cycle


class ReviewsChange(Fact):
    """What HR has done to these reviews; none named means to every open one.

    `late` asks only after what is overdue; who is `spared` was asked often enough today.
    """

    cycle: CycleId
    at: datetime
    change: Change
    steps: tuple[StepId, ...] = ()
    reviews: tuple[ReviewId, ...] = ()
    late: bool = False
    spared: tuple[PersonId, ...] = ()
    request: str
    by: PersonId
    content: ContentRef | None = None


class _Said(TypedDict):
    request: str
    by: PersonId
    content: ContentRef | None


def command_of(asked: ReviewsChange) -> starting.HrCommand:
    """Say what is asked of each of the reviews."""
    said: _Said = {"request": asked.request, "by": asked.by, "content": asked.content}
    match asked.change:
        case "pause":
            return c.PauseReview(**said)
        case "resume":
            return c.ResumeReview(**said)
        case "cancel":
            return c.CancelReview(cause="withdrawn", **said)
        case "close":
            return c.CancelReview(cause="closed", **said)
        case "reopen":
            return c.ReopenStep(step=asked.steps[0], **said)
        case "nudge":
            return c.NudgeReview(steps=asked.steps, late=asked.late, spared=asked.spared, **said)
        case _:
            assert_never(asked.change)


class ReviewChanges:
    """Records changes for many reviews in their cycle and passes them on."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Write to this archive and signal workflows through this client."""
        self._archive = archive
        self._client = client
        self._cycles = CycleSteering(archive, client)

    @activity.defn(name="order change")
    async def order(self, asked: ReviewsChange) -> int | None:
        """Record the change; give its position, None when it was recorded before."""
        command = OrderChange(
            change=asked.change,
            steps=asked.steps,
            reviews=asked.reviews,
            late=asked.late,
            request=asked.request,
            by=asked.by,
            content=asked.content,
        )
        return await self._cycles.record(asked.cycle, command.stamped(asked.at))

    @activity.defn(name="tell reviews of a change")
    async def tell(self, asked: ReviewsChange) -> int:
        """Signal every review concerned, paced; give how many. Told twice is told once."""
        concerned = await self._concerned(asked)
        gate, told = asyncio.Semaphore(AT_ONCE), starting.Changed(command=command_of(asked))

        async def tell(review: ReviewLine) -> None:
            async with gate:
                name = naming.review_workflow(asked.cycle, review.review)
                await signal_if_running(self._client, name, starting.CHANGED, told)
                if asked.change in ("cancel", "close"):
                    await withdraw_from_session(self._client, review)
            activity.heartbeat()

        await asyncio.gather(*(tell(review) for review in concerned))
        return len(concerned)

    async def _concerned(self, asked: ReviewsChange) -> Sequence[ReviewLine]:
        await self._cycles.until_shown()
        named = set(asked.reviews)
        return [
            review
            for review in await reviews_of_cycle(self._archive.readers, asked.cycle)
            if review.state == "open" and (not named or review.review in named)
        ]


async def withdraw_from_session(client: Client, review: ReviewLine) -> None:
    """Take a review that ends early out of the session of its panel, if it is in one."""
    if review.session is not None:
        name = naming.session_workflow(review.cycle, review.session)
        told = WithdrawMember(review=review.review)
        await signal_if_running(client, name, starting.MEMBER_WITHDRAWN, told)
