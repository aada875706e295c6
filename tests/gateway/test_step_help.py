"""What one can do with a step beside doing it: ask for more time, hand it to a colleague."""

from domain.review import events as e
from tests.gateway.doorway import Doorway
from tests.gateway.house import House
from tests.gateway.steps import MANAGER, REVIEWEE, TALK, at_step, before, played

WHY = "I am at the fair until Friday."


async def test_more_time_is_asked_of_hr_and_moves_nothing(doorway: Doorway) -> None:
    async with before(doorway) as browser:
        wordless = await browser.post("/more-time", "/more-time", confirmed="yes", days="5")
        assert wordless.status_code == 422
        assert 'href="#reason"' in wordless.text
        asked = {"confirmed": "yes", "reason": WHY}
        many = await browser.post("/more-time", "/more-time", **asked, days="21")
        assert "one to twenty working days" in many.text
        await browser.post("/more-time", "/more-time", **asked, days="5")
        told = (await browser.get()).text
        assert "You asked for 5 more working days on" in told
        again = await browser.post("/more-time", "/more-time", **asked, days="6")
        assert "asked for more time for this step already" in again.text
    facts = [each.event for each in await doorway.log.journal.read(doorway.firm.review)]
    (wish,) = [fact for fact in facts if isinstance(fact, e.MoreTimeAsked)]
    assert (wish.days, wish.person) == (5, doorway.reviewee.id)
    assert not [fact for fact in facts if isinstance(fact, e.DeadlineMoved)]
    await doorway.live.catch_up()
    reasons = "SELECT recipient FROM read.notices WHERE reason = 'more_time_asked'"
    (notice,) = await doorway.log.readers.fetch(reasons)
    assert notice["recipient"] == wish.owner


async def test_a_manager_hands_a_step_to_a_colleague_who_leads_people(short: House) -> None:
    await played(short, TALK)
    async with at_step(short, TALK, MANAGER) as manager:
        values = {"confirmed": "yes", "reason": WHY}
        for number, sentence in REFUSED.items():
            answer = await manager.post("/delegate", "/delegate", to=number, **values)
            assert answer.status_code == 422
            assert sentence in answer.text, number
        await manager.post("/delegate", "/delegate", to="2", **values)
        assert "You handed this step to" in (await manager.get()).text
    await short.settled()
    async with at_step(short, TALK, "2") as successor:
        assert "Check your answers" in (await successor.get()).text
    review = await short.launched.review_of(REVIEWEE)
    (part,) = await review.all(e.PartHandedOver)
    assert (part.from_person, part.by) == (short.person(MANAGER), short.person(MANAGER))
    assert part.content is not None


REFUSED = {
    "77": "Nobody with that employee number",
    "10": "You have this step already",
    "101": "Nobody can act on their own review",
    "102": "Only somebody who leads people",
    "1": "They have another part in this review",
}


async def test_what_the_person_under_review_does_is_never_handed_over(doorway: Doorway) -> None:
    async with before(doorway) as reviewee:
        page = (await reviewee.get()).text
        assert "/more-time" in page
        assert "/delegate" not in page
        assert (await reviewee.get("/delegate")).status_code == 404
        answer = await reviewee.post("/delegate", to="2", reason=WHY, confirmed="yes")
    assert answer.status_code == 404
