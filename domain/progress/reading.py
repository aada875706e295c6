"""Readings of objectives: how far each has come, the evidence, and what is in its way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

from pydantic import JsonValue, ValidationError

from domain.answers import NotAnAnswer, date_of, is_blank, number_of, shown, text_of
from domain.goals import Goal
from domain.measures import Measure, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.progress.measured import Measured

MOST_WORDS = 300
PARTS = ("on", "value", "level", "done", "evidence", "confidence", "obstacle")


class NotThisMeasure(NotAnAnswer):
    """What was given does not fit the measure of the objective."""


class Confidence(StrEnum):
    """How sure the owner of an objective is that its target will be reached."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reading(Measured):
    """What was measured of one objective, with the evidence; `obstacle` is "" where there is none.

    `goal` is the id of the objective among those of its review.
    """

    goal: str
    evidence: str
    confidence: Confidence
    obstacle: str = ""

    def answer(self) -> dict[str, JsonValue]:
        """Give it in the shape in which an answer is kept: without what was not said."""
        told = self.model_dump(mode="json", exclude_none=True, exclude={"goal"})
        if self.value is not None:
            told["value"] = f"{self.value.normalize():f}"
        if not self.obstacle:
            del told["obstacle"]
        return told


def read_progress(answer: JsonValue, goals: Sequence[Goal], today: date) -> JsonValue:
    """Read the progress of each objective: {goal id: {value | level | done, evidence, ...}}.

    Every objective has its line. What was measured may be left out, where nothing can be measured
    yet and the evidence says why; it never counts as zero. `on` is today unless it is given.

    Raises:
        NotAnAnswer: says everything that is wrong, each objective by its title.
    """
    if not isinstance(answer, dict):
        raise NotAnAnswer("Please say of each objective how far it has come.")
    titles = {goal.id: goal.title for goal in goals}
    problems = [f"There is no objective '{shown(key)}'." for key in answer if key not in titles]
    kept: dict[str, JsonValue] = {}
    for goal in goals:
        try:
            kept[goal.id] = read_reading(answer.get(goal.id), goal, today).answer()
        except NotAnAnswer as refused:
            problems.extend(f"{goal.title}: {sentence}" for sentence in refused.sentences)
    if problems:
        raise NotAnAnswer(*problems)
    return kept


def read_reading(answer: JsonValue, goal: Goal, today: date) -> Reading:
    """Read what was said of one objective.

    Raises:
        NotAnAnswer: says everything that is wrong with it, in whole sentences.
    """
    if is_blank(answer):
        raise NotAnAnswer("Please say how far it has come.")
    if not isinstance(answer, dict):
        raise NotAnAnswer("Please give what was measured, the evidence and your confidence.")
    given = {key: part for key, part in answer.items() if key == "done" or not is_blank(part)}
    problems = [f"'{shown(key)}' is not part of a reading." for key in given if key not in PARTS]
    parts: dict[str, object] = {}
    for name, part in _asked(given).items():
        try:
            parts[name] = _PARTS[name](part)
        except NotAnAnswer as refused:
            problems.extend(refused.sentences)
    on = parts.setdefault("on", today)
    if isinstance(on, date) and on > today:
        problems.append(f"{on} is still to come; a reading holds for today or a day before.")
    if problems:
        raise NotAnAnswer(*problems)
    return _fitting(parts, goal)


def _asked(given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Take what was given, and what nobody may leave out."""
    asked = {name: given[name] for name in PARTS if given.get(name) is not None}
    return asked | {name: given.get(name) for name in ("evidence", "confidence")}


def _fitting(parts: Mapping[str, object], goal: Goal) -> Reading:
    try:
        reading = Reading.model_validate({"goal": goal.id, **parts})
    except ValidationError as refused:
        raise NotAnAnswer(
            "Please give one of value, level and done; they exclude each other."
        ) from refused
    if misfit := reading.misfit(goal.measure):
        raise NotThisMeasure(misfit)
    return reading


def _level(part: JsonValue) -> int:
    number = number_of(part)
    if number < 1 or number % 1:
        raise NotAnAnswer(f"{shown(part)} is no level; levels are counted from 1, the lowest.")
    return int(number)


def _done(part: JsonValue) -> tuple[str, ...]:
    if not isinstance(part, list):
        raise NotAnAnswer("Please list the milestones that are done by their ids.")
    return tuple(dict.fromkeys(text_of(each) for each in part))


def _confidence(part: JsonValue) -> Confidence:
    try:
        return Confidence(part if isinstance(part, str) else "")
    except ValueError:
        raise NotAnAnswer("Please say your confidence: high, medium or low.") from None


def _evidence(part: JsonValue) -> str:
    if is_blank(part):
        raise NotAnAnswer("Please name the evidence: where somebody else can see the same.")
    return text_of(part, MOST_WORDS)


_PARTS: Mapping[str, Callable[[JsonValue], object]] = {
    "on": date_of,
    "value": number_of,
    "level": _level,
    "done": _done,
    "evidence": _evidence,
    "confidence": _confidence,
    "obstacle": lambda part: text_of(part, MOST_WORDS),
}


def kept_readings(answer: JsonValue) -> Iterator[Reading]:
    """Give the readings in a kept answer of `read_progress`; what cannot be read is left out."""
    if not isinstance(answer, dict):
        return
    for goal, told in answer.items():
        if isinstance(told, dict):
            try:
                yield Reading.model_validate({**told, "goal": goal})
            except ValidationError:
                continue


def blank_reading(measure: Measure) -> dict[str, JsonValue]:
    """Give a reading of such a measure with nothing filled in, as a form to start from."""
    match measure:
        case NumericMeasure():
            measured: dict[str, JsonValue] = {"value": None}
        case MilestoneMeasure():
            measured = {"done": []}
        case SoftMeasure():
            measured = {"level": None}
        case _:
            assert_never(measure)
    return {**measured, "evidence": "", "confidence": "", "obstacle": ""}
