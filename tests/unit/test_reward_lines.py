"""Lines of the reward round: what they say, how they are fingerprinted, and what departs."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from domain.definition.rating import Outcome
from domain.ids import CycleId, PersonId, ReviewId
from domain.people import Organisation
from domain.recognition import band_in_words, outcome_of
from domain.review.verdict import Verdict
from domain.rewards.apart import SENTENCES, Apart
from domain.rewards.comparing import Departure, apart_mismatches, mismatches, signed_since
from domain.rewards.export import Manifest, RewardExport, manifest_faults
from domain.rewards.line import ApartLine, RewardLine, fingerprint_of, reward_line, why_in_words
from domain.rewards.signed import Signature, SignedResult
from domain.views.ratings import Standing
from tests.invented_people import person

REVIEWEE, WITNESS = person("11"), person("12")
PEOPLE = Organisation([REVIEWEE, WITNESS])
SIGNED_AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
MORE = Outcome(
    recommendation="More than budgeted.",
    lowest=Decimal(3),
    highest=Decimal("4.5"),
    recognition="A letter of the board.",
)
OUTCOMES = {4: MORE}
STANDING = Standing(proposed=3, calibrated=4, reason_code="evidence")


def signature(verdict: Verdict, by: PersonId = REVIEWEE.id) -> Signature:
    return Signature(verdict, by, SIGNED_AT, "a" * 64, 77)


def result(
    standing: Standing = STANDING,
    verdict: Verdict = Verdict.ACKNOWLEDGED,
    *,
    witness: Signature | None = None,
    apart: Apart | None = None,
) -> SignedResult:
    was_disputed = verdict is Verdict.DISPUTED
    signed = None if apart is Apart.NOT_SIGNED else signature(verdict)
    review = ReviewId(UUID(int=5))
    return SignedResult(review, REVIEWEE.id, standing, signed, witness, was_disputed, apart)


def line(**changes: object) -> RewardLine:
    found = reward_line(result(), OUTCOMES, PEOPLE)
    assert isinstance(found, RewardLine)
    return found.model_copy(update=changes)


def test_a_line_says_who_what_and_why_and_on_which_signature_it_rests() -> None:
    found = line()
    assert (found.employee_number, found.name) == ("11", REVIEWEE.display_full_name)
    assert (found.final, found.recommendation, found.band, found.recognition) == (
        4,
        "More than budgeted.",
        "3 to 4.5 %",
        "A letter of the board.",
    )
    assert found.why == "rated 3, calibrated to 4 (evidence)"
    assert (found.signed_how, found.signed_by, found.signed_at) == (
        "acknowledged",
        "11",
        "2026-12-01T09:00:00+00:00",
    )
    assert (found.signed_sha256, found.log_position) == ("a" * 64, 77)


@pytest.mark.parametrize(
    "verdict, witness, how, witnessed_by",
    [
        (Verdict.ACKNOWLEDGED, None, "acknowledged", ""),
        (Verdict.DISPUTED, None, "disputed", ""),
        (Verdict.DECLINED, None, "declined", ""),
        (Verdict.DECLINED, signature(Verdict.WITNESSED, WITNESS.id), "witnessed", "12"),
    ],
)
def test_a_line_says_how_it_was_signed(
    verdict: Verdict, witness: Signature | None, how: str, witnessed_by: str
) -> None:
    found = reward_line(result(verdict=verdict, witness=witness), OUTCOMES, PEOPLE)
    assert isinstance(found, RewardLine)
    assert (found.signed_how, found.witnessed_by) == (how, witnessed_by)


@pytest.mark.parametrize(
    "standing, was_disputed, why",
    [
        (Standing(proposed=3), False, "rated 3"),
        (Standing(proposed=3, calibrated=3), False, "rated 3, confirmed in calibration"),
        (Standing(proposed=3, calibrated=2), False, "rated 3, calibrated to 2"),
        (Standing(proposed=3, amended=4), True, "rated 3, amended to 4 after a dispute"),
        (Standing(proposed=3), True, "rated 3, disputed and not changed"),
        (Standing(amended=4), True, "not rated, amended to 4 after a dispute"),
    ],
)
def test_the_reasons_in_short(standing: Standing, *, was_disputed: bool, why: str) -> None:
    assert why_in_words(standing, was_disputed=was_disputed) == why


def test_a_level_nothing_follows_from_has_an_empty_recommendation() -> None:
    found = reward_line(result(Standing(proposed=2)), OUTCOMES, PEOPLE)
    assert isinstance(found, RewardLine)
    assert (found.final, found.recommendation, found.band) == (2, "", "")


def test_a_review_that_is_not_signed_gets_no_line() -> None:
    found = reward_line(result(apart=Apart.NOT_SIGNED), OUTCOMES, PEOPLE)
    assert isinstance(found, ApartLine)
    assert (found.employee_number, found.reason) == ("11", Apart.NOT_SIGNED)
    assert found.sentence == "The review is not signed yet."


def test_somebody_the_directory_does_not_know_any_more_gets_no_line() -> None:
    found = reward_line(result(), OUTCOMES, Organisation([]))
    assert isinstance(found, ApartLine)
    assert (found.reason, found.name) == (Apart.ERASED, "somebody who was erased")


@pytest.mark.parametrize(
    "lowest, highest, words",
    [
        (1, 3, "1 to 3 %"),
        ("1.5", "1.5", "1.5 %"),
        (3, None, "at least 3 %"),
        (None, 0, "at most 0 %"),
        (None, None, ""),
    ],
)
def test_a_band_in_words(lowest: object, highest: object, words: str) -> None:
    told = {"recommendation": "Talk.", "lowest": lowest, "highest": highest}
    assert band_in_words(Outcome.model_validate(told)) == words


def test_what_follows_from_a_rating_is_what_the_definition_says() -> None:
    assert outcome_of(4, OUTCOMES) is MORE
    assert outcome_of(3, OUTCOMES) is None
    assert outcome_of(None, OUTCOMES) is None


OTHER = {"signed_how": "declined", "log_position": 5} | dict.fromkeys(
    ("final", "proposed", "calibrated", "amended"), 5
)


def test_the_fingerprint_does_not_depend_on_the_order_and_on_nothing_else() -> None:
    one, other = line(), line(review="0")
    assert fingerprint_of([one, other]) == fingerprint_of([other, one])
    for name in RewardLine.model_fields:
        changed = line(**{name: OTHER.get(name, "other")})
        assert fingerprint_of([changed, other]) != fingerprint_of([one, other]), name


def recomputed(*lines: RewardLine | ApartLine) -> dict[str, RewardLine | ApartLine]:
    return {each.review: each for each in lines}


def unsigned(reason: Apart) -> ApartLine:
    found = reward_line(result(apart=reason), OUTCOMES, PEOPLE)
    assert isinstance(found, ApartLine)
    return found


def test_lines_that_are_what_was_signed_do_not_depart() -> None:
    assert mismatches([line()], recomputed(line()), recomputed(line())) == ()


@pytest.mark.parametrize("name", RewardLine.model_fields)
def test_any_change_of_a_line_is_named(name: str) -> None:
    if name == "review":
        return
    [found] = mismatches(
        [line(**{name: OTHER.get(name, "other")})], recomputed(line()), recomputed(line())
    )
    assert (found.departure, found.review) == (Departure.CHANGED, line().review)
    assert f"is '{OTHER.get(name, 'other')}', but " in found.sentence


def test_a_changed_rating_is_told_in_words() -> None:
    [found] = mismatches([line(final=5)], recomputed(line()), recomputed(line()))
    assert found.sentence == "The rating is '5', but '4' follows from the log."
    assert found.who == f"11 {REVIEWEE.display_full_name}"


def test_a_line_that_was_taken_out_is_named() -> None:
    [found] = mismatches([], recomputed(line()), recomputed(line()))
    assert (found.departure, found.review) == (Departure.MISSING, line().review)


def test_a_line_of_a_review_that_was_not_signed_is_named() -> None:
    then = recomputed(unsigned(Apart.NOT_SIGNED))
    [found] = mismatches([line()], then, recomputed(line()))
    assert found.departure is Departure.ADDED
    assert "not signed yet" in found.sentence


@pytest.mark.parametrize("reason", [Apart.ERASED, Apart.DOES_NOT_FIT])
def test_a_line_that_the_log_cannot_prove_any_more_is_named(reason: Apart) -> None:
    log = recomputed(unsigned(reason))
    [found] = mismatches([line()], log, log)
    assert (found.departure, found.sentence) == (Departure.UNPROVEN, SENTENCES[reason])


def test_a_line_of_no_review_is_named() -> None:
    [found] = mismatches([line(review="9")], {}, {})
    assert (found.departure, found.review) == (Departure.ADDED, "9")


def test_a_line_that_stands_twice_is_named_once() -> None:
    found = mismatches([line(), line()], recomputed(line()), recomputed(line()))
    assert [each.departure for each in found] == [Departure.TWICE]


def test_a_signature_that_broke_since_is_told_apart_from_a_forged_line() -> None:
    now = recomputed(unsigned(Apart.CHANGED_SINCE))
    [found] = mismatches([line()], recomputed(line()), now)
    assert found.departure is Departure.BROKEN_SINCE
    assert "breaks the signature" in found.sentence


def test_who_signed_after_the_export_is_not_missing_from_it() -> None:
    assert mismatches([], recomputed(unsigned(Apart.NOT_SIGNED)), recomputed(line())) == ()


def test_another_rating_that_was_signed_since_is_named() -> None:
    [found] = mismatches([line()], recomputed(line()), recomputed(line(final=5)))
    assert (found.departure, found.sentence) == (
        Departure.BROKEN_SINCE,
        "The rating that is signed today is '5'.",
    )


@pytest.mark.parametrize("reason", [Apart.NOT_SIGNED, Apart.CANCELLED])
def test_whoever_is_listed_apart_wrongly_or_not_at_all_is_named(reason: Apart) -> None:
    other = unsigned(reason).model_copy(update={"review": "6"})
    log = recomputed(line(), other)
    assert apart_mismatches([other], log) == ()
    assert [each.departure for each in apart_mismatches([], log)] == [Departure.MISSING]
    moved = [other, unsigned(reason)]
    assert [each.review for each in apart_mismatches(moved, log)] == [line().review]
    forged = other.model_copy(update={"reason": Apart.ERASED})
    assert [each.departure for each in apart_mismatches([forged], log)] == [Departure.CHANGED]
    unknown = other.model_copy(update={"review": "9"})
    assert [each.departure for each in apart_mismatches([other, unknown], log)] == [Departure.ADDED]
    assert apart_mismatches([], recomputed(unsigned(Apart.ERASED))) == ()


def test_who_signed_since_is_named_so_that_nobody_is_left_out_by_an_earlier_position() -> None:
    then = recomputed(unsigned(Apart.NOT_SIGNED))
    assert signed_since([], then, recomputed(line())) == (line(),)
    assert signed_since([line()], recomputed(line()), recomputed(line())) == ()


def test_a_manifest_is_held_against_the_lines_it_was_made_for() -> None:
    manifest = Manifest(
        cycle="annual-2026",
        cycle_id=CycleId(UUID(int=1)),
        definition_sha256="b" * 64,
        log_position=100,
        lines=1,
        apart=0,
        lines_sha256=fingerprint_of([line()]),
    )
    sound = RewardExport(manifest=manifest, lines=(line(),), apart=())
    assert manifest_faults(sound) == ()
    assert len(manifest_faults(sound.model_copy(update={"lines": (line(final=5),)}))) == 1
    assert len(manifest_faults(sound.model_copy(update={"lines": ()}))) == 2
    longer = sound.model_copy(update={"apart": (unsigned(Apart.NOT_SIGNED),)})
    assert len(manifest_faults(longer)) == 1
