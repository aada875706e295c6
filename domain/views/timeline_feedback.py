"""What happened with feedback, one sentence an event, for whoever may know of it."""

from collections.abc import Set as AbstractSet
from typing import Final

from domain.feedback import events as e
from domain.feedback.readers import may_read_feedback
from domain.feedback.words import CALLED, VisibleTo
from domain.ids import PersonId
from domain.views.telling import Telling, day_in_words

_SHOWN_TO: Final = {
    VisibleTo.RECEIVER: "visible to {receiver} alone",
    VisibleTo.MANAGER: "visible to the manager alone",
    VisibleTo.BOTH: "visible to {receiver} and the manager",
    VisibleTo.EVERYONE: "visible to everyone",
}


def feedback_sentence(
    event: e.FeedbackGiven, tell: Telling, reader: PersonId | None, leading: AbstractSet[PersonId]
) -> str | None:
    """Say that feedback was given; None to a reader who may not know that it was.

    Withdrawn feedback is to be left out altogether. `leading` is who leads the receiver now.
    """
    if not may_read_feedback(event, reader, leading):
        return None
    shown = _SHOWN_TO[event.visible_to].format(receiver=tell.name(event.receiver))
    giver, receiver = tell.name(event.giver), tell.name(event.receiver)
    return f"{giver} gave {receiver} {CALLED[event.kind]}, {shown}."


def quiet_sentence(event: e.FeedbackMissed, tell: Telling, reviewee: PersonId) -> str:
    """Say that a manager was told of a review without feedback; nobody's feedback shows in it."""
    since = f" since {day_in_words(event.quiet_since)}" if event.quiet_since else " yet"
    who = tell.name(event.manager)
    return f"{who} was told that there is no feedback for {tell.name(reviewee)}{since}."
