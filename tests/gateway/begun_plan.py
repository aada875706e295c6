"""A review in the middle of its year, with a development plan that began four weeks ago."""

from datetime import UTC, datetime, timedelta

from domain.development.commands import AcknowledgePlan
from tests.gateway.quiet_house import QuietHouse
from tests.storage.company_with_goals import AFTER_MID_YEAR, Firm, firm
from tests.storage.recorded_plan import RecordedPlan
from tests.storage.steered import manager_of
from tests.unit.development.a_plan import RULES, plan_words


async def with_a_plan(house: QuietHouse) -> Firm:
    """Record it, and show it: both of the two stand behind the plan, and the first talk is near."""
    place = await firm(house.archive, house.live, AFTER_MID_YEAR)
    boss, begins = manager_of(place.stories[0]), datetime.now(UTC) - timedelta(days=28)
    plan = RecordedPlan(house.archive.journal, place.review)
    begun = plan.beginning.begun.model_copy(
        update={
            "cycle": place.cycle,
            "review": place.review,
            "reviewee": place.reviewee,
            "manager": boss,
            "organisation": house.archive.organisation,
        }
    )
    own = plan_words().actions[0].model_copy(update={"owner": place.reviewee})
    words = plan_words().model_copy(update={"actions": (own,)})
    plan.beginning = plan.beginning.model_copy(
        update={"begun": begun, "plan": words, "rules": RULES, "at": begins}
    )
    await plan.begin()
    for side in (place.reviewee, boss):
        await plan.ask(AcknowledgePlan(at=begins, by=side))
    await house.live.catch_up()
    return place
