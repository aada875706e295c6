"""Whether the days of a cycle follow each other and fit between its first and last."""

from collections.abc import Iterator
from datetime import date

from domain.definition.cycle import CycleDefinition, Stage, Step
from domain.definition.problem import (
    EACH,
    Path,
    PlacedStep,
    Problem,
    fault,
    placed_steps,
    remark,
)
from domain.definition.timetable import timetable
from domain.definition.words import AtExpiry, Start

_LONGEST = 366 * 2
_ENDS: tuple[Path, ...] = (("begins",), ("ends",))
_TIMES: tuple[Path, ...] = (
    ("stages", EACH, "opens"),
    ("stages", EACH, "steps", EACH, "due"),
    ("stages", EACH, "steps", EACH, "starts"),
    ("stages", EACH, "steps", EACH, "only_if"),
)


def date_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every fault of dates, reminders and hours."""
    yield from _whole_cycle(definition)
    yield from _outside(definition)
    yield from _stages_in_order(definition)
    for place in placed_steps(definition):
        yield from _due_after_opening(place, definition.stages[place.stage])
        yield from _reminders(place)
    yield from _too_late(definition)
    hours = definition.working_hours
    if hours.opens >= hours.closes:
        sentence = (
            f"The working hours close at {hours.closes:%H:%M}, which is not after they open at "
            f"{hours.opens:%H:%M}; exchange them."
        )
        yield fault(("working_hours", "closes"), sentence, ("working_hours", "opens"))


def _whole_cycle(definition: CycleDefinition) -> Iterator[Problem]:
    begins, ends = definition.begins, definition.ends
    if begins > ends:
        sentence = f"The cycle ends on {ends}, before it begins on {begins}; exchange the dates."
        yield fault(("ends",), sentence, *_ENDS)
    elif (ends - begins).days > _LONGEST:
        sentence = (
            f"The cycle lasts from {begins} to {ends}, more than two years; look whether the year "
            "is meant."
        )
        yield remark(("ends",), sentence, *_ENDS)


def _dates(definition: CycleDefinition) -> Iterator[tuple[Path, str, date | None]]:
    for number, stage in enumerate(definition.stages):
        yield ("stages", number, "opens", "on"), f"stage '{stage.id}' opens", stage.opens.on
    for place in placed_steps(definition):
        yield place.at("due", "on"), f"step '{place.step.id}' is due", place.step.due.on
    if definition.calibration is not None and definition.calibration.due is not None:
        yield ("calibration", "due", "on"), "calibration is due", definition.calibration.due.on


def _outside(definition: CycleDefinition) -> Iterator[Problem]:
    begins, ends = definition.begins, definition.ends
    for path, what, day in _dates(definition):
        if day is not None and begins <= ends and not begins <= day <= ends:
            sentence = (
                f"The {what} on {day}, outside of the cycle from {begins} to {ends}; move the "
                "date or the cycle."
            )
            yield fault(path, sentence, *_ENDS)


def _stages_in_order(definition: CycleDefinition) -> Iterator[Problem]:
    latest: tuple[date, int] | None = None
    for number, stage in enumerate(definition.stages):
        opens = stage.opens.on
        if opens is None:
            continue
        if latest is not None and opens < latest[0]:
            before = definition.stages[latest[1]]
            sentence = (
                f"The stage '{stage.id}' opens on {opens}, before '{before.id}', which stands "
                f"before it and opens on {latest[0]}; move a date or change the order."
            )
            yield fault(("stages", number, "opens", "on"), sentence, ("stages", latest[1], "opens"))
        else:
            latest = (opens, number)


def _due_after_opening(place: PlacedStep, stage: Stage) -> Iterator[Problem]:
    step, path = place.step, place.at("due", "on")
    if step.due.on is None:
        return
    if stage.opens.on is not None and step.due.on < stage.opens.on:
        sentence = (
            f"The step '{step.id}' is due on {step.due.on}, before its stage opens on "
            f"{stage.opens.on}; move one of the dates."
        )
        yield fault(path, sentence, ("stages", place.stage, "opens"))
    for earlier in _waited_for(place, stage):
        if earlier.due.on is not None and step.due.on < earlier.due.on:
            sentence = (
                f"The step '{step.id}' is due on {step.due.on}, before '{earlier.id}', which it "
                f"waits for and which is due on {earlier.due.on}; move one of the dates."
            )
            others: Path = ("stages", place.stage, "steps", EACH)
            yield fault(path, sentence, (*others, "due"), (*others, "starts"))


def _waited_for(place: PlacedStep, stage: Stage) -> tuple[Step, ...]:
    return () if place.step.starts is Start.WITH_STAGE else stage.steps[: place.index]


def _reminders(place: PlacedStep) -> Iterator[Problem]:
    step = place.step
    days = step.due.working_days
    for index, before in enumerate(step.reminders.before):
        if days is not None and before > days:
            sentence = (
                f"The step '{step.id}' is due {days} working days after it opens, so nobody can "
                f"be reminded {before} days before; shorten 'before' under 'reminders'."
            )
            yield fault(place.at("reminders", "before", index), sentence, place.at("due"))
    seen: set[int] = set()
    for side, sign in (("before", -1), ("after", 1)):
        for index, count in enumerate(getattr(step.reminders, side)):
            if sign * count in seen:
                sentence = f"The step '{step.id}' has two reminders on one day; remove one of them."
                yield fault(place.at("reminders", side, index), sentence)
            seen.add(sign * count)
    yield from _after_expiry(place)


def _after_expiry(place: PlacedStep) -> Iterator[Problem]:
    step = place.step
    if step.at_expiry not in (AtExpiry.COMPLETE_WITHOUT, AtExpiry.HAND_TO):
        return
    for index, after in enumerate(step.reminders.after):
        if after > step.grace:
            sentence = (
                f"The step '{step.id}' expires {step.grace} working days after it was due, so no "
                f"reminder goes out {after} days after; lengthen 'grace' or remove the reminder."
            )
            rests_on = (place.at("grace"), place.at("at_expiry"))
            yield remark(place.at("reminders", "after", index), sentence, *rests_on)


def _too_late(definition: CycleDefinition) -> Iterator[Problem]:
    """Look ahead: even without a holiday, working days may run past the end of the cycle."""
    if definition.begins > definition.ends:
        return
    for place, planned in zip(placed_steps(definition), timetable(definition), strict=True):
        if place.step.due.on is None and planned.due > definition.ends:
            sentence = (
                f"If everybody acts on the last day, the step '{place.step.id}' is due on "
                f"{planned.due}, after the cycle ends on {definition.ends}; start earlier, allow "
                "fewer working days or end the cycle later."
            )
            yield remark(place.at("due"), sentence, *_TIMES, *_ENDS)
            return
