"""Who is to be told of what happens to a development plan; no plan is told of otherwise."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple, assert_never

from domain.development import events as e
from domain.ids import PersonId
from domain.views.notices import Notice, Reason

_NOON: Final = time(12, tzinfo=UTC)
_TALKS: Final = frozenset({Reason.CHECK_IN_COMING, Reason.CHECK_IN_OVERDUE, Reason.PLAN_DECISION})
_CHANGES: Final = frozenset({Reason.PLAN_BEGUN, Reason.PLAN_CHANGED})
_CLOSING: Final = frozenset({Reason.PLAN_CLOSING_ASKED})
_STANDSTILL: Final = frozenset({Reason.PLAN_STANDSTILL})
_ALL: Final = _TALKS | _CHANGES | _CLOSING | _STANDSTILL | {Reason.PLAN_HANDED_OVER}


class Pair(NamedTuple):
    """The two between whom a plan is agreed."""

    reviewee: PersonId
    manager: PersonId | None

    def besides(self, person: PersonId | None) -> Iterator[PersonId]:
        """Give whoever of the two is not that person."""
        for each in self:
            if each is not None and each != person:
                yield each


def plan_notices(event: e.Event, pair: Pair) -> tuple[Notice, ...]:
    """Give the notices an event of a plan makes, each person at most one."""
    match event:
        case e.PlanBegun() | e.PlanClosed():
            begun = event.type == "PlanBegun"
            reason = Reason.PLAN_BEGUN if begun else Reason.PLAN_CLOSED
            by = event.by if isinstance(event, e.PlanClosed) else None
            return tuple(Notice(who, reason, event.at) for who in pair.besides(by))
        case e.PlanEdited() | e.PlanClosingAsked():
            edited = event.type == "PlanEdited"
            reason = Reason.PLAN_CHANGED if edited else Reason.PLAN_CLOSING_ASKED
            return tuple(Notice(who, reason, event.at) for who in pair.besides(event.by))
        case e.AcknowledgementReminded() | e.StandstillReported() | e.PlanHandedOver():
            return _to_one(event)
        case e.CheckInAnnounced() | e.CheckInReminded():
            return tuple(_of_talk(event, pair))
        case e.PlanAcknowledged() | e.CheckInHeld() | e.CheckInAcknowledged():
            return ()
        case _:
            assert_never(event)


def made_pointless_in_plan(event: e.Event) -> frozenset[Reason]:
    """Say which reasons of waiting notices about the plan nobody needs to hear any more."""
    match event:
        case e.PlanClosed():
            return _ALL
        case e.PlanEdited():
            return _TALKS | _CHANGES | _CLOSING | _STANDSTILL
        case e.PlanAcknowledged():
            return _CHANGES | _STANDSTILL
        case e.CheckInHeld() | e.CheckInAcknowledged():
            return _TALKS | _STANDSTILL
        case _:
            return frozenset()


def _to_one(
    event: e.AcknowledgementReminded | e.StandstillReported | e.PlanHandedOver,
) -> tuple[Notice, ...]:
    match event:
        case e.AcknowledgementReminded():
            return (Notice(event.recipient, Reason.PLAN_CHANGED, event.at),)
        case e.StandstillReported():
            who, reason = event.recipient, Reason.PLAN_STANDSTILL
        case e.PlanHandedOver():
            who, reason = event.to, Reason.PLAN_HANDED_OVER
        case _:
            assert_never(event)
    return (Notice(who, reason, event.at),) if who else ()


def _of_talk(event: e.CheckInAnnounced | e.CheckInReminded, pair: Pair) -> Iterator[Notice]:
    """Tell both of a talk; of the last one the manager is asked how it went, whatever follows."""
    for who in pair:
        if who is None:
            continue
        if isinstance(event, e.CheckInReminded) and who != event.recipient:
            continue
        yield Notice(who, _reason(event, who, pair), event.at, _noon(event.due))


def _reason(event: e.CheckInAnnounced | e.CheckInReminded, who: PersonId, pair: Pair) -> Reason:
    if event.is_last and who == pair.manager:
        return Reason.PLAN_DECISION
    if isinstance(event, e.CheckInReminded):
        return Reason.CHECK_IN_OVERDUE
    return Reason.CHECK_IN_COMING


def _noon(day: date) -> datetime:
    """Give a moment that is of that day nearly everywhere."""
    return datetime.combine(day, _NOON)
