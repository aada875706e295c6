"""Two windows wrote on the same step: both texts side by side, and the person chooses."""

import json
from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import Response

from gateway.fields.shown import ShownAnswer
from gateway.site.front import Front, front_of
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from gateway.site.visitor import NotFound
from gateway.step.drafting import Answers, Clash, Writing, draft_of, keep
from gateway.step.filling import CONFIRMED, VERSION, WAY, shown
from gateway.step.place import Lying
from gateway.step.sight import PREFIX, Here, form_for, sight_of, step_page
from gateway.step.ways import FORM, Way, way_of

router = APIRouter(prefix=PREFIX)

MINE = "_mine"
YOURS = "mine"


@dataclass(frozen=True)
class Difference:
    """A question that both windows answered, each in its way."""

    field: str
    saved: ShownAnswer
    mine: ShownAnswer


async def conflict_page(
    request: Request, front: Front, lies: Lying, way: Way, clash: Clash
) -> Response:
    """Show both texts of every question that differs; nothing is overwritten before one chose."""
    saved, _ = await shown(front, lies, way, clash.saved.answers)
    mine, _ = await shown(front, lies, way, clash.sent)
    differences = [
        Difference(one.field, one, other)
        for one, other in zip(saved, mine, strict=True)
        if clash.saved.answers.get(one.field) != clash.sent.get(one.field)
    ]
    return await step_page(
        request,
        "conflict",
        await sight_of(front, lies),
        status=409,
        way=way,
        differences=differences,
        saved_at=clash.saved.saved_at,
        version=clash.saved.version,
        mine=json.dumps(clash.sent, ensure_ascii=False),
    )


@router.post("/merge")
async def merge(request: Request, lies: Here) -> Response:
    """Keep, question by question, the text that was chosen."""
    front, sent = front_of(request), await posted(request)
    way = way_of(lies, sent.one(WAY, FORM))
    if way is None:
        raise NotFound
    back = lies.place.path if way.name == FORM else f"{lies.place.path}/{way.name}"
    saved = await draft_of(front, lies, way)
    if sent.one(CONFIRMED) != "yes" or saved is None:
        return see_other(back)
    mine = _mine(sent, lies, way)
    chosen = _chosen(saved.answers, mine, sent)
    version = sent.one(VERSION)
    if version != str(saved.version):
        return await conflict_page(request, front, lies, way, Clash(saved, mine))
    kept = await keep(front, lies, way, Writing(chosen, saved.version, saved.submission))
    if isinstance(kept, Clash):
        return await conflict_page(request, front, lies, way, kept)
    return see_other(f"{back}?saved=1")


def _mine(sent: Posted, lies: Lying, way: Way) -> Answers:
    """Read what the window had; only questions of the form are taken from it."""
    form = form_for(lies, way)
    known = {field.id for field in form.fields} if form else set()
    try:
        told: JsonValue = json.loads(sent.one(MINE))
    except (ValueError, RecursionError):
        return {}
    answers = told if isinstance(told, dict) else {}
    return {name: answer for name, answer in answers.items() if name in known}


def _chosen(saved: Answers, mine: Answers, sent: Posted) -> Answers:
    chosen: Answers = {}
    for name in dict.fromkeys((*saved, *mine)):
        source = mine if sent.one(f"keep.{name}") == YOURS else saved
        if name in source:
            chosen[name] = source[name]
    return chosen
