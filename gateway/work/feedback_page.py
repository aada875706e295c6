"""`/feedback`: what one got and gave any time of the year, and what everybody may read."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.feedback.giving import WITHDRAWN_WITHIN
from domain.feedback.words import CALLED, VisibleTo
from domain.ids import FeedbackId
from gateway.feedback import withdraw_feedback
from gateway.looked_at import About, What, note_seen
from gateway.present import present_here
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import posted
from gateway.site.shown import until_shown
from gateway.site.visitor import Visitor, signed_in
from storage.read_models.feedback import FeedbackLine, feedback_about, given_by, recognition
from storage.read_models.people import names_of

router = APIRouter()

Here = Annotated[Visitor, Depends(signed_in)]

RECEIVED: Final = "received"
GIVEN: Final = "given"
RECOGNITION: Final = "recognition"

SAID: Final = {
    "sent": "It is sent. For seven days you can take it back.",
    "withdrawn": "It is withdrawn; nobody reads it any more.",
    "later": "It is recorded, and will be seen here shortly.",
}
READ_BY: Final = {
    VisibleTo.RECEIVER: "read by whom it is about",
    VisibleTo.MANAGER: "read by the manager",
    VisibleTo.BOTH: "read by whom it is about and the manager",
    VisibleTo.EVERYONE: "read by everyone",
}


@dataclass(frozen=True)
class Note:
    """Feedback as a page shows it; `may_withdraw` tells its giver that there is still time."""

    line: FeedbackLine
    giver: str
    receiver: str
    kind: str
    read_by: str
    may_withdraw: bool


@router.get("/feedback")
async def show(request: Request, visitor: Here) -> Response:
    """Show what the visitor got, gave, or what everybody may read."""
    asked = request.query_params.get("tab", RECEIVED)
    tab = asked if asked in (GIVEN, RECOGNITION) else RECEIVED
    notes = await notes_of(front_of(request), visitor, tab)
    said = SAID.get(request.query_params.get("said", ""), "")
    return await page(request, "work/feedback.html.j2", tab=tab, notes=notes, said=said)


@router.post("/feedback/{feedback}/withdraw")
async def withdraw(request: Request, feedback: UUID, visitor: Here) -> Response:
    """Take feedback back; taken back twice is taken back once."""
    await posted(request)
    front = front_of(request)
    at = await present_here(front.archive)
    position = await withdraw_feedback(front.archive, FeedbackId(feedback), visitor.id, at)
    is_seen = await until_shown(front, position)
    return see_other(f"/feedback?tab={GIVEN}&said={'withdrawn' if is_seen else 'later'}")


async def notes_of(front: Front, visitor: Visitor, tab: str) -> list[Note]:
    """List one of the three, the latest first."""
    archive = front.archive
    match tab:
        case "given":
            lines = (await given_by(archive, visitor.id))[::-1]
        case "recognition":
            lines = await recognition(archive)
        case _:
            lines = (await feedback_about(archive, visitor.id, visitor.id))[::-1]
    if tab != RECOGNITION:  # which everybody may read
        right = "receiver" if tab == RECEIVED else "giver"
        await note_seen(archive, visitor.id, What.FEEDBACK, right, About(visitor.id))
    names = await names_of(
        archive.readers, {p for each in lines for p in (each.giver, each.receiver)}
    )
    now = await present_here(archive)
    return [
        Note(
            line=line,
            giver=names.name_of(line.giver),
            receiver=names.name_of(line.receiver),
            kind=CALLED[line.kind],
            read_by=READ_BY[line.visible_to],
            may_withdraw=line.giver == visitor.id and now - line.at <= WITHDRAWN_WITHIN,
        )
        for line in lines
    ]
