"""The recurring cycles of an organisation: how they stand, as the sum of what happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.ids import CycleId, PersonId
from domain.recurrence import events as e
from domain.recurrence.occurrences import Occurrence
from domain.recurrence.refusals import NoSuchRecurrence
from domain.recurrence.terms import Terms
from domain.value import Fact


class Outcome(Fact):
    """What became of an occurrence, or of somebody whose review fell due on its day."""

    occurrence: str
    what: Literal["launched", "held", "skipped"]
    at: datetime
    reason: e.SkipReason | None = None
    cycle: CycleId | None = None
    by: PersonId | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it does not begin by itself any more."""
        return self.what != "held"


class Recurrence(Fact):
    """A recurrence as far as its events tell.

    Attributes:
        since: what was to begin before was not meant.
        outcomes: of each occurrence; after hire, of each person on their day.
    """

    id: UUID
    terms: Terms
    since: datetime
    set_by: PersonId | None = None
    is_paused: bool = False
    is_ended: bool = False
    outcomes: dict[tuple[str, PersonId | None], Outcome] = Field(default_factory=dict)
    last_cycle: CycleId | None = None

    @property
    def state(self) -> Literal["running", "paused", "ended"]:
        """Say in a word how it stands."""
        if self.is_ended:
            return "ended"
        return "paused" if self.is_paused else "running"

    def outcome_of(self, occurrence: Occurrence) -> Outcome | None:
        """Give what became of an occurrence; after hire, if the same became of all."""
        found = [self.outcomes.get((occurrence.name, who)) for who in occurrence.people or (None,)]
        return found[0] if len({(each and each.what) for each in found}) == 1 else None

    def left_of(self, occurrence: Occurrence) -> Occurrence | None:
        """Give an occurrence without whom it is settled for; None when it is settled."""
        settled = {who for who in occurrence.people or (None,) if self._is_settled(occurrence, who)}
        if not occurrence.people:
            return None if settled else occurrence
        left = tuple(who for who in occurrence.people if who not in settled)
        return occurrence._replace(people=left) if left else None

    def not_launched_of(self, occurrence: Occurrence) -> Occurrence | None:
        """Give an occurrence without whom it was launched for; None when it was, for all."""
        launched = {key for key, each in self.outcomes.items() if each.what == "launched"}
        if not occurrence.people:
            return None if (occurrence.name, None) in launched else occurrence
        left = tuple(who for who in occurrence.people if (occurrence.name, who) not in launched)
        return occurrence._replace(people=left) if left else None

    def is_held(self, occurrence: Occurrence, reason: e.Hindrance) -> bool:
        """Tell whether HR knows already that it waits for that reason."""
        found = [self.outcomes.get((occurrence.name, who)) for who in occurrence.people or (None,)]
        return all(each is not None and each.reason == reason for each in found)

    def history(self) -> list[Outcome]:
        """Give what became of each occurrence, the last one first, one line a day and outcome."""
        told = {
            (each.occurrence, each.what, each.cycle, each.reason): each
            for each in self.outcomes.values()
        }
        return sorted(told.values(), key=lambda each: each.at, reverse=True)

    def _is_settled(self, occurrence: Occurrence, who: PersonId | None) -> bool:
        found = self.outcomes.get((occurrence.name, who))
        return found is not None and found.is_settled


class Recurrences(Fact):
    """All recurrences of an organisation, and how many events made them."""

    count: int = 0
    by_id: dict[UUID, Recurrence] = Field(default_factory=dict)

    def listed(self) -> list[Recurrence]:
        """Give all of them by key, the ended ones last."""
        return sorted(self.by_id.values(), key=lambda each: (each.is_ended, each.terms.key))

    def keyed(self, key: str) -> Recurrence:
        """Give the recurrence of a key.

        Raises:
            NoSuchRecurrence: there is none.
        """
        for each in self.by_id.values():
            if each.terms.key == key:
                return each
        known = ", ".join(each.terms.key for each in self.listed()) or "none yet"
        raise NoSuchRecurrence(f"There is no recurring cycle '{key[:80]}'; there are: {known}.")


def fold(events: Iterable[e.Event], state: Recurrences | None = None) -> Recurrences:
    """Give how everything stands after these events."""
    current = state or Recurrences()
    for event in events:
        current = evolve(current, event)
    return current


def evolve(state: Recurrences, event: e.Event) -> Recurrences:
    """Give how everything stands after one more event."""
    known = state.by_id.get(event.recurrence)
    if isinstance(event, e.RecurrenceSet):
        after = _set(known, event)
    elif known is None:
        return state.model_copy(update={"count": state.count + 1})
    else:
        after = _changed(known, event)
    by_id = {**state.by_id, event.recurrence: after}
    return state.model_copy(update={"count": state.count + 1, "by_id": by_id})


def _set(known: Recurrence | None, event: e.RecurrenceSet) -> Recurrence:
    if known is None:
        return Recurrence(id=event.recurrence, terms=event.terms, since=event.at, set_by=event.by)
    changes = {"terms": event.terms, "since": event.at, "set_by": event.by}
    paused = known.is_paused and not known.is_ended
    return known.model_copy(update={**changes, "is_ended": False, "is_paused": paused})


def _changed(  # noqa: PLR0911 - one a kind
    known: Recurrence, event: e.Event
) -> Recurrence:
    match event:
        case e.RecurrencePaused():
            return known.model_copy(update={"is_paused": True})
        case e.RecurrenceResumed():
            return known.model_copy(update={"is_paused": False})
        case e.RecurrenceEnded():
            return known.model_copy(update={"is_ended": True})
        case e.OccurrenceLaunched():
            outcome = Outcome(
                occurrence=event.occurrence,
                what="launched",
                at=event.at,
                cycle=event.cycle,
                by=event.by,
            )
            after = _with(known, event, outcome)
            return after.model_copy(update={"last_cycle": event.cycle})
        case e.OccurrenceHeld():
            return _with(known, event, _not_begun(event, "held"))
        case e.OccurrenceSkipped():
            return _with(known, event, _not_begun(event, "skipped"))
        case e.RecurrenceSet():
            return _set(known, event)
        case _:
            assert_never(event)


def _not_begun(
    event: e.OccurrenceHeld | e.OccurrenceSkipped, what: Literal["held", "skipped"]
) -> Outcome:
    return Outcome(
        occurrence=event.occurrence, what=what, at=event.at, reason=event.reason, by=event.by
    )


def _with(
    known: Recurrence,
    event: e.OccurrenceLaunched | e.OccurrenceHeld | e.OccurrenceSkipped,
    outcome: Outcome,
) -> Recurrence:
    named = {(event.occurrence, who): outcome for who in event.people or (None,)}
    return known.model_copy(update={"outcomes": {**known.outcomes, **named}})
