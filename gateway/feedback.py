"""Feedback any time of the year: said who will read it, given, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.feedback.events import FeedbackEvent, FeedbackGiven
from domain.feedback.giving import (
    FeedbackWords,
    GiveFeedback,
    WithdrawFeedback,
    give,
    leader_of,
    withdraw,
)
from domain.feedback.readers import who_will_read
from domain.feedback.refusals import NobodyThere, UnknownFeedback
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import FeedbackId, PersonId, feedback_id, feedback_stream
from domain.people import Organisation
from gateway.noting import note
from storage.archive import Archive
from storage.journal import Entry, Recorded
from storage.read_models.feedback import receiver_of
from storage.read_models.people import people_by_id


@dataclass(frozen=True)
class Giving:
    """What somebody wants to give, at that moment; the same request is carried out once."""

    request: str
    giver: PersonId
    receiver: PersonId
    kind: FeedbackKind
    visible_to: VisibleTo
    words: str
    at: datetime
    about: str | None = None
    seen_on: date | None = None

    @property
    def feedback(self) -> FeedbackId:
        """The id it gets."""
        return feedback_id(self.receiver, self.request)

    def asked(self) -> GiveFeedback:
        """Give the command it is."""
        content = FeedbackWords(words=self.words, about=self.about, seen_on=self.seen_on)
        return GiveFeedback(
            feedback=self.feedback,
            giver=self.giver,
            receiver=self.receiver,
            kind=self.kind,
            visible_to=self.visible_to,
            content=content,
            at=self.at,
        )


async def before_sending(archive: Archive, giving: Giving) -> str:
    """Check feedback and say in a sentence who will read it; nothing is recorded.

    Raises: what domain.feedback.giving.give refuses.
    """
    people = await _concerned(archive, giving)
    give(giving.asked(), people)
    receiver = people[giving.receiver]
    leader = leader_of(receiver, people, giving.at)
    is_led_by_another = leader not in (None, giving.giver)
    name = receiver.display_full_name
    return who_will_read(giving.visible_to, name, is_led_by_another=is_led_by_another)


async def give_feedback(archive: Archive, giving: Giving) -> int:
    """Record feedback, its words sealed under the receiver; give the log's position.

    Raises: what domain.feedback.giving.give refuses, and as `note`.
    """
    given, words = give(giving.asked(), await _concerned(archive, giving))

    def decide(recorded: Sequence[Recorded]) -> Sequence[Entry]:
        known = (each.event for each in recorded)
        if any(isinstance(e, FeedbackGiven) and e.feedback == given.feedback for e in known):
            return ()
        return (Entry(given, {given.receiver: words.model_dump(mode="json")}),)

    return await note(archive, feedback_stream(giving.receiver), decide)


async def withdraw_feedback(
    archive: Archive, feedback: FeedbackId, giver: PersonId, at: datetime
) -> int:
    """Take feedback back; give the log's position. Taken back twice is taken back once.

    Raises:
        UnknownFeedback: there is none of that id.
        NotYourFeedback, TooLateToWithdraw: says which.
    """
    receiver = await receiver_of(archive, feedback)
    if receiver is None:
        raise UnknownFeedback
    asked = WithdrawFeedback(feedback=feedback, giver=giver, at=at)

    def decide(recorded: Sequence[Recorded]) -> Sequence[Entry]:
        known = (each.event for each in recorded)
        events = [event for event in known if isinstance(event, FeedbackEvent)]
        return [Entry(event) for event in withdraw(events, asked)]

    return await note(archive, feedback_stream(receiver), decide)


async def _concerned(archive: Archive, giving: Giving) -> Organisation:
    """Give the giver, the receiver and who leads the receiver, as far as they are there."""
    two = await people_by_id(archive.readers, [giving.giver, giving.receiver])
    receiver = two.get(giving.receiver)
    if receiver is None:
        raise NobodyThere
    led_by = [receiver.manager] if receiver.manager else []
    return two.with_people((await people_by_id(archive.readers, led_by)).values())
