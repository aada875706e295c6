"""What delivery counts of itself: by channel and by what came of it, never by recipient."""

import re
from typing import Final

from storage.metrics import counter

MESSAGES: Final = counter(
    "perennial_messages_total",
    "Messages that were to go out, by channel and by what came of each try.",
    *("channel", "outcome"),
)
FAILURES: Final = counter(
    "perennial_message_failures_total",
    "Messages that were given up, by channel and by the class of the reason.",
    *("channel", "reason"),
)
WEBHOOKS: Final = counter(
    "perennial_webhook_deliveries_total",
    "Facts told to other programs, by what came of each try.",
    "outcome",
)

SENT: Final = "sent"
FAILED: Final = "failed"
DEFERRED: Final = "deferred"
UNREACHABLE: Final = "unreachable"

_CODE: Final = re.compile(r"(?=.{1,40}$)[a-z][a-z0-9]*(_[a-z0-9]+){0,5}", re.ASCII)


def note_message(channel: str, outcome: str, reason: str | None = None) -> None:
    """Count what came of one try to send a message, and why it was given up where it was."""
    MESSAGES.labels(channel, outcome).inc()
    if reason is not None:
        FAILURES.labels(channel, class_of(reason)).inc()


def class_of(reason: str) -> str:
    """Give the class of a reason: a code as it is written in our own programs, and else `other`."""
    return reason if _CODE.fullmatch(reason) else "other"
