"""What becomes of an objective above: the events that follow from what is said of it."""

from datetime import date, datetime
from typing import Final

from pydantic import JsonValue

from domain.alignment.events import (
    ObjectiveChanged,
    ObjectiveRead,
    ObjectiveRetired,
    ObjectiveSet,
    Told,
)
from domain.alignment.objective import Objective, ObjectiveDetails, OwnReading
from domain.alignment.refusals import (
    ObjectiveIsRetired,
    ObjectiveNotSound,
    ReadingNotPossible,
)

DETAILS: Final = frozenset(ObjectiveDetails.model_fields)
PLACED: Final = ("parent", "owner", "start", "due")


def differences(
    recorded: Objective | None, version: int, said: Objective, at: datetime
) -> tuple[Told, ...]:
    """Return what leads from what is recorded of an objective to what is now said of it.

    Args:
        recorded: the objective as it stands, or None.
        version: how many events there are of it.
        said: the same objective as it is now said to be.
        at: when it became known.
    """
    placed = {name: getattr(said, name) for name in PLACED}
    known = {"objective": said.id, "version": version + 1, "at": at, **placed}
    if recorded is None:
        return (Told(ObjectiveSet.model_validate(known), _words(said, DETAILS)),)
    changed = tuple(
        name for name in (*ObjectiveDetails.model_fields, *PLACED)
        if getattr(recorded, name) != getattr(said, name)
    )  # fmt: skip
    if not changed:
        return ()
    event = ObjectiveChanged.model_validate({**known, "changed": changed})
    return (Told(event, _words(said, DETAILS.intersection(changed))),)


def retired(
    recorded: Objective, version: int, *, on: date, reason: str, at: datetime
) -> tuple[Told, ...]:
    """Return what retires an objective; nothing if it is retired already.

    Raises:
        ObjectiveNotSound: the day is still to come.
    """
    if recorded.is_retired:
        return ()
    if on > at.date():
        raise ObjectiveNotSound([f"{on} is still to come; retire the objective on the day."])
    event = ObjectiveRetired(objective=recorded.id, version=version + 1, at=at, on=on)
    return (Told(event, {"reason": reason}),)


def read(recorded: Objective, version: int, reading: OwnReading, at: datetime) -> tuple[Told, ...]:
    """Return what records a reading of an objective; nothing if it is the one that stands.

    Raises:
        ObjectiveIsRetired: nothing is read of it any more.
        ReadingNotPossible: it has no measure, the reading does not fit it, or lies in the future.
    """
    _check_reading(recorded, reading, at.date())
    if recorded.reading == reading:
        return ()
    measured = reading.measured
    event = ObjectiveRead(
        objective=recorded.id, version=version + 1, at=at, on=measured.on, by=reading.by
    )
    words = measured.model_dump(mode="json", exclude={"on"}, exclude_none=True)
    return (Told(event, words | {"note": reading.note}),)


def _check_reading(recorded: Objective, reading: OwnReading, today: date) -> None:
    title, measured = recorded.title, reading.measured
    if recorded.is_retired:
        raise ObjectiveIsRetired(f"“{title}” is retired; nothing is read of it any more.")
    if recorded.measure is None:
        raise ReadingNotPossible(
            f"“{title}” has no measure of its own; it is as far as what serves it. "
            "Give it a measure first, or read what serves it."
        )
    if measured.on > today:
        raise ReadingNotPossible(f"{measured.on} is still to come; give the day it was read.")
    if measured.is_missing:
        raise ReadingNotPossible("Say what was read: a number, a level or milestones.")
    misfit = measured.misfit(recorded.measure)
    if misfit is not None:
        raise ReadingNotPossible(f"“{title}”: {misfit}")


def _words(said: Objective, names: frozenset[str]) -> dict[str, JsonValue]:
    words: dict[str, JsonValue] = said.model_dump(mode="json", include=set(names))
    return words
