"""Reads objectives out of a form: of what was written of measures, what fits the kind picked."""

from typing import Final

from pydantic import JsonValue

from gateway.fields.measure_parts import MILESTONES, NUMBERS, SOFT, WAYS
from gateway.fields.naming import Sent, below
from gateway.fields.reading_rows import Parts, named, rows_read, typed
from gateway.fields.written import plain_number

_WAY: Final = ("baseline", "target", "stretch")
_BAND: Final = ("lower", "upper")
_KIND: Final = frozenset({"kind", "direction"})


def read_goal_rows(sent: Sent, path: str) -> JsonValue:
    """Read the objectives below a path; each gets an id that it keeps from then on."""
    return named(rows_read(sent, path, lambda row: read_goal_parts(sent, row)), "goal-")


def read_goal_parts(sent: Sent, path: str) -> Parts:
    """Read one objective without its id; {} where nothing was written."""
    goal = typed(sent, path, ("title", "serves", "serves_none_because"))
    weight, measure = plain_number(sent.one(path, "weight")), _measure(sent, path)
    if weight:
        goal["weight"] = weight
    if measure.keys() - _KIND or (goal and measure):
        goal["measure"] = measure
    return goal


def _measure(sent: Sent, path: str) -> Parts:
    picked = sent.word(path, "measure")
    match picked or _guessed(sent, path):
        case "up" | "down" | "hold" | "number":
            return _numeric(sent, path, picked)
        case "milestones":
            return {"kind": MILESTONES, **_milestones(sent, path)}
        case "soft":
            return {"kind": SOFT, **_levels(sent, path)}
        case unknown:
            everything = {**_levels(sent, path), **_milestones(sent, path)}
            everything |= _numbers(sent, path, (*_WAY, *_BAND)) | typed(sent, path, ("unit",))
            return {"kind": unknown, **everything} if unknown or everything else {}


def _guessed(sent: Sent, path: str) -> str:
    """Say which measure is meant where none was picked and only one was written."""
    written = {
        "number": _numbers(sent, path, (*_WAY, *_BAND)),
        MILESTONES: _milestones(sent, path),
        SOFT: _levels(sent, path),
    }
    meant = [kind for kind, parts in written.items() if parts]
    return meant[0] if len(meant) == 1 else ""


def _numeric(sent: Sent, path: str, picked: str) -> Parts:
    wanted = _WAY if picked in WAYS else _BAND if picked else (*_WAY, *_BAND)
    direction: Parts = {"direction": picked} if picked in NUMBERS else {}
    numbers = _numbers(sent, path, wanted)
    return {"kind": "numeric", **direction, **numbers, **typed(sent, path, ("unit",))}


def _numbers(sent: Sent, path: str, wanted: tuple[str, ...]) -> Parts:
    return {part: plain_number(str(told)) for part, told in typed(sent, path, wanted).items()}


def _milestones(sent: Sent, path: str) -> Parts:
    rows = rows_read(sent, below(path, MILESTONES), lambda row: typed(sent, row, ("title", "due")))
    return {MILESTONES: named(rows, "m")} if rows else {}


def _levels(sent: Sent, path: str) -> Parts:
    """Read the levels that were written; the one to reach is counted among those."""
    name = below(path, "levels")
    rows = [sent.one(name, place) for place in sent.rows(name)]
    levels: list[JsonValue] = [row for row in rows if row.strip()]
    target = sent.word(path, "level_target")
    if not levels or not target:
        return {"levels": levels} if levels else {}
    return {"levels": levels, "target": _counted(rows, target)}


def _counted(rows: list[str], target: str) -> JsonValue:
    places = [str(number) for number, row in enumerate(rows, start=1) if row.strip()]
    return places.index(target) + 1 if target in places else target
