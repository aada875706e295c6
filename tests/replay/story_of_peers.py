"""What golden histories tell of colleagues who are named, approved and asked."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

from domain.review.verdict import Verdict
from gateway.asking import Wish, ask
from tests.unit.review import sample_plan as sample
from tests.workflow.engine import Engine
from tests.workflow.under_way import Handle, UnderWay


async def peers(engine: Engine, folder: Path) -> AsyncIterator[tuple[str, Handle]]:
    """Reviews that wait for a nomination, have their peers named, and are turned down."""
    review = await engine.begin(sample.of_one(*sample.nominated_feedback()))
    yield "review-waiting-for-nomination", review.handle
    await nominate(review)
    yield "review-waiting-for-approval", review.handle
    await review.submit("approve", sample.MANAGER, Verdict.AGREED)
    yield "review-with-peers-named", review.handle
    await review.submit("feedback", sample.ONE_PEER, Verdict.TURNED_DOWN)
    yield "review-with-a-peer-who-turned-down", review.handle
    await review.submit("feedback", sample.OTHER_PEER, Verdict.TURNED_DOWN)
    yield "review-that-every-peer-turned-down", review.handle


async def nominate(review: UnderWay) -> None:
    """Put two colleagues forward, as the gateway does."""
    request = str(uuid4())
    asked = await review.submission("nominate", request=request)
    seats = (sample.seat(sample.ONE_PEER), sample.seat(sample.OTHER_PEER))
    command = asked.model_copy(update={"peers": seats})
    wish = Wish(review.handle.id, "submit_step", command, request)
    await ask(review.archive, review.skipper.client, wish)
