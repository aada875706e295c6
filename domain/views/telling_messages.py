"""Messages of the ledger in sentences: who was told what, by which way, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple, assert_never

from domain.ids import PersonId, StepId
from domain.views.notices import Reason
from domain.views.telling import Telling

CHANNELS: Final = {"email": "email", "slack": "Slack", "chat": "chat"}

FAILURES: Final = {
    "unknown_recipient": "they are not in the directory any more",
    "has_left": "they have left",
    "deferred_too_long": "it could not be delivered for too long",
    "address_unusable": "nobody can write to the address",
}
"""Why a message failed, by the codes that are ours; codes of channels speak for themselves."""

WORDS: Final[Mapping[Reason, str]] = {
    Reason.STEP_OPENED: "told that it was their turn in {it}",
    Reason.STEP_RETURNED: "told that {it} was sent back to them",
    Reason.STEP_HANDED_OVER: "told that {it} was handed over to them",
    Reason.STEP_REOPENED: "told that HR opened {it} again",
    Reason.STEP_WITHDRAWN: "told that {it} was taken back",
    Reason.STEP_BLOCKED: "told that nobody was assigned to {it}",
    Reason.REMINDER: "reminded of {it}",
    Reason.NUDGE: "asked by HR after {it}",
    Reason.RUNG: "told that {it} was overdue",
    Reason.DEADLINE_MOVED: "told of the new deadline of {it}",
    Reason.MORE_TIME_ASKED: "told that more time was asked for {it}",
    Reason.REVIEW_COMPLETED: "told that {review} was complete",
    Reason.RATING_SETTLED: "told that the panel settled the rating in {review}",
    Reason.SESSION_OPENED: "told that a calibration session was theirs to lead",
    Reason.SESSION_REMINDER: "reminded of a calibration session",
    Reason.SESSION_RUNG: "told that a calibration session was overdue",
    Reason.FEEDBACK_GIVEN: "told of new feedback for {whom}",
    Reason.FEEDBACK_MISSED: "told that nobody had written feedback for {whom} for long",
    Reason.ACTION_TASKED: "tasked with an action for {whom}",
    Reason.ACTION_REMINDER: "reminded of an action for {whom}",
    Reason.ACTION_RUNG: "told that an action for {whom} was overdue",
    Reason.ACTION_ENDED: "told that an action for {whom} had ended",
    Reason.PLAN_BEGUN: "told that {plan} had begun",
    Reason.PLAN_HANDED_OVER: "told that {plan} was handed over to them",
    Reason.PLAN_CHANGED: "told that {plan} was changed",
    Reason.CHECK_IN_COMING: "told that a talk about {plan} was due",
    Reason.CHECK_IN_OVERDUE: "told that a talk about {plan} was overdue",
    Reason.PLAN_DECISION: "told that the last talk about {plan} was due",
    Reason.PLAN_STANDSTILL: "told that nothing happened in {plan}",
    Reason.PLAN_CLOSING_ASKED: "asked whether {plan} may be closed",
    Reason.PLAN_CLOSED: "told that {plan} was closed",
    Reason.RECURRENCE_HELD: "told that a recurring cycle could not begin yet",
    Reason.RECURRENCE_SKIPPED: "told that a recurring cycle was not launched",
}
"""What was said for each reason, to stand after "was"."""


class Mention(NamedTuple):
    """One thing a message tells: why, of which step, if any, and who is concerned."""

    reason: Reason
    step: StepId | None
    subject: PersonId | None


class Message(NamedTuple):
    """One message as the ledger has it."""

    at: datetime
    recipient: PersonId
    channel: str
    state: Literal["sent", "failed", "bounced"]
    failure: str | None
    mentions: Sequence[Mention]


def message_in_words(message: Message, tell: Telling) -> str:
    """Say of a message to whom it went, what it told, and whether it arrived."""
    who = tell.name(message.recipient)
    what = _listed([mention_in_words(each, message.recipient, tell) for each in message.mentions])
    way = CHANNELS.get(message.channel, message.channel)
    why = FAILURES.get(message.failure or "", message.failure or "")
    match message.state:
        case "sent":
            return f"{who} was {what}, by {way}."
        case "bounced":
            return f"{who} was {what}, by {way}, but the message came back ({why})."
        case "failed":
            return f"{who} was not {what}: the message by {way} was not taken ({why})."
        case _:
            assert_never(message.state)


def untold_in_words(
    mention: Mention, recipient: PersonId, state: Literal["waiting", "dropped"], tell: Telling
) -> str:
    """Say of something that went out in no message why it did not."""
    what = mention_in_words(mention, recipient, tell)
    if state == "waiting":
        return f"{tell.name(recipient)} is still to be {what}."
    return f"{tell.name(recipient)} was not {what}: it lost its point before it went out."


def mention_in_words(mention: Mention, reader: PersonId, tell: Telling) -> str:
    """Say what somebody was told, to stand after "was"."""
    own, name = mention.subject == reader, tell.name(mention.subject)
    whose = "their own" if own else "the"
    of = "" if own or mention.subject is None else f" of {name}"
    for_whom = "themselves" if own else name
    step = tell.step(mention.step) if mention.step is not None else "a step"
    return WORDS[mention.reason].format(
        it=f"{step} in {whose} review{of}",
        review=f"{whose} review{of}",
        plan=f"{whose} development plan{of}",
        whom=for_whom,
    )


def _listed(parts: Sequence[str]) -> str:
    if not parts:
        return "written to"
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
