"""Doing a step on its page, whose it is, and what one is told of it."""

from uuid import uuid4

from domain.definition.words import Role
from domain.review.commands import PauseReview
from tests.gateway.doorway import Doorway
from tests.gateway.house import House
from tests.gateway.steps import NOTES, REVIEWEE, WORDS, at_step, before, by_link, handed_in

OTHER_WORDS = "Written later."


async def test_a_step_is_done_in_one_sitting(short: House) -> None:
    async with at_step(short, NOTES, REVIEWEE, link=True) as browser:
        page = (await browser.get()).text
        assert "Stage 1 of 3: Mid-year check" in page
        assert "in 8 working days" in page
        assert "Read by you, your manager and HR, once you submit." in page
        answer = await browser.post("/check", _do="check", **WORDS)
        assert answer.headers["location"].endswith("/check")
        assert WORDS["progress"] in (await browser.get("/check")).text
        await browser.post("/submit", "/check", confirmed="yes")
        done = (await browser.settled()).text
    assert "You handed this in" in done
    assert "Talk about the first half" in done, "what happens next"
    assert "Nothing else waits for you" in done


async def test_handing_in_twice_is_handing_in_once(short: House) -> None:
    async with at_step(short, NOTES, REVIEWEE) as browser:
        await browser.post("/check", _do="check", **WORDS)
        checked = (await browser.get("/check")).text
        await browser.post("/draft", _do="auto", progress=OTHER_WORDS)
        stale = await browser.send("/submit", checked, confirmed="yes")
        assert stale.headers["location"].endswith("/check?changed=1")
        assert OTHER_WORDS in (await browser.get("/check?changed=1")).text
        assert await handed_in(short) == []
        checked = (await browser.get("/check")).text
        for _ in range(2):
            await browser.send("/submit", checked, confirmed="yes")
            await browser.settled()
        late = await browser.send("/draft", checked, _do="auto", progress="too late")
    assert late.status_code == 409
    assert len(await handed_in(short)) == 1
    assert not await short.front.archive.hosts.fetch("SELECT 1 FROM web.drafts")


async def test_a_step_is_nobody_elses(doorway: Doorway) -> None:
    people = doorway.firm.people
    stranger = next(one for one in people.values() if one.employee_number == "15")
    async with before(doorway, stranger) as browser:
        assert (await browser.get()).status_code == 404
    async with before(doorway, doorway.manager) as browser:
        known = await browser.get()
        assert known.status_code == 403
        assert "This step is with somebody else" in known.text
        assert (await browser.get("/check")).status_code == 303
        guessed = browser.path.replace(str(doorway.firm.review), str(uuid4()))
        assert (await browser.client.get(guessed)).status_code == 404
        for other in ("/nothing/0/1", "/propose_goals/0/2", "/propose_goals/x/1"):
            path = browser.path.replace("/propose_goals/0/1", other)
            assert (await browser.client.get(path)).status_code == 404


async def test_a_link_reaches_its_own_step_alone(doorway: Doorway) -> None:
    async with by_link(doorway) as browser:
        assert (await browser.get()).status_code == 200
        elsewhere = await browser.client.get(browser.path.replace("propose", "agree"))
    assert elsewhere.status_code == 303
    assert elsewhere.headers["location"].startswith("/sign-in")


async def test_a_paused_review_says_so_and_keeps_what_was_written(doorway: Doorway) -> None:
    state = doorway.firm.stories[0].state
    hr = state.planned.blocked.person
    async with before(doorway) as browser:
        page = (await browser.get()).text
        opened = doorway.firm.stories[0].batches[-1].events[-1].at
        await doorway.happens(PauseReview(at=opened, request="pause", by=hr))
        told = (await browser.get()).text
        assert "HR has paused this review" in told
        kept = await browser.send("/draft", page, _do="auto", support="Still typing.")
        assert kept.status_code == 200


async def test_signing_in_again_is_asked_of_whoever_has_no_session(doorway: Doorway) -> None:
    page = doorway.page(doorway.step(Role.REVIEWEE))
    async with doorway.stranger() as client:
        answer = await client.get(page)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
