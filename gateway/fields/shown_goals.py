"""Objectives, their readings and their changes as people read them, old beside new."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from domain.answers import NotAnAnswer
from domain.goals import Goal, read_goal
from domain.measures import MilestoneMeasure
from domain.progress.changes import Change
from domain.progress.reading import read_reading
from domain.views.telling import day_in_words
from domain.views.telling_goals import measure_in_words, number_in_words, reading_in_words
from gateway.fields.facts import FieldFacts
from gateway.fields.written import as_text, items_of, parts_of, visible


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A part of an answer: what it is about, "" where the question says it, and its words."""

    label: str
    words: tuple[str, ...]


def shown_goal(item: JsonValue) -> ShownLine:
    """Give an objective with weight, measure and what it serves."""
    try:
        goal = read_goal(item)
    except NotAnAnswer:
        return _unread(parts_of(item))
    return ShownLine(visible(goal.title), tuple(map(visible, _told(goal))))


def _told(goal: Goal) -> Iterator[str]:
    yield f"Weight {number_in_words(goal.weight)} %"
    yield _capital(measure_in_words(goal.measure))
    if goal.serves:
        yield f"Serves {goal.serves}"
    if goal.serves_none_because:
        yield f"Serves none above: {goal.serves_none_because}"


def _unread(told: Mapping[str, JsonValue]) -> ShownLine:
    """Show of an objective that cannot be accepted yet what was typed."""
    title = as_text(told.get("title")) or "An objective without a title"
    weight = as_text(told.get("weight"))
    words = (f"Weight {weight} %" if weight else "", "Not complete yet")
    return ShownLine(visible(title), tuple(visible(each) for each in words if each))


def shown_readings(answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    """Give what was read of each objective, in their order."""
    told = parts_of(answer)
    for goal in facts.goals:
        if told.get(goal.id):
            words = _reading(parts_of(told[goal.id]), goal, facts)
            yield ShownLine(visible(goal.title), tuple(visible(each) for each in words if each))


def _reading(told: Mapping[str, JsonValue], goal: Goal, facts: FieldFacts) -> Iterator[str]:
    try:
        reading = read_reading(dict(told), goal, facts.today)
    except NotAnAnswer:
        yield as_text(told.get("value")) or as_text(told.get("level"))
    else:
        measured = _capital(reading_in_words(goal.measure, reading))
        yield f"{measured}, on {day_in_words(reading.on)}" if told.get("on") else measured
        if isinstance(goal.measure, MilestoneMeasure):
            titles = {each.id: each.title for each in goal.measure.milestones}
            yield "; ".join(titles[each] for each in reading.done or ())
    if sure := as_text(told.get("confidence")):
        yield f"Confidence: {sure}"
    yield as_text(told.get("evidence"))
    if obstacle := as_text(told.get("obstacle")):
        yield f"In the way: {obstacle}"


def shown_changes(answer: JsonValue, facts: FieldFacts) -> Iterator[ShownLine]:
    """Give each change: the objective as it was, as it becomes, and why."""
    standing = {goal.id: goal for goal in facts.goals}
    for item in items_of(answer):
        change = parts_of(item)
        was = change.get("was")
        known = standing.get(as_text(change.get("goal")))
        if was is None and known is not None:
            was = known.model_dump(mode="json")
        before = shown_goal(was) if was else None
        after = shown_goal(change["becomes"]) if change.get("becomes") else None
        words = tuple(_change(as_text(change.get("change")), before, after))
        reason = visible(as_text(change.get("reason")))
        title = (before or after or ShownLine("A change", ())).label
        yield ShownLine(title, (*words, f"Because: {reason}" if reason else ""))


def _change(kind: str, before: ShownLine | None, after: ShownLine | None) -> Iterator[str]:
    if kind == Change.DROPPED:
        yield "Is dropped"
    if kind == Change.ADDED:
        yield "Is new"
    if before is not None:
        yield f"Was: {_in_one(before)}"
    if after is not None and kind != Change.DROPPED:
        yield f"Becomes: {_in_one(after)}"


def _in_one(line: ShownLine) -> str:
    return "; ".join((line.label, *line.words))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
