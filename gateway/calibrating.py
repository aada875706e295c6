"""What a panel does: moves a rating for a reason, names who leads, and locks its session."""

from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue
from temporalio.client import Client

from activities import naming
from domain.answers import NotAnAnswer, level_of, text_of
from domain.calibration.commands import (
    Basis,
    LockSession,
    MoveRating,
    NameCoFacilitator,
    ReleaseCoFacilitator,
)
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId, ReviewId, SessionId
from gateway.asking import Answer, Wish, ask
from gateway.submitting import AnswersNotAccepted, content_id
from storage.archive import Archive


@dataclass(frozen=True)
class Move:
    """A rating moved by the panel; the reason code is one that the definition offers.

    With a `basis` it is refused when somebody else has moved the row since.
    """

    id: str
    session: SessionId
    cycle: CycleId
    review: ReviewId
    reviewee: PersonId
    actor: PersonId
    rating: JsonValue
    reason_code: str
    reason: str
    basis: Basis | None = None


@dataclass(frozen=True)
class Leading:
    """Who is to lead a session beside its facilitator, or no more.

    `is_hr` says that the actor answers for the cycle in HR.
    """

    id: str
    session: SessionId
    cycle: CycleId
    person: PersonId
    actor: PersonId
    act: Literal["name", "release"]
    is_hr: bool = False


class Board:
    """The table a panel sits at."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Stage in this archive and ask through this client."""
        self._archive = archive
        self._client = client

    async def move(self, move: Move, definition: CycleDefinition) -> Answer:
        """Move a rating; the manager's own rating stays beside it.

        Raises:
            AnswersNotAccepted: a level off the scale, no reason, or an unknown reason code.
            Refused: the actor may not move this row, it has moved meanwhile, or the session is
                not open.
        """
        words = checked(move, definition)
        sealed = await self._archive.vault.sealed(content_id(move.id), move.reviewee, words)
        command = MoveRating(
            review=move.review,
            actor=move.actor,
            submission=move.id,
            content=sealed.ref,
            basis=move.basis,
        )
        name = naming.session_workflow(move.cycle, move.session)
        return await self._ask(Wish(name, "move_rating", command, move.id, sealed))

    async def lock(
        self, cycle: CycleId, session: SessionId, actor: PersonId, request: str, reason: str = ""
    ) -> Answer:
        """Lock a session; its ratings are written back to the reviews.

        Raises:
            Refused: ratings are missing, the guideline asks for a reason or forbids it, or the
                actor does not lead the session.
        """
        sealed = None
        if reason:
            words: dict[str, JsonValue] = {"reason": reason}
            sealed = await self._archive.vault.sealed(
                content_id(request), self._archive.organisation, words
            )
        content = sealed.ref if sealed else None
        command = LockSession(actor=actor, submission=request, content=content)
        name = naming.session_workflow(cycle, session)
        return await self._ask(Wish(name, "lock", command, request, sealed))

    async def lead(self, leading: Leading) -> Answer:
        """Name somebody to lead a session beside its facilitator, or release them from it.

        Raises:
            Refused: the actor may not, or the session is locked.
        """
        kind = NameCoFacilitator if leading.act == "name" else ReleaseCoFacilitator
        command = kind(
            person=leading.person,
            actor=leading.actor,
            submission=leading.id,
            is_hr=leading.is_hr,
        )
        name = naming.session_workflow(leading.cycle, leading.session)
        return await self._ask(Wish(name, f"{leading.act}_co_facilitator", command, leading.id))

    async def _ask(self, wish: Wish) -> Answer:
        return await ask(self._archive, self._client, wish)


def checked(move: Move, definition: CycleDefinition) -> dict[str, JsonValue]:
    """Give the words of a move as they are sealed.

    Raises:
        AnswersNotAccepted: a level off the scale, no reason, or an unknown reason code.
    """
    codes = definition.calibration.reason_codes if definition.calibration else ()
    if not move.reason_code:
        raise AnswersNotAccepted("Choose the reason code that fits the move.")
    if move.reason_code not in codes:
        raise AnswersNotAccepted(
            f"'{move.reason_code}' is no reason code of this cycle; it has {', '.join(codes)}."
        )
    try:
        rating = level_of(move.rating, definition.rating_scale)
        reason = text_of(move.reason)
    except NotAnAnswer as problem:
        raise AnswersNotAccepted(" ".join(problem.args)) from None
    if not reason:
        raise AnswersNotAccepted("Say in words why the rating moves.")
    return {"rating": rating, "reason_code": move.reason_code, "reason": reason}
