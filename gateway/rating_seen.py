"""The rating of a review as one reader may see it: each level that was given, and which stands."""

from dataclasses import dataclass

from domain.definition.cycle import CycleDefinition
from domain.definition.rating import RatingScale
from domain.ids import ReviewId
from gateway.scoring import rating_is_open
from storage.archive import Archive
from storage.read_models.ratings import rating_of_review
from storage.read_models.viewing import Viewing


@dataclass(frozen=True)
class Level:
    """A level of the rating scale, and what it is called."""

    value: int
    label: str

    @property
    def called(self) -> str:
        """Give the level as people read it: 4 (Excellent)."""
        return f"{self.value} ({self.label})" if self.label else str(self.value)


@dataclass(frozen=True)
class RatingSeen:
    """How a rating came about; who of the panel moved it, and why, is not part of it."""

    proposed: Level | None
    calibrated: Level | None
    amended: Level | None
    final: Level

    @property
    def is_moved(self) -> bool:
        """Whether the panel settled on another level than the manager proposed."""
        return self.calibrated is not None and self.calibrated != self.proposed


async def rating_seen_by(
    archive: Archive, review: ReviewId, definition: CycleDefinition, look: Viewing
) -> RatingSeen | None:
    """Give the rating to whoever may read it; None to everybody else, and before there is one."""
    if not rating_is_open(definition, look):
        return None
    rating = await rating_of_review(archive.readers, review)
    if rating is None or rating.final is None:
        return None
    scale = definition.rating_scale
    return RatingSeen(
        proposed=_perhaps(scale, rating.proposed),
        calibrated=_perhaps(scale, rating.calibrated),
        amended=_perhaps(scale, rating.amended),
        final=_level(scale, rating.final),
    )


def _perhaps(scale: RatingScale | None, value: int | None) -> Level | None:
    return None if value is None else _level(scale, value)


def _level(scale: RatingScale | None, value: int) -> Level:
    levels = scale.levels if scale else ()
    return Level(value, next((each.label for each in levels if each.value == value), ""))
