"""Handing in what was checked, and the truth about it while it is on its way."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.peers import NomineesNotAccepted
from gateway.asking import OnItsWay
from gateway.site.front import Front, front_of
from gateway.site.pages import see_other
from gateway.site.posted import posted
from gateway.step.drafting import draft_of
from gateway.step.filling import CONFIRMED, VERSION
from gateway.step.handing_in import DraftChanged, Handing, hand_in
from gateway.step.place import Lying, Standing
from gateway.step.sight import PREFIX, Here, sight_of, step_page
from gateway.step.ways import FORM, Way, way_of, ways_at
from gateway.submitting import AnswersNotAccepted
from storage.drafts import Draft

router = APIRouter(prefix=PREFIX)


@router.post("/submit")
async def submit(request: Request, lies: Here) -> Response:
    """Hand in the draft that was checked; a form sent without its tick hands nothing in.

    Sent twice it is handed in once, and a replayed form leads to what was recorded.
    """
    front, sent = front_of(request), await posted(request)
    path = lies.place.path
    way = way_of(lies, FORM)
    draft = await draft_of(front, lies, way) if way is not None else None
    if lies.standing is not Standing.OPEN or way is None or draft is None:
        return see_other(path)
    if sent.one(CONFIRMED) != "yes":
        return see_other(f"{path}/check?unticked=1")
    if sent.one(VERSION) != str(draft.version):
        return see_other(f"{path}/check?changed=1")
    return see_other(f"{path}{await _handed_in(front, Handing(lies, way, draft, None))}")


async def _handed_in(front: Front, handing: Handing) -> str:
    """Hand in, and name the page below that of the step that tells what came of it."""
    try:
        answer = await hand_in(front, handing)
    except DraftChanged:
        return "/check?changed=1"
    except (AnswersNotAccepted, NomineesNotAccepted):
        return "/check"
    return "/status" if isinstance(answer, OnItsWay) else ""


@router.get("/status")
async def status(request: Request, lies: Here) -> Response:
    """Tell the truth about what was handed in and has no answer yet; looking asks nothing."""
    front = front_of(request)
    found = await _on_its_way(front, lies)
    if found is None:
        is_open = lies.standing is Standing.OPEN
        return see_other(f"{lies.place.path}?back=1" if is_open else lies.place.path)
    way, draft = found
    return await step_page(
        request, "on_its_way", await sight_of(front, lies), way=way, asked_at=draft.asked_at
    )


@router.post("/status")
async def ask_again(request: Request, lies: Here) -> Response:
    """Ask once more, under the same name: it is recorded once however often it is asked."""
    front, sent = front_of(request), await posted(request)
    found = await _on_its_way(front, lies)
    if found is None or sent.one(CONFIRMED) != "yes":
        return see_other(f"{lies.place.path}/status")
    way, draft = found
    answer = await hand_in(front, Handing(lies, way, draft, draft.shown_sha256))
    path = lies.place.path
    return see_other(f"{path}/status" if isinstance(answer, OnItsWay) else path)


async def _on_its_way(front: Front, lies: Lying) -> tuple[Way, Draft] | None:
    """Find what the reader handed in and the review has not answered."""
    if lies.standing is not Standing.OPEN:
        return None
    for way in ways_at(lies):
        draft = await draft_of(front, lies, way)
        if draft is not None and draft.asked_at is not None:
            return way, draft
    return None
