"""Why something about a recurring cycle is refused."""

from typing import ClassVar

from domain.errors import ReviewError


class NoSuchRecurrence(ReviewError):
    """There is no recurring cycle of that key; `perennial recurring list` names all."""

    code: ClassVar[str] = "no_such_recurrence"


class RecurrenceHasEnded(ReviewError):
    """This recurring cycle was ended. Set it again to have it come again."""

    code: ClassVar[str] = "recurrence_has_ended"


class RecurrencePausedAlready(ReviewError):
    """This recurring cycle is paused already; resume it to let it go on."""

    code: ClassVar[str] = "recurrence_paused_already"


class RecurrenceRuns(ReviewError):
    """This recurring cycle is not paused; there is nothing to resume."""

    code: ClassVar[str] = "recurrence_runs"


class RecurrencesAlike(ReviewError):
    """Another recurring cycle does the same already."""

    code: ClassVar[str] = "recurrences_alike"


class StartsInThePast(ReviewError):
    """The first day of a recurring cycle lies in the past; give one to come."""

    code: ClassVar[str] = "starts_in_the_past"


class NoSuchOccurrence(ReviewError):
    """The recurring cycle has no such day; `perennial recurring show` lists the next ten."""

    code: ClassVar[str] = "no_such_occurrence"


class OccurrenceIsSettled(ReviewError):
    """That day is settled already: its cycle was launched, or it was left out."""

    code: ClassVar[str] = "occurrence_is_settled"
