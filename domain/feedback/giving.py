"""Giving feedback, and taking it back: what follows, or why it is refused."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.answers import NotAnAnswer, text_of
from domain.feedback.events import FeedbackEvent, FeedbackGiven, FeedbackWithdrawn
from domain.feedback.refusals import (
    FeedbackOnOneself,
    HasLeft,
    NobodyThere,
    NobodyToReadIt,
    NotForEveryone,
    NotYourFeedback,
    SeenInTheFuture,
    TooLateToWithdraw,
    UnknownFeedback,
    WordsMissing,
    WordsNotFit,
)
from domain.feedback.words import CALLED, FeedbackKind, VisibleTo, go_together
from domain.ids import FeedbackId, PersonId
from domain.people import Person
from domain.value import Value

LONGEST: Final = 500
"""Words of one feedback at most; more belongs in a talk."""

LONGEST_ABOUT: Final = 20
"""Words of what it is about at most."""

WITHDRAWN_WITHIN: Final = timedelta(days=7)


class FeedbackWords(Value):
    """What is sealed of feedback: the words, what they are about, and when it was seen.

    `about` is the id of an objective of the receiver, or a skill or value of their profile, as the
    giver wrote it: a giver has no right to look it up.
    """

    words: str
    about: str | None = None
    seen_on: date | None = None


class GiveFeedback(Value):
    """Ask to give feedback; `at` is the present of the organisation."""

    feedback: FeedbackId
    giver: PersonId
    receiver: PersonId
    kind: FeedbackKind
    visible_to: VisibleTo
    content: FeedbackWords
    at: datetime


class WithdrawFeedback(Value):
    """Ask to take feedback back."""

    feedback: FeedbackId
    giver: PersonId
    at: datetime


def give(
    asked: GiveFeedback, people: Mapping[PersonId, Person]
) -> tuple[FeedbackGiven, FeedbackWords]:
    """Decide on feedback: what is recorded in the open, and what is sealed.

    Args:
        asked: what somebody wants to give.
        people: the giver, the receiver and who leads the receiver, as far as they are there.

    Raises:
        FeedbackOnOneself, NobodyThere, HasLeft, NotForEveryone, NobodyToReadIt, WordsMissing,
        WordsNotFit, SeenInTheFuture: says which, so that it can be mended.
    """
    if asked.giver == asked.receiver:
        raise FeedbackOnOneself
    giver, receiver = (_there(people.get(each), asked.at) for each in (asked.giver, asked.receiver))
    if not go_together(asked.kind, asked.visible_to):
        raise NotForEveryone(
            f"Only praise can be shown to everyone, and this is {CALLED[asked.kind]}; choose "
            "receiver, manager or both."
        )
    manager = leader_of(receiver, people, asked.at)
    if manager is None and asked.visible_to is VisibleTo.MANAGER:
        raise NobodyToReadIt
    given = FeedbackGiven(
        at=asked.at,
        feedback=asked.feedback,
        giver=asked.giver,
        receiver=asked.receiver,
        manager=manager,
        kind=asked.kind,
        visible_to=asked.visible_to,
    )
    return given, _fit(asked.content, asked.at.astimezone(ZoneInfo(giver.time_zone)).date())


def withdraw(
    recorded: Iterable[FeedbackEvent], asked: WithdrawFeedback
) -> tuple[FeedbackWithdrawn, ...]:
    """Decide on taking feedback back; nothing follows when that was done before.

    Raises:
        UnknownFeedback: there is none of that id among what is recorded.
        NotYourFeedback: somebody else gave it.
        TooLateToWithdraw: it was given more than seven days ago.
    """
    recorded = tuple(recorded)
    own = (each for each in recorded if isinstance(each, FeedbackGiven))
    given = next((each for each in own if each.feedback == asked.feedback), None)
    if given is None:
        raise UnknownFeedback
    if given.giver != asked.giver:
        raise NotYourFeedback
    if asked.feedback in withdrawn_of(recorded):
        return ()
    if asked.at - given.at > WITHDRAWN_WITHIN:
        raise TooLateToWithdraw
    receiver = given.receiver
    return (
        FeedbackWithdrawn(
            at=asked.at, feedback=asked.feedback, giver=asked.giver, receiver=receiver
        ),
    )


def withdrawn_of(recorded: Iterable[FeedbackEvent]) -> frozenset[FeedbackId]:
    """Name the feedback that was taken back."""
    return frozenset(each.feedback for each in recorded if isinstance(each, FeedbackWithdrawn))


def leader_of(receiver: Person, people: Mapping[PersonId, Person], at: datetime) -> PersonId | None:
    """Name who leads a person at a moment; nobody who has left, and nobody leads themselves."""
    manager = people.get(receiver.manager) if receiver.manager else None
    if manager is None or manager.id == receiver.id or manager.has_left(at.date()):
        return None
    return manager.id


def _there(person: Person | None, at: datetime) -> Person:
    if person is None:
        raise NobodyThere
    if person.has_left(at.date()):
        raise HasLeft(
            f"{person.display_full_name} has left the organisation and neither gives nor gets "
            "feedback any more."
        )
    return person


def _fit(content: FeedbackWords, today: date) -> FeedbackWords:
    """Give the words as they can be kept."""
    try:
        words = text_of(content.words, LONGEST)
        about = text_of(content.about or "", LONGEST_ABOUT) or None
    except NotAnAnswer as refused:
        raise WordsNotFit(" ".join(refused.sentences)) from None
    if not words:
        raise WordsMissing
    if content.seen_on is not None and content.seen_on > today:
        raise SeenInTheFuture(
            f"{content.seen_on} has not come yet; feedback is about something that has happened."
        )
    return FeedbackWords(words=words, about=about, seen_on=content.seen_on)
