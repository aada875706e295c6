"""Third screen of a launch: its days, each of which can be changed, and is checked."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.answers import NotAnAnswer, date_of
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.definition.problem import Problem, Severity
from domain.definition.timetable import PlannedStep, timetable
from domain.ids import StepId
from gateway.console.launch_room import Room, room_at, screen
from gateway.launch_plan import (
    BEGINS,
    CALIBRATION,
    EMPLOYED_SINCE,
    ENDS,
    date_problems,
    dated,
    dates_of,
    moved,
    read,
)
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted

router = APIRouter()

ONE_OF_TWO: Final = "Give either a day or a number of working days (0 to 260)."
A_DAY: Final = "Give a day."

_LABELS: Final = {
    BEGINS: "The cycle begins",
    ENDS: "The cycle ends",
    EMPLOYED_SINCE: "Takes in who was employed on",
    CALIBRATION: "Calibration is locked by",
}

Wrong = list[tuple[str, str]]


@dataclass(frozen=True)
class DateLine:
    """A date that can be changed: as it was typed, and what it comes to on the calendar."""

    name: str
    label: str
    on: str
    days: str
    has_days: bool
    is_stage: bool
    planned: PlannedStep | None
    problems: tuple[str, ...]
    remarks: tuple[str, ...]


@router.get("/hr/launch/{draft}/dates")
async def show(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Show every date of the process."""
    found = read(room.plan.source).definition
    if found is None:
        return see_other(f"{room.path}/process")
    return await _screen(request, room, dated(found, room.plan.dates))


@router.post("/hr/launch/{draft}/dates")
async def change(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Keep the dates, and go on once they fit together; or move all of them at once."""
    sent = await posted(request)
    found = read(room.plan.source).definition
    if found is None:
        return see_other(f"{room.path}/process")
    before = dates_of(dated(found, room.plan.dates))
    dates, wrong = _read(sent, before)
    moves = sent.one("do") == "move"
    if moves:
        begins = _day(sent.one("move_to"))
        wrong = [] if begins else [("move_to", A_DAY)]
        dates = moved(before, begins) if begins else before
    definition = dated(found, dates)
    if wrong:
        return await _screen(request, room, dated(found, room.plan.dates), wrong, sent)
    await room.keep(room.plan.model_copy(update={"dates": dates}), sent)
    is_sound = not any(map(_faults, date_problems(definition).values()))
    return see_other(f"{room.path}/preview" if is_sound and not moves else f"{room.path}/dates")


async def _screen(
    request: Request,
    room: Room,
    definition: CycleDefinition,
    wrong: Wrong | None = None,
    sent: Posted | None = None,
) -> Response:
    lines = _lines(definition, sent)
    return await screen(
        request,
        room,
        "dates",
        wrong=wrong or (),
        lines=lines,
        refused=dict(wrong or ()),
        elsewhere=[each.sentence for each in date_problems(definition).get("", ())],
        faulty=any(line.problems for line in lines),
    )


def _lines(definition: CycleDefinition, sent: Posted | None) -> list[DateLine]:
    found = date_problems(definition)
    planned = {each.step: each for each in timetable(definition)}
    lines = []
    for name, when in dates_of(definition).items():
        told = found.get(name, [])
        kind, _, thing = name.partition(".")
        lines.append(
            DateLine(
                name=name,
                label=_label(definition, name),
                on=_typed(sent, f"{name}.on", str(when.on or "")),
                days=_typed(sent, f"{name}.days", _number(when)),
                has_days=kind in ("stage", "step", CALIBRATION),
                is_stage=kind == "stage",
                planned=planned.get(StepId(thing)) if kind == "step" else None,
                problems=tuple(p.sentence for p in told if p.severity is Severity.ERROR),
                remarks=tuple(p.sentence for p in told if p.severity is not Severity.ERROR),
            )
        )
    return lines


def _label(definition: CycleDefinition, name: str) -> str:
    kind, _, thing = name.partition(".")
    for stage in definition.stages:
        if kind == "stage" and stage.id == thing:
            return stage.title
        for step in stage.steps:
            if kind == "step" and step.id == thing:
                return step.title
    return _LABELS[name]


def _read(sent: Posted, before: dict[str, When]) -> tuple[dict[str, When], Wrong]:
    """Read every date of the form; what was not sent stays as it was."""
    dates, wrong = dict(before), Wrong()
    for name in before:
        on, days = sent.one(f"{name}.on").strip(), sent.one(f"{name}.days").strip()
        if not (sent.has(f"{name}.on") or sent.has(f"{name}.days")):
            continue
        try:
            number = int(days) if days else None
            dates[name] = When(on=date_of(on) if on else None, working_days=number)
        except ValueError:
            has_days = name.startswith(("stage.", "step.")) or name == CALIBRATION
            wrong.append((f"{name}.on", ONE_OF_TWO if has_days else A_DAY))
    return dates, wrong


def _typed(sent: Posted | None, name: str, otherwise: str) -> str:
    return sent.one(name) if sent is not None and sent.has(name) else otherwise


def _number(when: When) -> str:
    return "" if when.working_days is None else str(when.working_days)


def _day(words: str) -> date | None:
    try:
        return date_of(words)
    except NotAnAnswer:
        return None


def _faults(told: list[Problem]) -> bool:
    return any(each.severity is Severity.ERROR for each in told)
