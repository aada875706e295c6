"""The rating of a review as it came about: proposed, calibrated, amended, and which one stands."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from pydantic import JsonValue

from domain.definition.words import Act
from domain.ids import PersonId

RATING: Final = "rating"
REASON_CODE: Final = "reason_code"


class Standing(NamedTuple):
    """The levels a review was given, each by whom it was for; none overwrites another."""

    proposed: int | None = None
    proposed_by: PersonId | None = None
    on_board: int | None = None
    calibrated: int | None = None
    amended: int | None = None
    moved_by: PersonId | None = None
    reason_code: str | None = None

    @property
    def final(self) -> int | None:
        """Give the level that stands: amended before calibrated before proposed."""
        for level in (self.amended, self.calibrated, self.proposed):
            if level is not None:
                return level
        return None

    @property
    def is_moved(self) -> bool:
        """Whether the panel settled on another level than the manager proposed."""
        return self.calibrated is not None and self.calibrated != self.proposed


def proposed(standing: Standing, words: Mapping[str, JsonValue], by: PersonId) -> Standing:
    """Take over what the manager rated."""
    return standing._replace(proposed=level_in(words), proposed_by=by)


def moved(standing: Standing, words: Mapping[str, JsonValue], by: PersonId) -> Standing:
    """Take over what the panel tries on its board; it counts once the session is locked."""
    return standing._replace(
        on_board=level_in(words), moved_by=by, reason_code=_code_in(words) or standing.reason_code
    )


def settled(standing: Standing, words: Mapping[str, JsonValue] | None) -> Standing:
    """Take over what the panel locked; without words of its own the manager's rating stands."""
    level = level_in(words) if words else None
    if level is None:
        return standing._replace(calibrated=standing.proposed)
    return standing._replace(
        calibrated=level, reason_code=_code_in(words or {}) or standing.reason_code
    )


def amended(standing: Standing, words: Mapping[str, JsonValue]) -> Standing:
    """Take over what the answer to a dispute changed, if it changed the rating."""
    level = level_in(words)
    return standing if level is None else standing._replace(amended=level)


def taken_back(standing: Standing, acts: Collection[Act]) -> Standing:
    """Forget what was handed in at steps of these kinds, which are to be done again."""
    if Act.RATE in acts:
        standing = standing._replace(proposed=None, proposed_by=None)
    return standing._replace(amended=None) if Act.RESOLVE in acts else standing


def forgotten(standing: Standing) -> Standing:
    """Forget every level, as nobody can open it any more: the reviewee was erased."""
    return standing._replace(
        proposed=None, on_board=None, calibrated=None, amended=None, reason_code=None
    )


def level_in(words: Mapping[str, JsonValue]) -> int | None:
    """Find the level of the scale in what was handed in, alone or among the answers of a form."""
    answers = words.get("answers")
    level = (answers if isinstance(answers, Mapping) else words).get(RATING)
    if isinstance(level, str) and level.isascii() and level.isdigit():
        return int(level)
    return level if isinstance(level, int) and not isinstance(level, bool) else None


def _code_in(words: Mapping[str, JsonValue]) -> str | None:
    code = words.get(REASON_CODE)
    return code if isinstance(code, str) else None
