"""`/hr/recurring`: the cycles that come again, the next ten of each, and what HR does to them."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.recurrence.recurrences import Recurrence
from domain.visibility import Deed
from gateway.recurring import By, Recurring
from gateway.recurring_acts import acts_of
from gateway.recurring_preview import Foreseen, foreseen
from gateway.recurring_words import next_of, outcome_in_words, rhythm_in_words
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.visitor import NotFound, Visitor, signed_in
from storage.read_models.people import names_of

router = APIRouter()

PAST: Final = 20
DEEDS: Final = ("pause", "resume", "skip", "launch", "end")


@dataclass(frozen=True)
class Line:
    """A recurring cycle with what comes next."""

    recurrence: Recurrence
    coming: Foreseen


@router.get("/hr/recurring")
async def show_all(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """Show the recurring cycles, and when each comes next."""
    visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    known = (await Recurring(front.archive, front.client).read()).listed()
    lines = [
        Line(each, await foreseen(front.archive, each, front.now(), rehearses=False))
        for each in known
    ]
    return await page(
        request, "console/recurring.html.j2", lines=lines, rhythm=rhythm_in_words, next_of=next_of
    )


@router.get("/hr/recurring/{recurrence}")
async def show_one(
    request: Request, recurrence: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Show the next ten of a recurring cycle, what was before, and what can be done to it."""
    visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    found = await recurrence_at(front, recurrence)
    coming = await foreseen(front.archive, found, front.now())
    acts = await acts_of(front.archive, found.id)
    people = {found.terms.hr_owner, *(each.by for each in acts)}
    return await page(
        request,
        "console/recurring_one.html.j2",
        found=found,
        terms=found.terms,
        coming=coming,
        history=found.history()[:PAST],
        acts=acts[:PAST],
        rhythm=rhythm_in_words,
        outcome=outcome_in_words,
        names=await names_of(front.archive.readers, people),
    )


@router.post("/hr/recurring/{recurrence}/{deed}")
async def change(
    request: Request,
    recurrence: UUID,
    deed: str,
    visitor: Annotated[Visitor, Depends(signed_in)],
) -> Response:
    """Pause, resume or end a recurring cycle, leave one of its days out, or launch it now."""
    sent = await posted(request)
    visitor.require(Deed.LAUNCH_CYCLE)
    if deed not in DEEDS:
        raise NotFound
    front = front_of(request)
    found = await recurrence_at(front, recurrence)
    await _done(front, visitor, found.terms.key, deed, sent)
    return see_other(f"/hr/recurring/{recurrence}")


async def recurrence_at(front: Front, recurrence: UUID) -> Recurrence:
    """Give a recurring cycle by its id.

    Raises:
        NotFound: there is none.
    """
    known = await Recurring(front.archive, front.client).read()
    found = known.by_id.get(recurrence)
    if found is None:
        raise NotFound
    return found


async def _done(front: Front, visitor: Visitor, key: str, deed: str, sent: Posted) -> None:
    recurring = Recurring(front.archive, front.client)
    by, day = By(visitor.id, front.now(), sent.one("reason")), sent.one("day")
    match deed:
        case "pause":
            await recurring.pause(key, by)
        case "resume":
            await recurring.resume(key, by)
        case "end":
            await recurring.end(key, by)
        case "skip":
            await recurring.leave_out(key, day, by)
        case _:
            await recurring.launch_now(key, day or None, by)
