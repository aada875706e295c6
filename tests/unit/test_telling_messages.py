"""The ledger answers in sentences who was told what, and what came of it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.ids import PersonId, StepId
from domain.views.notices import Reason
from domain.views.telling import Telling
from domain.views.telling_messages import WORDS, Mention, Message, message_in_words, untold_in_words

MARA, ANN = PersonId(UUID(int=1)), PersonId(UUID(int=2))
NAMES = {MARA: "Mara Lind", ANN: "Ann Okafor"}
TELL = Telling(NAMES.__getitem__, {StepId("rate"): "Rate the year"}, {})
RATE = Mention(Reason.REMINDER, StepId("rate"), ANN)
SENT = Message(datetime(2026, 3, 2, tzinfo=UTC), MARA, "email", "sent", None, (RATE,))


def test_a_message_that_arrived_says_what_it_told_and_by_which_way() -> None:
    assert message_in_words(SENT, TELL) == (
        'Mara Lind was reminded of "Rate the year" in the review of Ann Okafor, by email.'
    )


def test_a_message_about_several_things_lists_them() -> None:
    own = Mention(Reason.STEP_RETURNED, StepId("rate"), MARA)
    plan = Mention(Reason.PLAN_BEGUN, None, ANN)
    told = message_in_words(SENT._replace(mentions=(RATE, own, plan), channel="slack"), TELL)
    assert told == (
        'Mara Lind was reminded of "Rate the year" in the review of Ann Okafor, '
        'told that "Rate the year" in their own review was sent back to them '
        "and told that the development plan of Ann Okafor had begun, by Slack."
    )


@pytest.mark.parametrize(
    "state, failure, end",
    [
        ("bounced", "5.1.1", ", by email, but the message came back (5.1.1)."),
        ("failed", "smtp_550", ": the message by email was not taken (smtp_550)."),
        ("failed", "has_left", ": the message by email was not taken (they have left)."),
    ],
)
def test_a_message_that_did_not_arrive_says_why(state: str, failure: str, end: str) -> None:
    message = Message(SENT.at, MARA, "email", state, failure, SENT.mentions)  # type: ignore[arg-type] # one of the states
    assert message_in_words(message, TELL).endswith(end)


def test_what_went_out_in_no_message_says_why_not() -> None:
    assert untold_in_words(RATE, MARA, "waiting", TELL) == (
        'Mara Lind is still to be reminded of "Rate the year" in the review of Ann Okafor.'
    )
    assert untold_in_words(RATE, MARA, "dropped", TELL).endswith(
        "it lost its point before it went out."
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_can_be_told(reason: Reason) -> None:
    assert reason in WORDS
    for mention in (Mention(reason, None, None), Mention(reason, StepId("rate"), ANN)):
        told = message_in_words(SENT._replace(mentions=(mention,)), TELL)
        assert told.startswith("Mara Lind was ")
        assert "{" not in told
