"""What is refused about holds, times of keeping and erasures."""

from typing import ClassVar

from domain.errors import ReviewError


class UnderHold(ReviewError):
    """This person's data is under a legal hold; release it first: `perennial subject release`."""

    code: ClassVar[str] = "under_hold"


class HeldAlready(ReviewError):
    """This person's data is under hold already; release it before you give another reason."""

    code: ClassVar[str] = "held_already"


class NotHeld(ReviewError):
    """This person's data is under no hold."""

    code: ClassVar[str] = "not_held"


class ErasedAlready(ReviewError):
    """This person was erased; nothing is left to be held."""

    code: ClassVar[str] = "erased_already"


class StillInReview(ReviewError):
    """A review of this person is still open; end it first: `perennial review cancel`."""

    code: ClassVar[str] = "still_in_review"


class StillHasSteps(ReviewError):
    """Work of others still hangs on this person; hand it over first: `perennial assign`."""

    code: ClassVar[str] = "still_has_steps"


class NoRetentionRule(ReviewError):
    """No rule says how long this person's data is kept. Load one, or name a ground of the law."""

    code: ClassVar[str] = "no_retention_rule"


class RetentionNotOver(ReviewError):
    """The time of keeping is not over. Wait for it, or name another ground of the law."""

    code: ClassVar[str] = "retention_not_over"


class ReasonNamesThePerson(ReviewError):
    """The reason outlives the erasure and names the person; write it without name and number."""

    code: ClassVar[str] = "reason_names_the_person"


class NoReasonGiven(ReviewError):
    """Say why; the reason stays in the ledger."""

    code: ClassVar[str] = "no_reason_given"
