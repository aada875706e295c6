from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given as supposing
from hypothesis import strategies as st

from domain.feedback.events import FeedbackGiven
from domain.feedback.readers import may_read_feedback, told_of, who_will_read
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import FeedbackId, PersonId
from tests.invented_people import AT

WRITER, RECEIVER, MANAGER, NEW_MANAGER, COLLEAGUE, HR = (
    PersonId(UUID(int=number)) for number in range(1, 7)
)
ANYBODY = (WRITER, RECEIVER, MANAGER, NEW_MANAGER, COLLEAGUE, HR, None)
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "participants.md"
KINDS, VISIBILITIES = st.sampled_from(FeedbackKind), st.sampled_from(VisibleTo)


def feedback(
    visible_to: VisibleTo, kind: FeedbackKind = FeedbackKind.PRAISE, giver: PersonId = WRITER
) -> FeedbackGiven:
    return FeedbackGiven(
        at=AT,
        feedback=FeedbackId(UUID(int=99)),
        giver=giver,
        receiver=RECEIVER,
        manager=MANAGER,
        kind=kind,
        visible_to=visible_to,
    )


def readers(given: FeedbackGiven, leading: frozenset[PersonId]) -> set[PersonId | None]:
    return {each for each in ANYBODY if may_read_feedback(given, each, leading)}


@pytest.mark.parametrize(
    "visible_to, expected",
    [
        (VisibleTo.RECEIVER, {WRITER, RECEIVER}),
        (VisibleTo.MANAGER, {WRITER, MANAGER}),
        (VisibleTo.BOTH, {WRITER, RECEIVER, MANAGER}),
        (VisibleTo.EVERYONE, set(ANYBODY)),
    ],
)
def test_feedback_is_read_by_exactly_those_it_was_meant_for(
    visible_to: VisibleTo, expected: set[PersonId | None]
) -> None:
    assert readers(feedback(visible_to), frozenset({MANAGER})) == expected


@supposing(KINDS, VISIBILITIES, st.sampled_from([WRITER, MANAGER, HR, COLLEAGUE]))
def test_nobody_reads_more_than_the_visibility_says(
    kind: FeedbackKind, visible_to: VisibleTo, giver: PersonId
) -> None:
    given = feedback(visible_to, kind, giver)
    found = readers(given, frozenset({NEW_MANAGER}))
    if visible_to is VisibleTo.EVERYONE and kind is FeedbackKind.PRAISE:
        return
    named = {
        VisibleTo.RECEIVER: {RECEIVER},
        VisibleTo.MANAGER: {NEW_MANAGER},
        VisibleTo.BOTH: {RECEIVER, NEW_MANAGER},
        VisibleTo.EVERYONE: {RECEIVER, NEW_MANAGER},
    }
    assert found <= {giver} | named[visible_to]
    assert None not in found


@supposing(st.sampled_from([FeedbackKind.COACHING_NOTE, FeedbackKind.OBSERVATION]), VISIBILITIES)
def test_a_coaching_note_or_an_observation_is_never_public(
    kind: FeedbackKind, visible_to: VisibleTo
) -> None:
    assert COLLEAGUE not in readers(feedback(visible_to, kind), frozenset({MANAGER}))


@supposing(VISIBILITIES, st.sampled_from([WRITER, MANAGER]))
def test_nobody_is_told_of_feedback_they_may_not_read_or_wrote(
    visible_to: VisibleTo, giver: PersonId
) -> None:
    given = feedback(visible_to, giver=giver)
    told = told_of(given)
    assert giver not in told
    assert len(set(told)) == len(told)
    assert all(may_read_feedback(given, each, {MANAGER}) for each in told)


def test_nobody_reads_as_their_own_manager() -> None:
    hidden = feedback(VisibleTo.MANAGER)
    assert RECEIVER not in readers(hidden, frozenset({RECEIVER}))


@pytest.mark.parametrize(
    "visible_to, is_led, sentence",
    [
        (VisibleTo.BOTH, True, "Read by you, Ansgar and Ansgar's manager, as soon as you send it."),
        (VisibleTo.RECEIVER, True, "Read by you and Ansgar, as soon as you send it."),
        (VisibleTo.MANAGER, True, "Read by you and Ansgar's manager, as soon as you send it."),
        (VisibleTo.MANAGER, False, "Read by you alone."),
        (VisibleTo.BOTH, False, "Read by you and Ansgar, as soon as you send it."),
        (VisibleTo.EVERYONE, True, "Read by everyone in the organisation, as soon as you send it."),
    ],
)
def test_a_giver_is_told_before_sending_who_will_read_it(
    visible_to: VisibleTo, sentence: str, *, is_led: bool
) -> None:
    told = who_will_read(visible_to, "Ansgar", is_led_by_another=is_led)
    assert told.startswith(sentence)
    assert ("HR counts it" in told) is (visible_to is not VisibleTo.EVERYONE)
    is_handed_on = visible_to in {VisibleTo.MANAGER, VisibleTo.BOTH}
    assert ("leads Ansgar later" in told) is is_handed_on


def test_the_guide_shows_the_sentence_that_givers_are_shown() -> None:
    told = who_will_read(VisibleTo.BOTH, "Ann Okafor", is_led_by_another=True)
    assert f"{told}\n" in GUIDE.read_text("utf-8")
