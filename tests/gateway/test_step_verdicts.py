"""Agreeing, sending back, sharing, signing: each for exactly what was shown."""

from domain.review import events as e
from domain.review.verdict import Verdict
from tests.gateway.house import House
from tests.gateway.steps import (
    AGREE,
    MANAGER,
    PROPOSE,
    REVIEWEE,
    SHARE,
    SIGN,
    at_step,
    handed_in,
    hidden,
    path_of,
    played,
)

WHY = "The second half of the year is missing."


async def test_what_is_sent_back_says_by_whom_and_why(short: House) -> None:
    await played(short, AGREE)
    async with at_step(short, AGREE, MANAGER) as manager:
        page = (await manager.get()).text
        assert "Answer within a day" in page
        assert "A second pair of hands." in page
        wordless = await manager.post("/send-back", "/send-back", confirmed="yes")
        assert wordless.status_code == 422
        assert 'href="#f.reason"' in wordless.text
        await manager.post("/send-back", "/send-back", confirmed="yes", reason=WHY)
        assert "You sent it back" in (await manager.settled()).text
    async with at_step(short, PROPOSE, REVIEWEE) as reviewee:
        assert "open for you once more" in (await reviewee.get()).text
        again = (await reviewee.client.get(path_of(short, PROPOSE, round_=2))).text
    assert WHY in again
    assert "Sent back by" in again
    assert 'value="Answer within a day"' in again, "what was written before is there to go on with"


async def test_agreeing_takes_the_button_on_the_page_that_says_what_it_means(
    short: House,
) -> None:
    await played(short, AGREE)
    async with at_step(short, AGREE, MANAGER) as manager:
        await manager.post("/agree", "/agree")
        assert len(await handed_in(short)) == 3
        await manager.post("/agree", "/agree", confirmed="yes")
        assert "You agreed" in (await manager.settled()).text
    assert [event.step for event in await handed_in(short)][-1] == AGREE


async def test_a_signature_covers_exactly_what_was_shown(short: House) -> None:
    await played(short, SIGN)
    async with at_step(short, SIGN, REVIEWEE) as browser:
        page = (await browser.get("/acknowledge")).text
        assert "It does not mean that you agree" in page
        shown = hidden(page, "_shown")
        moved = await browser.send("/acknowledge", page, _shown="0" * 64, confirmed="yes")
        assert moved.status_code == 409
        assert "grown since you opened it" in moved.text
        assert len(await handed_in(short)) == 5
        await browser.send("/acknowledge", moved.text, confirmed="yes")
        assert "not to say that you agree" in (await browser.settled()).text
    review = await short.launched.review_of(REVIEWEE)
    (signed,) = [event for event in await review.all(e.StepSubmitted) if event.step == SIGN]
    assert signed.signed_sha256 == shown
    assert signed.verdict is Verdict.ACKNOWLEDGED


async def test_a_dispute_is_answered_by_somebody_who_reads_why(short: House) -> None:
    await played(short, SIGN)
    async with at_step(short, SIGN, REVIEWEE) as browser:
        await browser.post("/dispute", "/dispute", confirmed="yes", reason=WHY)
        assert "You disputed the result" in (await browser.settled()).text
    async with at_step(short, "resolve", "1") as above:
        assert WHY in (await above.get()).text
        await above.post("/uphold", "/uphold", confirmed="yes", reason="It was counted.")
        await above.settled()
    async with at_step(short, SIGN, REVIEWEE) as browser:
        again = (await browser.client.get(path_of(short, SIGN, round_=2))).text
        assert "/decline" in again
        assert "/dispute" not in again, "a review can be disputed once"


async def test_the_result_is_shared_once_the_talk_is_confirmed(short: House) -> None:
    await played(short, SHARE)
    async with at_step(short, SHARE, MANAGER) as manager:
        assert (await manager.get("/sign-nothing")).status_code == 404
        assert (await manager.get("/acknowledge")).status_code == 404
        await manager.post("/share", "/share", confirmed="yes", comment="We talked for an hour.")
        done = (await manager.settled()).text
    assert "confirmed that the talk took place" in done
    assert "Read your review and sign it" in done
