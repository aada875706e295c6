"""Why a request about an action is refused."""

from typing import ClassVar

from domain.errors import ReviewError


class DueInThePast(ReviewError):
    """An action is due on a day that is still to come; name a later one."""

    code: ClassVar[str] = "due_in_the_past"


class OwnerUnknown(ReviewError):
    """Nobody of that id is in the directory, so the action would have no owner."""

    code: ClassVar[str] = "owner_unknown"


class OwnerHasLeft(ReviewError):
    """That person has left the organisation, or has not started; name somebody else."""

    code: ClassVar[str] = "owner_has_left"


class OwnerIsAway(ReviewError):
    """That person is away for more than a year; name somebody else or a later day."""

    code: ClassVar[str] = "owner_is_away"


class NotYoursToEnd(ReviewError):
    """Only its owner, who asked for it, the manager of the person it is for, or HR can do that."""

    code: ClassVar[str] = "not_yours_to_end"


class ActionHasEnded(ReviewError):
    """This action has ended already; task a new one if there is more to do."""

    code: ClassVar[str] = "action_has_ended"


class DropNeedsReason(ReviewError):
    """Say why the action is given up; it is not dropped without a reason."""

    code: ClassVar[str] = "drop_needs_reason"


class MoveNeedsReason(ReviewError):
    """Say why the action is due on another day."""

    code: ClassVar[str] = "move_needs_reason"


class OwnerHasItAlready(ReviewError):
    """The action lies with that person already."""

    code: ClassVar[str] = "owner_has_it_already"


class UnknownAction(ReviewError):
    """There is no action of that id; `perennial action list` names them."""

    code: ClassVar[str] = "unknown_action"


class NotYoursToRead(ReviewError):
    """What an action asks for is read by its owner, who asked for it, whom it is for, and HR."""

    code: ClassVar[str] = "not_yours_to_read"
