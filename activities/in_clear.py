"""What stands in a history in clear: what a process is, what its timers wait for, what it does.

A closed list of words about the process. The codec leaves these as they are, so that whoever looks
at Temporal can follow a process without a key; everything else it seals. Nothing belongs here that
says something of a person, and no word that stands for an answer, a verdict or a rating.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Clear(StrEnum):
    """Every text that is left in clear; each a few bytes, for it stands in every history."""

    # What a process is.
    REVIEW = "One person's review"
    SESSION = "Calibration session of a group"
    CYCLE = "Review cycle"
    DELIVERY = "Delivery of messages"
    ACTION = "Action somebody was asked for"
    PLAN = "Development plan"
    RECURRENCE = "Look at a recurring cycle"
    MORE = "Current Details say what it waits for."

    # What a timer waits for.
    REMINDER = "to remind"
    RUNG = "to escalate"
    EXPIRY = "to let expire"
    OVERDUE = "to show it overdue"
    LAUNCH = "to launch"
    END = "to end the cycle"
    QUIET = "to look for feedback"
    ROUND = "to send"
    WEEK = "to look after it"

    # What an activity does.
    RECORD = "decided"
    HANDED_IN = "handed in"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    EXPIRED = "expired"
    HANDED_OVER = "handed over"
    BLOCKED = "blocked"
    DEADLINE = "new deadline"
    PAUSED = "paused"
    RESUMED = "resumed"
    NUDGED = "asked after"
    REOPENED = "opened again"
    ENDED = "ended early"
    CALIBRATED = "calibrated"
    LEAVE = "leave"
    PEERS = "peers"
    READ_AGAIN = "read the log again"
    WEIGH = "weigh the ratings"
    TELL_REVIEWS = "tell the reviews"
    RECORD_LAUNCH = "record the launch"
    TAKE_IN = "open reviews"
    SET_GOING = "calibration and delivery"
    LOOK_FOR_END = "when does it end"
    CLOSE = "close the cycle"
    POINT_OUT = "look for feedback"
    RECORD_CHANGE = "record the change"
    RECORD_NEWCOMERS = "record who joins"
    DELIVER = "deliver what is due"
    LOOK_AFTER = "look after the plan"
    LAUNCH_DUE = "launch what is due"


IN_CLEAR: Final = frozenset(json.dumps(text.value).encode() for text in Clear)
"""The same as they stand in payloads."""

WAITS: Final[Mapping[str, Clear]] = MappingProxyType(
    {
        "reminder": Clear.REMINDER,
        "rung": Clear.RUNG,
        "expiry": Clear.EXPIRY,
        "overdue": Clear.OVERDUE,
        "launch": Clear.LAUNCH,
        "end of cycle": Clear.END,
        "look for feedback": Clear.QUIET,
        "round": Clear.ROUND,
        "look": Clear.WEEK,
    }
)
"""What a timer waits for, by what wakes a process."""

RECORDS: Final[Mapping[str, Clear]] = MappingProxyType(
    {
        "StepSubmitted": Clear.HANDED_IN,
        "AssigneeReminded": Clear.REMINDED,
        "FacilitatorReminded": Clear.REMINDED,
        "ActionReminded": Clear.REMINDED,
        "RungReached": Clear.ESCALATED,
        "SessionRungReached": Clear.ESCALATED,
        "ActionRungReached": Clear.ESCALATED,
        "StepExpired": Clear.EXPIRED,
        "StepHandedOver": Clear.HANDED_OVER,
        "PartHandedOver": Clear.HANDED_OVER,
        "ActionHandedOver": Clear.HANDED_OVER,
        "StepBlocked": Clear.BLOCKED,
        "DeadlineMoved": Clear.DEADLINE,
        "StageExtended": Clear.DEADLINE,
        "ActionMoved": Clear.DEADLINE,
        "ReviewPaused": Clear.PAUSED,
        "ReviewResumed": Clear.RESUMED,
        "StepNudged": Clear.NUDGED,
        "StepReopened": Clear.REOPENED,
        "ReviewCancelled": Clear.ENDED,
        "CalibrationSettled": Clear.CALIBRATED,
        "LeaveRecorded": Clear.LEAVE,
        "PeersNominated": Clear.PEERS,
        "PeersNamed": Clear.PEERS,
    }
)
"""What an activity records, by its first fact; whatever is not named is simply recorded."""


def recorded(first: str) -> Clear:
    """Say what an activity records whose first fact is of that type."""
    return RECORDS.get(first, Clear.RECORD)
