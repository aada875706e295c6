"""What happened to objectives above, and an objective as the sum of it.

The open part of an event holds ids and days; the words and numbers go beside it, sealed under the
key of the organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal, assert_never

from pydantic import Field, JsonValue

from domain.alignment.objective import Objective, OwnReading
from domain.ids import ObjectiveId, PersonId
from domain.progress.measured import Measured
from domain.value import Fact

Words = Mapping[str, JsonValue]


class ObjectiveFact(Fact):
    """Something that happened to one objective above.

    `version` counts the events of this objective from 1; `at` is when it became known.
    """

    schema_version: ClassVar[int] = 1

    objective: ObjectiveId
    version: int = Field(ge=1)
    at: datetime

    def key(self) -> str:
        """Return the business key the event id is made from: the n-th event of the objective."""
        return f"{type(self).__name__}:{self.version}"


class ObjectiveSet(ObjectiveFact):
    """An objective came into being. Sealed: its details."""

    type: Literal["ObjectiveSet"] = "ObjectiveSet"
    parent: ObjectiveId | None
    owner: PersonId | None
    start: date | None = None
    due: date | None = None


class ObjectiveChanged(ObjectiveFact):
    """Values of an objective changed: `changed` names them. Sealed: the new details among them.

    `parent`, `owner`, `start` and `due` are as they stand from now on, changed or not.
    """

    type: Literal["ObjectiveChanged"] = "ObjectiveChanged"
    changed: tuple[str, ...]
    parent: ObjectiveId | None
    owner: PersonId | None
    start: date | None = None
    due: date | None = None


class ObjectiveRetired(ObjectiveFact):
    """An objective was given up or is done; nothing new serves it. Sealed: the reason."""

    type: Literal["ObjectiveRetired"] = "ObjectiveRetired"
    on: date


class ObjectiveRead(ObjectiveFact):
    """Somebody said how far an objective had come on a day. Sealed: the value and the note."""

    type: Literal["ObjectiveRead"] = "ObjectiveRead"
    on: date
    by: PersonId | None


ObjectiveEvent = ObjectiveSet | ObjectiveChanged | ObjectiveRetired | ObjectiveRead


@dataclass(frozen=True, slots=True)
class Told:
    """An event about an objective, and what of it is sealed."""

    event: ObjectiveEvent
    words: Words = field(default_factory=dict)


def evolve(objective: Objective | None, told: Told) -> Objective | None:
    """Return the objective as it stands after the event; None without words to know it by."""
    event, words = told.event, told.words
    match event:
        case ObjectiveSet():
            return _set(event, words)
        case ObjectiveChanged():
            return objective and _changed(objective, event, words)
        case ObjectiveRetired():
            return objective and objective.model_copy(update={"retired_on": event.on})
        case ObjectiveRead():
            return objective and _read(objective, event, words)
    assert_never(event)


def _set(event: ObjectiveSet, words: Words) -> Objective | None:
    if not words:
        return None
    return Objective.model_validate({**words, **_placed(event), "id": event.objective})


def _changed(objective: Objective, event: ObjectiveChanged, words: Words) -> Objective:
    return Objective.model_validate({**dict(objective), **words, **_placed(event)})


def _placed(event: ObjectiveSet | ObjectiveChanged) -> dict[str, object]:
    return {name: getattr(event, name) for name in ("parent", "owner", "start", "due")}


def _read(objective: Objective, event: ObjectiveRead, words: Words) -> Objective:
    earlier = objective.reading
    if not words or (earlier is not None and earlier.measured.on > event.on):
        return objective
    reading = OwnReading(
        measured=Measured.model_validate({**words, "on": event.on}),
        by=event.by,
        note=str(words.get("note", "")),
    )
    return objective.model_copy(update={"reading": reading})
