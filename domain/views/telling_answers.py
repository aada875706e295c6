"""Answers as people read them: a line or several, whatever the kind of the question."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import JsonValue

from domain.definition.forms import FormField
from domain.definition.rating import RatingScale
from domain.definition.words import FieldKind
from domain.goals import read_goals
from domain.ids import PersonId
from domain.progress.changes import kept_changes
from domain.progress.reading import Reading, kept_readings
from domain.views.telling_goals import goal_in_words, number_in_words

NameOf = Callable[[PersonId], str]


@dataclass(frozen=True)
class Speech:
    """How things that answers name are called.

    Attributes:
        titles: of objectives, accountabilities, skills and values, by id.
        scale: the rating scale, for the words of its levels.
        name_of: gives the name of a person.
    """

    titles: Mapping[str, str]
    scale: RatingScale | None
    name_of: NameOf


def answer_in_words(field: FormField, answer: JsonValue, speech: Speech) -> tuple[str, ...]:
    """Write a kept answer in lines, as whoever may read it sees it."""
    tell = _TELLS.get(field.kind)
    return tuple(tell(answer, speech)) if tell else tuple(str(answer).splitlines())


def level_in_words(answer: JsonValue, speech: Speech) -> tuple[str, ...]:
    """Write a level with its name on the scale, where it has one."""
    return tuple(_level(answer, speech))


def _scores(answer: JsonValue, speech: Speech) -> Iterator[str]:
    scores = answer if isinstance(answer, dict) else {}
    for key in _in_order(scores, speech):
        yield f"{speech.titles.get(key, key)}: {scores[key]}"


def _level(answer: JsonValue, speech: Speech) -> Iterator[str]:
    levels = speech.scale.levels if speech.scale else ()
    called = next((level.label for level in levels if level.value == answer), "")
    yield f"{answer} ({called})" if called else str(answer)


def _goals(answer: JsonValue, _: Speech) -> Iterator[str]:
    return map(goal_in_words, read_goals(answer)[0])


def _changes(answer: JsonValue, _: Speech) -> Iterator[str]:
    for change in kept_changes(answer):
        if change.was is not None:
            yield f"was: {goal_in_words(change.was)}"
        if change.becomes is not None:
            yield f"becomes: {goal_in_words(change.becomes)}"
        else:
            yield "is dropped"
        yield f"because: {change.reason}"


def _progress(answer: JsonValue, speech: Speech) -> Iterator[str]:
    readings = {each.goal: each for each in kept_readings(answer)}
    for reading in (readings[goal] for goal in _in_order(readings, speech)):
        title = speech.titles.get(reading.goal, reading.goal)
        said = f"{_stands(reading)}; confidence {reading.confidence}; {reading.evidence}"
        yield f"{title}: {said}"
        if reading.obstacle:
            yield f"in the way: {reading.obstacle}"


def _stands(reading: Reading) -> str:
    """Say what was read without the measure, which may have been another one then."""
    if reading.value is not None:
        return number_in_words(reading.value)
    if reading.level is not None:
        return f"level {reading.level}"
    if reading.done is not None:
        return f"done: {', '.join(reading.done) or 'none'}"
    return "not measured"


def _in_order(keys: Iterable[str], speech: Speech) -> list[str]:
    """Give keys in the order of objectives and profile; sealing forgets that of the form."""
    places = {key: place for place, key in enumerate(speech.titles)}
    return sorted(keys, key=lambda key: (places.get(key, len(places)), key))


def _actions(answer: JsonValue, speech: Speech) -> Iterator[str]:
    for each in _listed(answer):
        if isinstance(each, dict):
            owner = _named(each.get("owner"), speech.name_of)
            yield f"{each.get('what')} ({owner}, by {each.get('due')})"


def _plan(answer: JsonValue, speech: Speech) -> Iterator[str]:
    if not isinstance(answer, dict):
        return
    yield f"Strengths: {answer.get('strengths')}"
    for aim in _listed(answer.get("aims")):
        if isinstance(aim, dict):
            skill = speech.titles.get(str(aim.get("skill")))
            yield f"Aim: {aim.get('what')}{f' ({skill})' if skill else ''} {aim.get('seen_by')}"
    for goal in _listed(answer.get("goals")):
        if isinstance(goal, dict):
            yield f"To be reached: {goal.get('what')} {goal.get('seen_by')}"
    for line in _actions(answer.get("actions"), speech):
        yield f"Action: {line}"
    yield f"Support: {answer.get('support')}"


def _people(answer: JsonValue, speech: Speech) -> Iterator[str]:
    yield ", ".join(_named(each, speech.name_of) for each in _listed(answer))


def _yes_or_no(answer: JsonValue, _: Speech) -> Iterator[str]:
    yield "yes" if answer else "no"


def _listed(answer: JsonValue) -> list[JsonValue]:
    return answer if isinstance(answer, list) else []


def _named(person: JsonValue, name_of: NameOf) -> str:
    try:
        return name_of(PersonId(UUID(str(person))))
    except ValueError:
        return str(person)


_TELLS: Final[Mapping[FieldKind, Callable[[JsonValue, Speech], Iterable[str]]]] = {
    FieldKind.SCORES: _scores,
    FieldKind.GOAL_SCORES: _scores,
    FieldKind.ACCOUNTABILITIES: _scores,
    FieldKind.SKILLS: _scores,
    FieldKind.VALUES: _scores,
    FieldKind.RATING: _level,
    FieldKind.GOALS: _goals,
    FieldKind.GOAL_CHANGES: _changes,
    FieldKind.GOAL_PROGRESS: _progress,
    FieldKind.ACTIONS: _actions,
    FieldKind.PLAN: _plan,
    FieldKind.PEOPLE: _people,
    FieldKind.YES_NO: _yes_or_no,
}
