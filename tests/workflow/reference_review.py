"""The review that budgets are made for: four stages and six submissions."""

from uuid import UUID, uuid5

from domain.definition.deadlines import When
from domain.definition.words import Act, Role
from domain.ids import PersonId, StageId
from domain.review import commands as c
from domain.review.plan import ReviewPlan
from domain.review.verdict import Verdict
from tests.unit.review.sample_plan import plan, seat, stage, step
from tests.workflow.under_way import UnderWay


def somebody(who: str) -> PersonId:
    """A person whose id is as hard to compress as any real one."""
    return PersonId(uuid5(UUID(int=0), who))


SELF, MANAGER, HR, HEAD_OF_HR = (somebody(who) for who in ("self", "manager", "hr", "head"))
PEERS = tuple(somebody(f"peer {number}") for number in range(3))


def reference_plan() -> ReviewPlan:
    """Self-assessment, three peers, a rating and a signature, each with a ladder of two rungs."""
    ladder = ((MANAGER, 3), (HR, 2))
    peers = [seat(peer, *ladder) for peer in PEERS]
    rated = [seat(MANAGER, (HR, 3), (HEAD_OF_HR, 2))]
    by_self = [seat(SELF, *ladder)]
    return plan(
        stage("self", step("assess", seats=by_self)),
        stage("peers", step("feedback", Role.PEER, seats=peers)),
        stage("manager", step("rate", Role.MANAGER, Act.RATE, seats=rated)),
        stage("sign_off", step("sign", act=Act.SIGN, seats=by_self)),
        session=None,
        owner=seat(HR, (HR, 2), (HEAD_OF_HR, 3)),
    ).model_copy(update={"reviewee": SELF})


async def play_promptly(review: UnderWay) -> None:
    """Everybody is in time."""
    await review.until("2026-03-06 10:00")
    await review.submit("assess", SELF)
    await review.until("2026-03-11 10:00")
    await _after_the_self_assessment(review, "2026-03-12 10:00", "2026-03-18 10:00")


async def play_with_two_reminders_and_an_extension(review: UnderWay) -> None:
    """The first step is reminded of twice and then gets two weeks more."""
    await review.until("2026-03-16 10:00")
    extension = c.Extend(
        stage=StageId("self"), by_rule=When(working_days=10), request="more time", by=HR
    )
    await review.steer("extend", extension)
    await review.until("2026-03-17 10:00")
    await review.submit("assess", SELF)
    await review.until("2026-03-20 10:00")
    await _after_the_self_assessment(review, "2026-03-23 10:00", "2026-03-30 10:00")


async def _after_the_self_assessment(review: UnderWay, last_peer: str, rating: str) -> None:
    await review.submit("feedback", PEERS[0])
    await review.submit("feedback", PEERS[1])
    await review.until(last_peer)
    await review.submit("feedback", PEERS[2])
    await review.until(rating)
    await review.submit("rate", MANAGER)
    await review.submit("sign", SELF, Verdict.ACKNOWLEDGED)
