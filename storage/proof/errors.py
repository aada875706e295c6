"""What keeps a checkpoint from being made, read or believed, and a proof from being given."""

from typing import ClassVar

from domain.errors import ReviewError


class AuditKeyUnusable(ReviewError):
    """The key that signs checkpoints cannot be used."""

    code: ClassVar[str] = "audit_key_unusable"


class CheckpointUnreadable(ReviewError):
    """A checkpoint cannot be read."""

    code: ClassVar[str] = "checkpoint_unreadable"


class CheckpointOfAnotherLog(ReviewError):
    """A checkpoint belongs to another log."""

    code: ClassVar[str] = "checkpoint_of_another_log"


class CheckpointSignedByAnother(ReviewError):
    """A checkpoint was signed with another key, or changed after it was signed."""

    code: ClassVar[str] = "checkpoint_signed_by_another"


class LogNotAsSealed(ReviewError):
    """The log is not what its last checkpoint says. Find out with `perennial audit verify`."""

    code: ClassVar[str] = "log_not_as_sealed"


class NothingSigned(ReviewError):
    """Nobody has signed this review, so there is nothing to prove."""

    code: ClassVar[str] = "nothing_signed"


class NotSealedYet(ReviewError):
    """No checkpoint stands over this review yet. Make one with `perennial audit checkpoint`."""

    code: ClassVar[str] = "not_sealed_yet"
