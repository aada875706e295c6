"""The changes HR can make to a cycle that runs: what each is called, asks for, and needs."""

from dataclasses import dataclass
from typing import Final, Literal

from domain.visibility import Deed

Kind = Literal[
    "extend",
    "reassign",
    "add",
    "remove",
    "reopen",
    "pause",
    "resume",
    "nudge",
    "cancel",
    "close",
]
Reach = Literal["reviews", "people", "one", "cycle"]
"""Whom it is for: any selection of reviews, people by name, one review, or the whole cycle."""


@dataclass(frozen=True)
class ChangeKind:
    """One kind of change.

    Attributes:
        title: its heading.
        explained: what it does, in a sentence.
        button: what confirms it.
        done: what is said of so many reviews afterwards; of one in `done_one`.
        deed: the right it needs for single reviews.
        types: the events by which a review tells that it followed.
    """

    kind: Kind
    title: str
    explained: str
    button: str
    done_one: str
    done: str
    reach: Reach = "reviews"
    deed: Deed = Deed.STEER_REVIEW
    types: tuple[str, ...] = ()
    needs_reason: bool = True


KINDS: Final[dict[str, ChangeKind]] = {
    each.kind: each
    for each in (
        ChangeKind(
            "extend",
            "Give more time",
            "Move the due dates of a stage, also of its steps that open later.",
            "Move the due dates",
            "was given more time",
            "were given more time",
            types=("StageExtended",),
        ),
        ChangeKind(
            "reassign",
            "Give a part to somebody else",
            "Hand somebody's steps in a review on, or name somebody for a blocked step.",
            "Hand it over",
            "has new hands",
            "have new hands",
            reach="one",
            types=("PartHandedOver",),
        ),
        ChangeKind(
            "add",
            "Add people",
            "Take late joiners in, or people the launch left out.",
            "Add them",
            "was opened",
            "were opened",
            reach="people",
            deed=Deed.STEER_CYCLE,
        ),
        ChangeKind(
            "remove",
            "Remove people",
            "End the reviews of these people before their time. It cannot be undone.",
            "End these reviews",
            "was ended",
            "were ended",
            reach="people",
            types=("ReviewCancelled",),
        ),
        ChangeKind(
            "reopen",
            "Open a step again",
            "Have a step that was done done again, and with it everything that rested on it.",
            "Open it again",
            "was opened again",
            "were opened again",
            types=("StepReopened",),
        ),
        ChangeKind(
            "nudge",
            "Nudge",
            "Ask after open steps in a message beside the reminders, with a personal line.",
            "Send the messages",
            "was asked after",
            "were asked after",
            deed=Deed.NUDGE,
            types=("StepNudged",),
            needs_reason=False,
        ),
        ChangeKind(
            "pause",
            "Pause",
            "Stop the clocks: no reminder goes out, and nothing can be handed in meanwhile.",
            "Pause",
            "was paused",
            "were paused",
            types=("ReviewPaused",),
        ),
        ChangeKind(
            "resume",
            "Let it go on",
            "Let the clocks run again; every due date moves by the working days that were lost.",
            "Let it go on",
            "goes on",
            "go on",
            types=("ReviewResumed",),
        ),
        ChangeKind(
            "cancel",
            "Cancel the cycle",
            "End every open review before its time. It cannot be undone.",
            "Cancel the cycle",
            "was ended",
            "were ended",
            reach="cycle",
            deed=Deed.STEER_CYCLE,
            types=("ReviewCancelled",),
        ),
        ChangeKind(
            "close",
            "Close the cycle",
            "End what is still open and close the cycle for good; completed reviews stay.",
            "Close the cycle",
            "was ended",
            "were ended",
            reach="cycle",
            deed=Deed.STEER_CYCLE,
            types=("ReviewCancelled",),
        ),
    )
}
