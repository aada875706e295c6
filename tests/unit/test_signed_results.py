"""What a log says was signed, and every way in which a signature does not stand."""

from dataclasses import replace

import pytest

from domain.review import events as e
from domain.review.verdict import Verdict
from domain.rewards.apart import Apart
from domain.rewards.signed import SignedResult, Told, signed_result
from tests.unit.signed_reviews import SignedYear, signed_year, until, verdict_of

ACKNOWLEDGED, RETURNED, DISPUTED, DECLINED = range(4)


@pytest.fixture
async def year() -> SignedYear:
    return await signed_year()


def result(told: list[Told]) -> SignedResult:
    found = signed_result(told)
    assert found is not None
    return found


async def test_who_acknowledged_signed_what_the_panel_settled(year: SignedYear) -> None:
    found = result(year.told(ACKNOWLEDGED))
    story = year.played.stories[ACKNOWLEDGED]
    assert found.apart is None
    assert found.signature is not None
    assert (found.signature.verdict, found.signature.by) == (
        Verdict.ACKNOWLEDGED,
        story.state.planned.reviewee,
    )
    assert (found.standing.proposed, found.standing.calibrated) == (3, 4)
    assert (found.standing.reason_code, found.was_disputed) == ("evidence", False)


async def test_the_signature_rests_on_the_chain_that_the_engine_formed(year: SignedYear) -> None:
    told = year.told(ACKNOWLEDGED)
    found = result(told)
    signed = next(each.event for each in told if verdict_of(each) is Verdict.ACKNOWLEDGED)
    assert isinstance(signed, e.StepSubmitted)
    assert found.signature is not None
    assert found.signature.sha256 == signed.signed_sha256


async def test_an_amended_rating_is_signed_again(year: SignedYear) -> None:
    found = result(year.told(DISPUTED))
    assert (found.apart, found.was_disputed, found.standing.amended) == (None, True, 3)
    assert found.signature is not None
    assert found.signature.verdict is Verdict.ACKNOWLEDGED


async def test_a_declined_signature_is_witnessed(year: SignedYear) -> None:
    found = result(year.told(DECLINED))
    assert found.apart is None
    assert found.signature is not None
    assert found.witness is not None
    assert (found.signature.verdict, found.witness.verdict) == (
        Verdict.DECLINED,
        Verdict.WITNESSED,
    )
    assert found.witness.by != found.signature.by


@pytest.mark.parametrize(
    "place, verdict, also_it, reason",
    [
        (ACKNOWLEDGED, Verdict.AGREED, True, Apart.NOT_RATED),
        (ACKNOWLEDGED, Verdict.ACKNOWLEDGED, False, Apart.NOT_SIGNED),
        (DISPUTED, Verdict.DISPUTED, True, Apart.DISPUTE_OPEN),
        (DISPUTED, Verdict.AMENDED, True, Apart.SIGNED_NO_MORE),
        (DECLINED, Verdict.DECLINED, True, Apart.NOT_WITNESSED),
    ],
)
async def test_what_is_not_signed_yet_is_set_apart_with_the_reason(
    year: SignedYear, place: int, verdict: Verdict, *, also_it: bool, reason: Apart
) -> None:
    told = until(year.told(place), verdict, also_it=also_it)
    assert result(told).apart is reason


async def test_a_review_that_ends_without_a_signature_is_set_apart(year: SignedYear) -> None:
    told = year.told(ACKNOWLEDGED)
    unsigned = [each for each in told if verdict_of(each) is not Verdict.ACKNOWLEDGED]
    assert result(unsigned).apart is Apart.ENDED_UNSIGNED


async def test_words_that_are_not_those_of_their_fingerprint_break_the_signature(
    year: SignedYear,
) -> None:
    told = year.told(RETURNED)
    assert result(told).apart is None
    for place, each in enumerate(told):
        if each.words is not None:
            forged = [*told[:place], replace(each, is_intact=False), *told[place + 1 :]]
            assert result(forged).apart is Apart.DOES_NOT_FIT


async def test_words_nobody_can_read_any_more_are_those_of_the_erased(year: SignedYear) -> None:
    gone = [
        replace(each, words=None, is_intact=False) if each.words is not None else each
        for each in year.told(ACKNOWLEDGED)
    ]
    assert result(gone).apart is Apart.ERASED


async def test_nothing_written_before_the_signature_can_be_left_out(year: SignedYear) -> None:
    told = year.told(ACKNOWLEDGED)
    before = until(told, Verdict.ACKNOWLEDGED, also_it=False)
    written = [place for place, each in enumerate(before) if each.words is not None]
    assert len(written) > 5
    for place in written:
        shorter = result([*told[:place], *told[place + 1 :]])
        assert shorter.apart in (Apart.DOES_NOT_FIT, Apart.NOT_RATED)


async def test_a_rating_changed_after_the_signature_breaks_it(year: SignedYear) -> None:
    told = year.told(ACKNOWLEDGED)
    last = until(told, Verdict.ACKNOWLEDGED)[-1]
    assert isinstance(last.event, e.StepSubmitted)
    amended = last.event.model_copy(update={"verdict": Verdict.AMENDED, "signed_sha256": None})
    changed = Told(amended, 999, {"rating": 5, "reason": "A favour."})
    assert result([*told, changed]).apart is Apart.CHANGED_SINCE


async def test_what_is_written_after_the_signature_does_not_break_it(year: SignedYear) -> None:
    told = year.told(ACKNOWLEDGED)
    note = next(each for each in told if verdict_of(each) is Verdict.SUBMITTED)
    assert result([*told, replace(note, position=999)]).apart is None


async def test_a_cancelled_review_is_set_apart(year: SignedYear) -> None:
    told = year.told(ACKNOWLEDGED)
    last = told[-1].event
    cancelled = e.ReviewCancelled(at=last.at, cause="left", request="left", by=None)
    assert result([*told[:-1], Told(cancelled, 999)]).apart is Apart.CANCELLED


def test_before_a_review_is_opened_there_is_nothing_to_say() -> None:
    assert signed_result([]) is None
