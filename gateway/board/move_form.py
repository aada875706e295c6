"""The form that moves a row: what it holds, and what it asks for."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final, Self
from uuid import UUID, uuid4

from domain.calibration.commands import Basis
from domain.errors import ReviewError
from gateway.board.seat import Seat
from gateway.calibrating import Move
from gateway.site.asked import request_in
from gateway.site.posted import Posted
from gateway.submitting import AnswersNotAccepted
from storage.read_models.board import TableRow

STALE: Final = "row_has_moved"


class NothingToMoveYet(ReviewError):
    """Nobody has rated this person yet; the panel moves a rating once it is there."""

    code: ClassVar[str] = "nothing_to_move_yet"


class RatingChanged(ReviewError):
    """The manager has handed in another rating meanwhile; look at it and decide again."""

    code: ClassVar[str] = STALE


@dataclass(frozen=True)
class MoveForm:
    """What was filled in, and what lay before the eyes of who did.

    Attributes:
        basis: the content of the row's last move then, "" for none.
        proposed: the manager's rating then, "" for none.
        request: makes sending it twice sending it once.
    """

    rating: str
    reason_code: str = ""
    reason: str = ""
    basis: str = ""
    proposed: str = ""
    request: str = ""

    @classmethod
    def sent(cls, sent: Posted) -> Self:
        """Read what was posted."""
        return cls(
            sent.one("rating"),
            sent.one("reason_code"),
            sent.one("reason"),
            sent.one("basis"),
            sent.one("proposed"),
            request_in(sent),
        )

    def before(self, row: TableRow) -> Self:
        """Give the same words in a new form, before the row as it stands now."""
        return replace(
            self,
            basis=str(row.last_move or ""),
            proposed="" if row.proposed is None else str(row.proposed),
            request=str(uuid4()),
        )

    def move(self, seat: Seat, row: TableRow) -> Move:
        """Give the move that is asked for.

        Raises:
            NothingToMoveYet: the row has no rating.
            RatingChanged: it has another one than when the form was filled in.
            AnswersNotAccepted: it says of a move what no form of ours says.
        """
        if row.is_missing:
            raise NothingToMoveYet
        if self.proposed != str(row.proposed):
            raise RatingChanged
        return Move(
            id=f"{seat.visitor.id}:{self.request}",
            session=seat.session.session,
            cycle=seat.cycle.cycle,
            review=row.review,
            reviewee=row.reviewee,
            actor=seat.visitor.id,
            rating=self.rating,
            reason_code=self.reason_code,
            reason=self.reason,
            basis=Basis(last_move=_id_in(self.basis)),
        )


def _id_in(words: str) -> UUID | None:
    try:
        return UUID(words) if words else None
    except ValueError:
        raise AnswersNotAccepted("This form was changed on its way; load it again.") from None
