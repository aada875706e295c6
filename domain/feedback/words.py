"""The fixed words of feedback: what it is, and whom it is shown to."""

from enum import StrEnum
from typing import Final


class FeedbackKind(StrEnum):
    """What somebody writes to or about a colleague."""

    PRAISE = "praise"  # thanks for something that was done well
    COACHING_NOTE = "coaching_note"  # what could be done in another way, and how
    OBSERVATION = "observation"  # what was seen, without a judgement


class VisibleTo(StrEnum):
    """Who reads feedback beside its giver."""

    RECEIVER = "receiver"
    MANAGER = "manager"  # whoever leads the receiver
    BOTH = "both"
    EVERYONE = "everyone"  # public recognition


CALLED: Final = {
    FeedbackKind.PRAISE: "praise",
    FeedbackKind.COACHING_NOTE: "a coaching note",
    FeedbackKind.OBSERVATION: "an observation",
}
"""What each kind is called in a sentence."""

REACHES_RECEIVER: Final = frozenset({VisibleTo.RECEIVER, VisibleTo.BOTH, VisibleTo.EVERYONE})
"""What the person it is about gets to read."""

REACHES_MANAGER: Final = frozenset({VisibleTo.MANAGER, VisibleTo.BOTH, VisibleTo.EVERYONE})
"""What whoever leads the person gets to read."""


def go_together(kind: FeedbackKind, visible_to: VisibleTo) -> bool:
    """Whether such feedback may be shown so: nothing but praise is ever public."""
    return visible_to is not VisibleTo.EVERYONE or kind is FeedbackKind.PRAISE
