"""Why an objective above cannot be set, changed, read or retired."""

from collections.abc import Sequence
from typing import ClassVar

from domain.errors import ReviewError


class UnknownObjective(ReviewError):
    """There is no objective of that key or title in this organisation."""

    code: ClassVar[str] = "unknown_objective"


class ObjectiveNotSound(ReviewError):
    """The objective cannot stand like this."""

    code: ClassVar[str] = "objective_not_sound"

    def __init__(self, sentences: Sequence[str]) -> None:
        """Say everything that is wrong with it."""
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences) or None)


class ObjectiveIsRetired(ReviewError):
    """The objective is retired; it is not changed or read any more."""

    code: ClassVar[str] = "objective_is_retired"


class ReadingNotPossible(ReviewError):
    """The reading does not fit the objective."""

    code: ClassVar[str] = "reading_not_possible"
