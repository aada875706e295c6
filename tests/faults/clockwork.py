"""What must hold of reminders, rungs and the messages about them."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.review.events import AssigneeReminded, Event, ReviewCompleted, RungReached, StepOpened
from domain.review.evolve import evolve, fold
from domain.review.state import ReviewState
from tests.faults.facts import Facts

LATEST: Final = timedelta(seconds=100)
"""A reminder comes at most so much later, whatever has happened to whoever gives it: the longest
freeze, and a minute until what died in the middle of it is tried again."""

TOLD: Final = AssigneeReminded | RungReached
MAKES_A_NOTICE: Final = (StepOpened, AssigneeReminded, RungReached, ReviewCompleted)


def events_of(facts: Facts, review: UUID) -> list[Event]:
    """What happened in a review."""
    # Every event of a review is one of the union; the log only knows the base.
    return [each.event for each in facts.reviews[review]]  # type: ignore[misc]  # see above


def state_of(facts: Facts, review: UUID) -> ReviewState:
    """Where a review stands by the log; nowhere, if what stands there makes no sense."""
    try:
        return fold(events_of(facts, review))
    except ValueError:
        return ReviewState()


def no_reminder_is_told_twice(facts: Facts) -> Iterator[str]:
    """Each reminder and each rung of a step is told once for each deadline."""
    for review in facts.reviews:
        told = Counter(_struck(each) for each in events_of(facts, review) if isinstance(each, TOLD))
        for struck, times in told.items():
            if times > 1:
                yield f"{struck} of review {review} was told {times}x"


def no_reminder_is_missing(facts: Facts) -> Iterator[str]:
    """Whatever a clock strikes is told before anything else happens much later."""
    for review in facts.reviews:
        state = ReviewState()
        for event in events_of(facts, review):
            if (missed := _overdue(facts, state, event.at)) and not isinstance(event, TOLD):
                yield f"review {review} has not told {missed} when {event.type} happened"
            try:
                state = evolve(state, event)
            except ValueError as nonsense:
                yield f"review {review} cannot go on with {event.type}: {nonsense}"
                break
        if missed := _overdue(facts, state, facts.at):
            yield f"review {review} has still not told {missed}"


def every_notice_is_in_the_outbox(facts: Facts) -> Iterator[str]:
    """No step opens, is reminded of or escalated without somebody being told."""
    for review, happened in facts.reviews.items():
        for each in happened:
            if isinstance(each.event, MAKES_A_NOTICE) and each.stored.event_id not in facts.notices:
                yield f"{each.event.type} of review {review} made no notice"


def no_notice_goes_out_twice(facts: Facts) -> Iterator[str]:
    """What is told in one message is not told in another."""
    sent = Counter(notice for message in facts.messages for notice in message.notices)
    for notice, times in sent.items():
        if times > 1:
            yield f"notice {notice} went out in {times} messages"
    for name, times in Counter(message.message for message in facts.messages).items():
        if times > 1:
            yield f"message {name} is in the ledger {times}x"


def what_was_sent_has_arrived(facts: Facts) -> Iterator[str]:
    """What the ledger calls sent reached the mail server, and nothing is left waiting."""
    arrived = {mail.number for mail in facts.mails}
    for message in facts.messages:
        if str(message.message) not in arrived:
            yield f"message {message.message} was never mailed"
    for notice, state in facts.notices.items():
        if state == "waiting":
            yield f"notice {notice} still waits although the cycle is over"


def _overdue(facts: Facts, state: ReviewState, at: datetime) -> str:
    wake = state.next_wake()
    if wake is None or wake.at > at:
        return ""
    late = facts.tempo.real(at) - facts.tempo.real(wake.at)
    return f"the {wake.moment} due at {wake.at:%d %B %H:%M}" if late > LATEST else ""


def _struck(event: AssigneeReminded | RungReached) -> str:
    number = event.number if isinstance(event, AssigneeReminded) else event.rung
    return f"{event.type} {number} of {event.instance}, change {event.times}, due {event.due}"
