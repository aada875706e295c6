"""Reads readings and changes of objectives out of a form."""

from collections.abc import Sequence
from typing import Final, assert_never

from pydantic import JsonValue

from domain.answers import NotAnAnswer
from domain.goals import Goal, read_goal
from domain.measures import Measure, MilestoneMeasure, NumericMeasure, SoftMeasure
from domain.progress.changes import Change
from gateway.fields.change_lines import ADDED, OF
from gateway.fields.naming import Sent, below
from gateway.fields.reading_goals import read_goal_parts
from gateway.fields.reading_rows import Parts, named, rows_read, typed
from gateway.fields.written import plain_number

_SAID: Final = ("on", "confidence", "evidence", "obstacle")


def read_progress_lines(sent: Sent, path: str, goals: Sequence[Goal]) -> JsonValue:
    """Read what was said of each objective that stands; of one left empty there is nothing."""
    read = ((goal.id, _reading(sent, below(path, goal.id), goal.measure)) for goal in goals)
    return {name: reading for name, reading in read if reading}


def _reading(sent: Sent, path: str, measure: Measure) -> Parts:
    said = typed(sent, path, _SAID)
    match measure:
        case NumericMeasure():
            value = plain_number(sent.one(path, "value"))
            return {"value": value, **said} if value else said
        case SoftMeasure():
            level = sent.word(path, "level")
            return {"level": level, **said} if level else said
        case MilestoneMeasure():
            done: list[JsonValue] = list(sent.all(path, "done"))
            is_told = bool(done) or (bool(said) and not sent.word(path, "unmeasured"))
            return {"done": done, **said} if is_told else said
        case _:
            assert_never(measure)


def read_change_lines(sent: Sent, path: str, goals: Sequence[Goal]) -> JsonValue:
    """Read the changes: first of the objectives that stand, in their order, then what is added."""
    of = below(path, OF)
    changed = [_of(sent, below(of, goal.id), goal) for goal in goals]
    return [*(change for change in changed if change), *_added(sent, below(path, ADDED), goals)]


def _of(sent: Sent, path: str, goal: Goal) -> Parts:
    picked, said = sent.word(path, "change"), typed(sent, path, ("reason",))
    if picked == Change.DROPPED:
        return {"goal": goal.id, "change": picked, **said}
    becomes: Parts = {"id": goal.id, **read_goal_parts(sent, below(path, "becomes"))}
    if picked == Change.CHANGED:
        return {"goal": goal.id, "change": picked, "becomes": becomes, **said}
    was_sent = len(becomes) > 1
    if picked or said or (was_sent and not _is_as_it_was(becomes, goal)):
        return {"goal": goal.id, "change": picked, "becomes": becomes, **said}
    return {}


def _is_as_it_was(becomes: Parts, goal: Goal) -> bool:
    try:
        return read_goal(becomes) == goal
    except NotAnAnswer:
        return False


def _added(sent: Sent, path: str, goals: Sequence[Goal]) -> list[JsonValue]:
    """Read what is added; the reason goes with the change and not with the objective."""
    rows = rows_read(
        sent, path, lambda row: {**read_goal_parts(sent, row), **typed(sent, row, ("reason",))}
    )
    found: list[JsonValue] = []
    for row in named(rows, "goal-", {goal.id for goal in goals}):
        if isinstance(row, dict):
            becomes = {part: told for part, told in row.items() if part != "reason"}
            reason: Parts = {"reason": row["reason"]} if "reason" in row else {}
            added: Parts = {"goal": row["id"], "change": Change.ADDED.value}
            found.append({**added, "becomes": becomes, **reason})
    return found
