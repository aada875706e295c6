"""The objectives of a person as `perennial goals show` lays them out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from rich.markup import escape

from domain.attainment import in_per_cent, suggested_level
from domain.definition.cycle import CycleDefinition
from domain.goals import Goal
from domain.people import Organisation
from domain.progress.changes import GoalChange
from domain.progress.picture import GoalPicture, KeptReading, Picture
from domain.progress.standing import Earlier
from domain.views.telling import day_in_words
from domain.views.telling_goals import (
    WHY_OFF_TRACK,
    attained_in_words,
    goal_in_words,
    measure_in_words,
    number_in_words,
    reading_in_words,
    serves_in_words,
)
from workers.commands.finding import Found


def goals_as_json(told: Picture, definition: CycleDefinition) -> dict[str, object]:
    """Give objectives for a script; shares are in per cent, with two decimals."""
    standing = told.standing
    return {
        "attained": _per_cent(told.attained),
        "measured_weight": str(told.measured),
        "is_off_track": told.is_off_track,
        "goals": [_goal_as_json(each, definition) for each in told.goals],
        "dropped": [_earlier_as_json(each) for each in standing.dropped],
        "proposed": [_plain(goal) for goal in standing.proposed],
        "changes": [each.model_dump(mode="json", exclude_none=True) for each in standing.changes],
    }


def _goal_as_json(told: GoalPicture, definition: CycleDefinition) -> dict[str, object]:
    return {
        **_plain(told.goal),
        "added_at": told.added_at,
        "added_because": told.added_because,
        "earlier": [_earlier_as_json(each) for each in told.earlier],
        "readings": [
            {**each.reading.answer(), "by": str(each.by), "at": each.at} for each in told.readings
        ],
        "attained": _per_cent(told.attained),
        "suggested_level": suggested_level(told.attained, definition.goals.bands),
        "off_track": list(told.off_track),
    }


def _plain(goal: Goal) -> dict[str, object]:
    return goal.model_dump(mode="json", exclude_none=True)


def _earlier_as_json(each: Earlier) -> dict[str, object]:
    return {"goal": _plain(each.goal), "until": each.until, "reason": each.reason}


def _per_cent(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share * 100), 2)


def page_of(found: Found, people: Organisation, told: Picture) -> Iterator[str]:
    """Lay the objectives of a review out, line by line."""
    name = escape(found.reviewee.display_full_name)
    yield f"\n[bold]{name}[/bold], {escape(found.cycle.title)}: objectives"
    if not told.goals:
        yield "  None has been set yet."
        return
    page = _Page(people, ZoneInfo(found.reviewee.time_zone), found.cycle.definition)
    if not told.standing.goals:
        yield "  [yellow]Proposed, and waiting for agreement.[/yellow]"
    for each in told.goals:
        yield from page.goal(each)
    for gone in told.standing.dropped:
        yield f"\n  [dim]Dropped {page.day(gone.until)}: {escape(goal_in_words(gone.goal))}[/dim]"
        yield from page.because(gone.reason)
    for change in told.standing.changes:
        yield from page.change(change)
    if told.attained is not None:
        weight = number_in_words(told.measured)
        yield f"\n  Over the {weight} % that were measured: {in_per_cent(told.attained)} attained."


@dataclass(frozen=True)
class _Page:
    people: Organisation
    zone: ZoneInfo
    definition: CycleDefinition

    def day(self, at: datetime) -> str:
        return day_in_words(at.astimezone(self.zone).date())

    def goal(self, told: GoalPicture) -> Iterator[str]:
        goal = told.goal
        weight = number_in_words(goal.weight)
        yield f"\n  [bold]{escape(goal.title)}[/bold] ({goal.id}), weight {weight} %"
        yield f"    {escape(measure_in_words(goal.measure))}; {escape(serves_in_words(goal))}"
        yield f"    {self._attained(told)}"
        for each in told.readings:
            yield from self._reading(each, goal)
        if told.added_at is not None:
            yield f"    [dim]Added {self.day(told.added_at)}.[/dim]"
            yield from self.because(told.added_because)
        for earlier in told.earlier:
            was = escape(goal_in_words(earlier.goal))
            yield f"    [dim]Until {self.day(earlier.until)}: {was}[/dim]"
            yield from self.because(earlier.reason)

    def _attained(self, told: GoalPicture) -> str:
        latest = next(
            (r.reading for r in reversed(told.readings) if not r.reading.is_missing), None
        )
        said = attained_in_words(told.goal.measure, latest, told.attained, told.raw)
        level = suggested_level(told.attained, self.definition.goals.bands)
        scale = self.definition.rating_scale
        labels = {each.value: each.label for each in scale.levels} if scale else {}
        suggests = f"; suggests {level} ({escape(labels.get(level, ''))})" if level else ""
        reasons = ", ".join(WHY_OFF_TRACK[each] for each in told.off_track)
        off = f"; [red]off track: {reasons}[/red]" if reasons else ""
        return f"{escape(said)}{suggests}{off}"

    def _reading(self, kept: KeptReading, goal: Goal) -> Iterator[str]:
        reading = kept.reading
        person = self.people.get(kept.by)
        who = person.display_full_name if person else "somebody erased"
        what = reading_in_words(goal.measure, reading)
        yield escape(
            f"    {day_in_words(reading.on)}: {what}; confidence {reading.confidence};"
            f" {reading.evidence} ({who})"
        )
        if reading.obstacle:
            yield escape(f"      In the way: {reading.obstacle}")

    def change(self, change: GoalChange) -> Iterator[str]:
        becomes = goal_in_words(change.becomes) if change.becomes else "nothing"
        yield (
            f"\n  [yellow]Waiting for agreement[/yellow]: {escape(change.goal)} is {change.change}"
            f" and becomes {escape(becomes)}"
        )
        yield from self.because(change.reason)

    def because(self, reason: str) -> Iterator[str]:
        if reason:
            yield f"      [dim]Because: {escape(reason)}[/dim]"
