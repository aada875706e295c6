"""Second screen of a launch: the process, from a template, a file, or an earlier cycle."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from activities.intake.cycle_file import FileProblem
from activities.intake.cycle_template import template_names, template_summary, template_text
from activities.intake.yaml_tree import LARGEST_FILE
from domain.definition.cycle import CycleDefinition
from domain.definition.timetable import timetable
from domain.ids import CycleId, cycle_id
from gateway.console.launch_room import Room, room_at, screen
from gateway.launch_plan import LaunchPlan, as_yaml, definition_of, named_anew, read
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from storage.read_models.cycles import all_cycles, cycle_of

router = APIRouter()

FIRST: Final = "annual-six-stage"


@router.get("/hr/launch/{draft}/process")
async def show(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Show where the process comes from, and what is wrong with it."""
    return await _screen(request, room)


@router.post("/hr/launch/{draft}/process/source")
async def start_from(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Take a process to start from; what was changed of the one before is forgotten."""
    sent = await posted(request, uploads=True)
    source, origin = await _source(room, sent)
    if not source:
        return await _screen(request, room, wrong=[("start", "Choose where to start from.")])
    await room.keep(room.plan.model_copy(update=_anew(source, origin)), sent)
    return see_other(f"{room.path}/process#source")


@router.post("/hr/launch/{draft}/process")
async def change(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Keep the process as it was written, and go on once it can be launched."""
    sent = await posted(request)
    source = named_anew(sent.one("source"), sent.one("key").strip(), sent.one("title").strip())
    plan = room.plan.model_copy(update={"source": source})
    await room.keep(plan, sent)
    definition = definition_of(plan)
    if definition is None:
        return see_other(f"{room.path}/process#problems")
    taken = await _taken_by(room, definition)
    return see_other(f"{room.path}/process#key" if taken else f"{room.path}/dates")


async def _screen(
    request: Request, room: Room, wrong: tuple[tuple[str, str], ...] | list[tuple[str, str]] = ()
) -> Response:
    archive = room.front.archive
    found = read(room.plan.source) if room.plan.source else None
    definition = found.definition if found else None
    return await screen(
        request,
        room,
        "process",
        wrong=wrong,
        templates=[(name, template_summary(name)) for name in template_names()],
        first=FIRST,
        cycles=await all_cycles(archive.readers, archive.organisation),
        problems=found.problems if found else (),
        definition=definition,
        planned=timetable(definition) if definition else (),
        lines=room.plan.source.splitlines(),
        is_error=_is_error,
        taken=await _taken_by(room, definition) if definition else "",
    )


async def _taken_by(room: Room, definition: CycleDefinition) -> str:
    """Name the cycle that has the key of this one already; empty where none has."""
    archive = room.front.archive
    cycle = cycle_id(archive.organisation, definition.key)
    found = await cycle_of(archive.readers, cycle)
    return found.title if found is not None else ""


async def _source(room: Room, sent: Posted) -> tuple[str, str]:
    """Give the process that was chosen, as YAML, and where it comes from."""
    kind, _, name = sent.one("start").partition(":")
    match kind:
        case "template" if name in template_names():
            return template_text(name), f"the template {name}"
        case "cycle":
            return await _earlier(room, name)
        case "file":
            upload = sent.files.get("file")
            if upload is None or not upload.content:
                return "", ""
            words = upload.content[: LARGEST_FILE + 1].decode("utf-8-sig", errors="replace")
            return words.replace("\r\n", "\n"), "a file"
        case _:
            return "", ""


async def _earlier(room: Room, name: str) -> tuple[str, str]:
    try:
        wanted = CycleId(UUID(name))
    except ValueError:
        return "", ""
    found = await cycle_of(room.front.archive.readers, wanted)
    if found is None or found.organisation != room.front.organisation:
        return "", ""
    return as_yaml(found.definition), f"the cycle {found.key}"


def _anew(source: str, origin: str) -> dict[str, object]:
    fresh = LaunchPlan()
    return {"source": source, "origin": origin, "dates": fresh.dates}


def _is_error(problem: FileProblem) -> bool:
    return problem.severity.value == "error"
