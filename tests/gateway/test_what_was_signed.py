"""A signature covers exactly what was shown: the page, the document and the log say the same."""

from domain.review import events as e
from domain.review.outcome import chained
from domain.review.verdict import Verdict
from domain.rewards.signed import SIGNING
from gateway.packet.packets import packet_page
from gateway.review_told import told_review
from storage.journal import Recorded, content_of
from tests.gateway.house import House
from tests.gateway.quiet_house import QuietHouse
from tests.gateway.steps import REVIEWEE, SIGN, Browser, at_step, hidden, path_of, played
from tests.played_cycle import PlayedCycle

WHY = "The second half of the year is missing."
ANSWER = "It was counted, and it did not change the result."


async def test_a_page_that_was_open_while_the_review_grew_signs_nothing(short: House) -> None:
    await played(short, SIGN)
    async with at_step(short, SIGN, REVIEWEE) as browser:
        before = hidden((await browser.get("/acknowledge")).text, "_shown")
        await browser.post("/dispute", "/dispute", confirmed="yes", reason=WHY)
        await browser.settled()
    async with at_step(short, "resolve", "1") as above:
        await above.post("/uphold", "/uphold", confirmed="yes", reason=ANSWER)
        await above.settled()
    async with short.visitor(REVIEWEE) as client:
        again = Browser(client, path_of(short, SIGN, round_=2))
        page = (await again.get("/acknowledge")).text
        refused = await again.send("/acknowledge", page, _shown=before, confirmed="yes")
        assert refused.status_code == 409
        assert ANSWER in refused.text, "what has come to it is shown before anything is signed"
        assert [event.verdict for event in await signed_in(short)] == [Verdict.DISPUTED]
        await again.send("/acknowledge", refused.text, confirmed="yes")
        await again.settled()
    last = (await signed_in(short))[-1]
    assert (last.verdict, last.signed_sha256) == (
        Verdict.ACKNOWLEDGED,
        hidden(refused.text, "_shown"),
    )


async def signed_in(house: House) -> list[e.StepSubmitted]:
    review = await house.launched.review_of(REVIEWEE)
    return [event for event in await review.all(e.StepSubmitted) if event.step == SIGN]


async def test_the_document_names_the_fingerprint_that_the_log_holds_of_all_that_was_written(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    for told in year.stories:
        recorded = await signed.archive.journal.read(told.review)
        place = [at for at, each in enumerate(recorded) if is_signature(each)][-1]
        signature = recorded[place].event
        assert isinstance(signature, e.StepSubmitted)
        page = packet_page(
            await told_review(signed.archive, told.review, told.state.planned.reviewee), "key"
        )
        assert signature.signed_sha256 == chain_of(recorded[:place])
        assert f'<td class="hash">{signature.signed_sha256}</td>' in page


def is_signature(recorded: Recorded) -> bool:
    event = recorded.event
    return isinstance(event, e.StepSubmitted) and event.verdict in SIGNING


def chain_of(recorded: list[Recorded]) -> str:
    """Work the fingerprint out from the log alone, as an auditor would."""
    chain = ""
    for each in recorded:
        content = content_of(each.event)
        is_written = isinstance(each.event, e.StepSubmitted | e.StepSentBack | e.CalibrationSettled)
        if content is not None and is_written:
            chain = chained(chain, content)
    return chain
