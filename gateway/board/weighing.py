"""What locking a session would do, told before it is done."""

from dataclasses import dataclass

from domain.definition.rating import Calibration
from domain.definition.words import GuidelineUse
from domain.distribution import departures
from gateway.board.picture import Picture
from gateway.board.seat import Seat
from gateway.board.snapshot import Snapshot


@dataclass(frozen=True)
class Weighed:
    """How the ratings stand before the lock, those of hidden rows included.

    Attributes:
        ratings: how many are locked.
        missing: how many are not there yet.
        waits: the session cannot be locked before they are.
        departs: the ratings leave the guideline.
        needs_reason: because of that the lock asks for a reason.
        is_refused: because of that there is no lock at all.
        sentences: where the ratings leave the guideline; empty when that would tell hidden ones.
    """

    ratings: int
    missing: int
    waits: bool
    departs: bool
    needs_reason: bool
    is_refused: bool
    sentences: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        """Whether the session can be locked as it stands."""
        return not self.waits and not self.is_refused


def weighed(seat: Seat, shot: Snapshot, picture: Picture) -> Weighed:
    """Weigh all ratings as the session itself will; see `activities.calibrate`."""
    rules = seat.cycle.definition.calibration or Calibration()
    levels = [row.level for row in shot.rows if row.level is not None]
    missing = len(shot.rows) - len(levels)
    departs = bool(departures(rules.guideline, levels))
    return Weighed(
        ratings=len(levels),
        missing=missing,
        waits=missing > 0 and not rules.lock_without_missing,
        departs=departs,
        needs_reason=departs and rules.guideline_use is GuidelineUse.WARN,
        is_refused=departs and rules.guideline_use is GuidelineUse.REQUIRE,
        sentences=() if picture.hidden else picture.departs,
    )
