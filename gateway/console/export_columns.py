"""What stands in an export: one review a line, and the columns each kind of export has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from domain.definition.cycle import CycleDefinition
from domain.ids import StageId
from storage.read_models.exports import ExportLine

Cell = str | int | datetime | None
Kind = Literal["status", "results"]
Type = Literal["text", "number", "moment"]


@dataclass(frozen=True)
class Column:
    """A column: its heading, what kind of values it holds, and how each is found."""

    title: str
    type: Type
    value: Callable[[ExportLine], Cell]
    width: int = 14


def columns_of(kind: Kind, definition: CycleDefinition, zone: ZoneInfo) -> list[Column]:
    """Give the columns of an export; its moments are those of that zone."""
    shared = [*_PERSON, *_progress(definition, zone)]
    return shared if kind == "status" else [*shared, *_ratings(definition)]


_PERSON: Final = (
    Column("Employee number", "text", lambda line: line.number, 16),
    Column("Name", "text", lambda line: line.name, 26),
    Column("Department", "text", lambda line: line.department, 20),
    Column("Location", "text", lambda line: line.location, 16),
    Column("Manager", "text", lambda line: line.manager, 26),
)

_STATES: Final[Mapping[str, str]] = {
    "open": "open",
    "completed": "completed",
    "cancelled": "ended early",
}


def _progress(definition: CycleDefinition, zone: ZoneInfo) -> list[Column]:
    titles = {stage.id: stage.title for stage in definition.stages}

    def here(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(zone).replace(tzinfo=None)

    def stage(name: StageId | None) -> str | None:
        return None if name is None else titles.get(name, name)

    return [
        Column("State", "text", lambda line: _state(line), 14),
        Column("Stage", "text", lambda line: stage(line.stage), 20),
        Column("Stages completed", "number", lambda line: line.stages_done, 10),
        Column("Open steps", "number", lambda line: line.open, 10),
        Column("Blocked steps", "number", lambda line: line.blocked, 10),
        Column("Late steps", "number", lambda line: line.late, 10),
        Column("Next due", "moment", lambda line: here(line.due), 18),
        Column("Reminders sent", "number", lambda line: line.reminders or 0, 10),
        Column("Opened", "moment", lambda line: here(line.opened_at), 18),
        Column("Closed", "moment", lambda line: here(line.closed_at), 18),
        Column("Signed", "text", lambda line: line.signature, 14),
    ]


def _state(line: ExportLine) -> str:
    if line.state == "open" and line.paused_at is not None:
        return "paused"
    return _STATES.get(line.state, line.state)


def _ratings(definition: CycleDefinition) -> list[Column]:
    scale = definition.rating_scale
    labels = {level.value: level.label for level in scale.levels} if scale else {}

    def label(level: int | None) -> str | None:
        return None if level is None else labels.get(level, str(level))

    return [
        Column("Rating proposed", "number", lambda line: line.proposed, 10),
        Column("Rating calibrated", "number", lambda line: line.calibrated, 10),
        Column("Rating amended", "number", lambda line: line.amended, 10),
        Column("Rating", "number", lambda line: line.final, 10),
        Column("Rating in words", "text", lambda line: label(line.final), 24),
        Column("Moved by the panel", "text", lambda line: "yes" if line.is_moved else "no", 12),
        Column("Reason of the panel", "text", lambda line: line.reason_code, 20),
    ]
