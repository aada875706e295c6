"""A definition as it stands in one cycle of a recurrence: named, and with that cycle's days.

The days keep their place in the calendar, not their number of days: what is due on 31 March of one
year is due on 31 March of the next, leap year or not.
"""

from datetime import date

from domain.definition.cycle import CycleDefinition, Stage
from domain.definition.deadlines import When
from domain.recurrence.names import called
from domain.recurrence.occurrences import Occurrence
from domain.recurrence.rhythm import (
    AfterHire,
    first_of_period,
    last_of_period,
    months_later,
)
from domain.recurrence.terms import Terms

_YEAR = 12


def definition_for(terms: Terms, occurrence: Occurrence, part: int = 1) -> CycleDefinition:
    """Give the definition of the cycle that an occurrence launches.

    It begins on the day of the occurrence; after hire, on the first day of the month or quarter
    that is gathered. What would come before it begins comes when it begins.

    Args:
        terms: what was settled.
        occurrence: which time.
        part: counts the cycles of one period after hire: one that was closed is not opened again.

    Raises:
        ValueError: a day lies behind the end of the calendar.
    """
    rhythm, planned, begins, ends = terms.rhythm, occurrence.planned, occurrence.begins, date.min
    if isinstance(rhythm, AfterHire):
        planned = begins = first_of_period(rhythm.gathered, occurrence.planned)
        ends = last_of_period(rhythm.gathered, occurrence.planned)
    key, title = called(terms.cycle_key, planned), called(terms.title, planned)
    names = {"key": key, "title": title}
    if part > 1:
        names = {"key": f"{key}-{part}", "title": f"{title} ({part})"}
    return _Days(terms.definition.begins, planned, begins).moved(terms.definition, ends, names)


class _Days:
    """Carries days from one cycle to another."""

    def __init__(self, first: date, planned: date, begins: date) -> None:
        """Carry what counts from `first` to `planned`, and nothing before `begins`."""
        months = (planned.year - first.year) * _YEAR + planned.month - first.month
        if months_later(first, months) > planned:
            months -= 1
        self._months = months
        self._rest = planned - months_later(first, months)
        self._begins = begins

    def moved(
        self, definition: CycleDefinition, ends: date, names: dict[str, str]
    ) -> CycleDefinition:
        """Give the definition with all its days carried over."""
        changes: dict[str, object] = {
            **names,
            "begins": self._begins,
            "ends": max(self._day(definition.ends), ends),
            "stages": tuple(self._stage(stage) for stage in definition.stages),
        }
        since, rules = definition.eligible.employed_since, definition.calibration
        if since is not None:
            known = {"employed_since": self._carried(since)}
            changes["eligible"] = definition.eligible.model_copy(update=known)
        if rules is not None and rules.due is not None:
            due = {"due": self._when(rules.due)}
            changes["calibration"] = rules.model_copy(update=due)
        return definition.model_copy(update=changes)

    def _stage(self, stage: Stage) -> Stage:
        steps = tuple(step.model_copy(update={"due": self._when(step.due)}) for step in stage.steps)
        return stage.model_copy(update={"opens": self._when(stage.opens), "steps": steps})

    def _when(self, when: When) -> When:
        return when if when.on is None else When(on=self._day(when.on))

    def _day(self, day: date) -> date:
        return max(self._carried(day), self._begins)

    def _carried(self, day: date) -> date:
        try:
            return months_later(day, self._months) + self._rest
        except OverflowError:
            raise ValueError("the calendar ends before this cycle does") from None
