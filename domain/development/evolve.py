"""How a development plan changes by what happens to it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, assert_never

from domain.development import events as e
from domain.development.state import CheckIn, PlanState, Side, Told
from domain.development.words import CheckInWords, Terms


def fold(told: Iterable[Told], state: PlanState | None = None) -> PlanState:
    """Give the state after these events, as far as their words can still be read."""
    current = state or PlanState()
    for each in told:
        current = evolve(current, each)
    return current


def evolve(state: PlanState, told: Told) -> PlanState:
    """Give the state after one more event."""
    after = _with(state, version=state.version + 1)
    event = told.event
    match event:
        case e.PlanBegun():
            return _begun(after, event, told)
        case e.PlanEdited():
            return _edited(after, event, told)
        case e.CheckInAnnounced() | e.CheckInReminded() | e.CheckInHeld() | e.CheckInAcknowledged():
            return _talked(after, event, told)
        case _:
            return _course(after, event)


def _course(
    state: PlanState,
    event: e.PlanAcknowledged
    | e.AcknowledgementReminded
    | e.StandstillReported
    | e.PlanClosingAsked
    | e.PlanClosed
    | e.PlanHandedOver,
) -> PlanState:
    match event:
        case e.PlanAcknowledged():
            return _acknowledged(state, event)
        case e.AcknowledgementReminded():
            return _with(state, reminders=max(state.reminders, event.times))
        case e.StandstillReported():
            return _with(state, standstills=event.times, standstill_on=event.at.date())
        case e.PlanClosingAsked():
            return _with(state, closing=state.closing | {state.side(event.by)})
        case e.PlanClosed():
            return _with(state, closed=event.cause)
        case e.PlanHandedOver():
            return _handed_over(state, event)
        case _:
            assert_never(event)


def _talked(
    state: PlanState,
    event: e.CheckInAnnounced | e.CheckInReminded | e.CheckInHeld | e.CheckInAcknowledged,
    told: Told,
) -> PlanState:
    match event:
        case e.CheckInAnnounced():
            return _changed(state, event.number, is_announced=True)
        case e.CheckInReminded():
            counter = "talk_reminders" if event.asks == "talk" else "word_reminders"
            return _changed(state, event.number, **{counter: event.times})
        case e.CheckInHeld():
            held = _changed(
                state,
                event.number,
                held_by=state.side(event.by),
                held_on=event.at.date(),
                words=CheckInWords.model_validate(told.words) if told.words else None,
            )
            return _with(held, requests=held.requests | {event.request})
        case e.CheckInAcknowledged():
            return _changed(state, event.number, is_acknowledged=True)
        case _:
            assert_never(event)


def _begun(state: PlanState, event: e.PlanBegun, told: Told) -> PlanState:
    """Both agreed to it in the review, so nobody has to acknowledge its first edition."""
    terms = Terms.model_validate(told.words) if told.words else None
    return _with(
        state,
        begun=event,
        manager=event.manager,
        terms=terms,
        action_ids=_actions(terms),
        edition=1,
        acknowledged=frozenset(Side),
        check_ins=_numbered(terms.check_ins, 1) if terms else (),
    )


def _edited(state: PlanState, event: e.PlanEdited, told: Told) -> PlanState:
    """Pause until the other has acknowledged; days counted anew pause from today on."""
    terms = Terms.model_validate(told.words) if told.words else None
    on, side = event.at.date(), state.side(event.by)
    check_ins = _kept_or_new(state, terms) if terms else ()
    is_same = {each.number for each in check_ins} <= {each.number for each in state.check_ins}
    since = state.paused_on if is_same else None
    return _with(
        state,
        terms=terms,
        action_ids=state.action_ids | _actions(terms),
        edition=event.edition,
        edited_on=on,
        acknowledged=frozenset({side}),
        reminders=0,
        paused_on=(since or on) if state.others(side) else None,
        check_ins=check_ins,
        closing=frozenset(),
        requests=state.requests | {event.request},
    )


def _actions(terms: Terms | None) -> frozenset[str]:
    return frozenset(action.id for action in terms.plan.actions) if terms else frozenset()


def _kept_or_new(state: PlanState, terms: Terms) -> tuple[CheckIn, ...]:
    """Keep the talks to come where their days are the same, else number new ones.

    Either way they are announced again: people heard of them in another edition.
    """
    held = tuple(each for each in state.check_ins if each.held_by is not None)
    to_come = tuple(each for each in state.check_ins if each.held_by is None)
    if tuple(each.due for each in to_come) == terms.check_ins:
        again = (each.model_copy(update={"is_announced": False}) for each in to_come)
        return tuple(sorted((*held, *again), key=lambda each: each.number))
    highest = max((each.number for each in state.check_ins), default=0)
    return (*held, *_numbered(terms.check_ins, highest + 1))


def _acknowledged(state: PlanState, event: e.PlanAcknowledged) -> PlanState:
    after = _with(state, acknowledged=state.acknowledged | {state.side(event.by)})
    return after if after.missing else _going_on(after, event.at.date())


def _handed_over(state: PlanState, event: e.PlanHandedOver) -> PlanState:
    """Let the successor stand where the predecessor stood."""
    after = _with(state, manager=event.to, hands=event.number)
    if after.is_paused and not after.missing:
        return _going_on(after, event.at.date())
    return after


def _going_on(state: PlanState, on: date) -> PlanState:
    """Move the talks to come by the days for which the plan was paused."""
    since = state.paused_on or on
    pause = on - since
    moved = tuple(
        each.model_copy(update={"due": each.due + pause})
        if each.held_by is None and each.due >= since
        else each
        for each in state.check_ins
    )
    return _with(state, paused_on=None, check_ins=moved)


def _numbered(days: Iterable[date], first: int) -> tuple[CheckIn, ...]:
    return tuple(CheckIn(number=number, due=day) for number, day in enumerate(days, start=first))


def _changed(state: PlanState, number: int, **changes: Any) -> PlanState:  # noqa: ANN401
    return _with(
        state,
        check_ins=tuple(
            each.model_copy(update=changes) if each.number == number else each
            for each in state.check_ins
        ),
    )


def _with(state: PlanState, **changes: Any) -> PlanState:  # noqa: ANN401 - as model_copy takes them
    return state.model_copy(update=changes)
