"""The page of a step: its form and its draft, or how it stands when it cannot be done now."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.errors import ReviewError
from gateway.checking import Asked, rehearsed
from gateway.fields.naming import MORE, more_rows
from gateway.site.front import Front, front_of
from gateway.site.moments import clock
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from gateway.site.refusals import status_of
from gateway.site.visitor import NotFound
from gateway.step.closed_page import closed_page
from gateway.step.conflict_page import conflict_page
from gateway.step.drafting import Clash, draft_of, drafts_of, keep, key_of, own_words
from gateway.step.filling import DO, UNTICKED, WAY, Filled, drawn, shown, writing_in
from gateway.step.place import Lying, Standing
from gateway.step.sight import PREFIX, Here, Sight, sight_of, step_page
from gateway.step.ways import FORM, Way, way_of
from storage.drafts import Draft

router = APIRouter(prefix=PREFIX)

LATER, AUTO, CHECK = "later", "auto", "check"


@router.get("")
async def show(request: Request, lies: Here) -> Response:
    """Show the step to who has it, or say in plain words why nothing can be done here now."""
    front = front_of(request)
    if lies.standing is not Standing.OPEN:
        return await closed_page(request, front, lies)
    sight = await sight_of(front, lies)
    is_back = request.query_params.get("back") == "1"
    if sight.usual.name != FORM:
        why = await drafts_of(front).refused(key_of(lies, sight.usual))
        return await step_page(request, "decide", sight, is_back=is_back, why_back=why)
    draft = await draft_of(front, lies, sight.usual)
    if draft is not None and draft.asked_at is not None:
        return see_other(f"{lies.place.path}/status")
    filled = Filled.of(draft) if draft else Filled(await own_words(front.archive, lies))
    saved = request.query_params.get("saved") == "1"
    return await _form(request, sight, filled, has_just_saved=saved, is_back=is_back)


@router.post("/draft")
async def save(request: Request, lies: Here) -> Response:
    """Keep what was written so far; a script asks after each pause, a button without scripts.

    A form that is sent without pressing a button keeps nothing.
    """
    front, sent = front_of(request), await posted(request)
    way, asked = _way(lies, sent), sent.one(DO)
    if asked == AUTO:
        return await _autosave(front, lies, way, sent)
    if asked != LATER:
        return see_other(lies.place.path)
    kept = await keep(front, lies, way, await writing_in(front, lies, way, sent))
    if isinstance(kept, Clash):
        return await conflict_page(request, front, lies, way, kept)
    return see_other(f"{_page_of(lies, way)}?saved=1")


@router.post("/check")
async def check(request: Request, lies: Here) -> Response:
    """Keep the form and check it: what is wrong is told, else the answers are shown to be checked.

    The button for another row leads here as well where no scripts run.
    """
    front, sent = front_of(request), await posted(request)
    way = _form_way(lies)
    if sent.one(DO) != CHECK and not sent.has(MORE):
        return see_other(lies.place.path)
    if lies.standing is not Standing.OPEN:
        return see_other(lies.place.path)
    kept = await keep(front, lies, way, await writing_in(front, lies, way, sent))
    if isinstance(kept, Clash):
        return await conflict_page(request, front, lies, way, kept)
    if sent.has(MORE):
        filled = Filled.of(kept)
        wanted = Filled(filled.answers, filled.version, filled.seed, rows=more_rows(sent))
        return await _form(request, await sight_of(front, lies), wanted)
    wrong = await _wrong(request, front, lies, way, kept)
    return wrong or see_other(f"{lies.place.path}/check")


@router.get("/check")
async def checked(request: Request, lies: Here) -> Response:
    """Show every answer in words, who will read it and the way to change it, before it counts."""
    front, way = front_of(request), _form_way(lies)
    is_open = lies.standing is Standing.OPEN
    draft = await draft_of(front, lies, way) if is_open else None
    if draft is None:
        return see_other(lies.place.path)
    if draft.asked_at is not None:
        return see_other(f"{lies.place.path}/status")
    wrong = await _wrong(request, front, lies, way, draft)
    if wrong is not None:
        return wrong
    sight = await sight_of(front, lies)
    answers, facts = await shown(front, lies, way, draft.answers)
    return await step_page(
        request,
        "check",
        sight,
        way=way,
        answers=answers,
        readers=facts.readers,
        version=draft.version,
        follows=sight.follows(way),
        has_changed=request.query_params.get("changed") == "1",
        unticked=UNTICKED if request.query_params.get("unticked") == "1" else "",
    )


async def _wrong(
    request: Request, front: Front, lies: Lying, way: Way, draft: Draft
) -> Response | None:
    """Draw the form with everything that is wrong; None when nothing is."""
    asked = Asked(lies.place.review, lies.spec, way.verdict)
    found = await rehearsed(front.archive, asked, lies.context, draft.answers)
    if not found.problems:
        return None
    filled = Filled.of(draft).refused(found.problems)
    return await _form(request, await sight_of(front, lies), filled, status=422)


async def _form(
    request: Request,
    sight: Sight,
    filled: Filled,
    *,
    status: int = 200,
    has_just_saved: bool = False,
    is_back: bool = False,
) -> Response:
    form = await drawn(front_of(request), sight, sight.usual, filled)
    return await step_page(
        request,
        "form",
        sight,
        status=status,
        form=form,
        follows=sight.follows(sight.usual),
        has_just_saved=has_just_saved,
        is_back=is_back,
    )


async def _autosave(front: Front, lies: Lying, way: Way, sent: Posted) -> Response:
    """Answer a script: which version is kept now, or a sentence that says why none is."""
    try:
        kept = await keep(front, lies, way, await writing_in(front, lies, way, sent))
    except ReviewError as refusal:
        return JSONResponse({"said": str(refusal)}, status_of(refusal))
    if isinstance(kept, Clash):
        sentence = "Something else was saved from another window meanwhile. Nothing is lost."
        return JSONResponse({"said": sentence, "clash": True}, 409)
    at = clock(kept.saved_at, lies.zone)
    return JSONResponse({"version": kept.version, "said": f"Saved {at}"})


def _way(lies: Lying, sent: Posted) -> Way:
    way = way_of(lies, sent.one(WAY, FORM))
    if way is None:
        raise NotFound
    return way


def _form_way(lies: Lying) -> Way:
    way = way_of(lies, FORM)
    if way is None:
        raise NotFound
    return way


def _page_of(lies: Lying, way: Way) -> str:
    return lies.place.path if way.name == FORM else f"{lies.place.path}/{way.name}"
