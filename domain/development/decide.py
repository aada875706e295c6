"""What follows when something is asked of a development plan."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import assert_never

from domain.definition.conversation import Development
from domain.development import commands as c
from domain.development import events as e
from domain.development import refusals as r
from domain.development.evolve import fold
from domain.development.passing_time import announced, pass_time
from domain.development.state import CheckIn, PlanState, Side, Told
from domain.development.words import Decision, Ending, PlanWords, Terms

Tolds = tuple[Told, ...]


def decide(state: PlanState, command: c.Command) -> Tolds:
    """Give the events that follow, none when the request was carried out before.

    Raises a ReviewError of `domain.development.refusals` when it cannot be done.
    """
    match command:
        case c.BeginPlan():
            return () if state.begun else (_begun(command),)
        case c.EndPlan():
            return _end(state, command)
        case c.HandOverPlan():
            return _hand_over(state, command)
        case c.PassPlanTime():
            return pass_time(state, command.at)
        case c.EditPlan() | c.AcknowledgePlan() | c.HoldCheckIn():
            return _by_both(state, command)
        case c.DecideOnPlan() | c.ClosePlan():
            return _towards_its_end(state, command)
        case _:
            assert_never(command)


def days_of(rules: Development, plan: PlanWords, begins: date) -> tuple[date, ...]:
    """Give the days of the check-ins of a plan that begins on that day."""
    rhythm = rules.rhythms[plan.rhythm]
    return tuple(begins + timedelta(days=days) for days in rhythm.check_ins)


def _begun(command: c.BeginPlan) -> Told:
    begun = command.begun.model_copy(update={"at": command.at})
    terms = _fresh(command.rules, command.plan, command.at.date())
    return Told(begun, terms.model_dump(mode="json"))


def _fresh(rules: Development, plan: PlanWords, on: date) -> Terms:
    decides = rules.rhythms[plan.rhythm].decides
    return Terms(plan=plan, check_ins=days_of(rules, plan, on), decides=decides)


def _by_both(state: PlanState, command: c.EditPlan | c.AcknowledgePlan | c.HoldCheckIn) -> Tolds:
    side = state.side(command.by)
    if isinstance(command, c.AcknowledgePlan):
        return () if state.is_over else _acknowledge(state, command, side)
    if command.request in state.requests:
        return ()
    _refuse_what_is_over(state)
    if isinstance(command, c.EditPlan):
        return _edit(state, command)
    return _hold(state, command)


def _refuse_what_is_over(state: PlanState) -> None:
    if state.closed:
        raise r.PlanIsClosed
    if state.terms is None:
        raise r.WordsWereErased


def _edit(state: PlanState, command: c.EditPlan) -> Tolds:
    """Keep the days of talks to come unless the rhythm changes; then they count from today."""
    agreed = state.agreed
    if command.plan == agreed.plan:
        raise r.NothingChanged
    if command.plan.rhythm == agreed.plan.rhythm:
        to_come = tuple(each.due for each in state.check_ins if each.held_by is None)
        terms = Terms(plan=command.plan, check_ins=to_come, decides=agreed.decides)
    else:
        terms = _fresh(command.rules, command.plan, command.at.date())
    return (_edited(state, command, terms),)


def _edited(state: PlanState, command: c.EditPlan | c.DecideOnPlan, terms: Terms) -> Told:
    event = e.PlanEdited(
        at=command.at, by=command.by, edition=state.edition + 1, request=command.request
    )
    return Told(event, terms.model_dump(mode="json"))


def _acknowledge(state: PlanState, command: c.AcknowledgePlan, side: Side) -> Tolds:
    """Acknowledge all that waits for this person; what is due soon is announced at once."""
    told: list[Told] = []
    if side in state.missing:
        event = e.PlanAcknowledged(at=command.at, by=command.by, edition=state.edition)
        told.append(Told(event))
    told.extend(
        Told(e.CheckInAcknowledged(at=command.at, number=each.number, by=command.by))
        for each in state.check_ins
        if state.awaits_word(each) and each.held_by is not side
    )
    if told and state.is_paused:
        told.extend(announced(fold(told, state), command.at))
    return tuple(told)


def _hold(state: PlanState, command: c.HoldCheckIn) -> Tolds:
    if state.is_paused:
        raise r.PlanWaits
    check_in = _to_hold(state, command.at.date())
    aims = {aim.id for aim in state.plan.aims}
    if unknown := sorted(set(command.words.aims) - aims):
        raise r.UnknownAim(f"The plan has no aim '{unknown[0]}'; it has {', '.join(sorted(aims))}.")
    event = e.CheckInHeld(
        at=command.at, number=check_in.number, by=command.by, request=command.request
    )
    return (Told(event, command.words.model_dump(mode="json")),)


def _to_hold(state: PlanState, on: date) -> CheckIn:
    current = state.current(on)
    if current is not None and current.held_by is None:
        return current
    following = next((each for each in state.check_ins if each.held_by is None), None)
    if following is not None and following.opens > on:
        raise r.NoCheckInDue(
            f"The next check-in is due on {following.due}; it can be noted from"
            f" {following.opens} on."
        )
    raise r.CheckInAlreadyHeld


def _towards_its_end(state: PlanState, command: c.DecideOnPlan | c.ClosePlan) -> Tolds:
    side = state.side(command.by)
    if isinstance(command, c.DecideOnPlan):
        return _decide_on(state, command, side)
    if state.closed:
        return ()
    _refuse_what_is_over(state)
    return _close(state, command, side)


def _decide_on(state: PlanState, command: c.DecideOnPlan, side: Side) -> Tolds:
    if command.request in state.requests:
        return ()
    if state.closed:
        raise r.PlanIsClosed
    agreed = state.agreed
    if not agreed.decides:
        raise r.NotForDecision
    if side is not Side.MANAGER:
        raise r.DecisionIsTheManagers
    if state.is_paused:
        raise r.PlanWaits
    if not state.awaits_decision:
        due = f", which is due on {state.last.due}" if state.last else ""
        raise r.DecisionTooEarly(f"The decision comes after the last check-in{due}.")
    if command.decision is Decision.REACHED:
        ending = Ending(decision=command.decision, reason=command.reason)
        event = e.PlanClosed(at=command.at, cause="completed", by=command.by)
        return (Told(event, ending.model_dump(mode="json")),)
    return (_edited(state, command, _next_round(agreed.plan, command)),)


def _next_round(plan: PlanWords, command: c.DecideOnPlan) -> Terms:
    """Begin another round: with further support as before, else in the usual rhythm."""
    if command.decision is Decision.GOES_ON:
        usual = _usual(command.rules)
        plan = plan.model_copy(update={"rhythm": usual, "goals": ()})
    terms = _fresh(command.rules, plan, command.at.date())
    return terms.model_copy(update={"decision": command.decision, "reason": command.reason})


def _usual(rules: Development) -> str:
    """Give the first rhythm, of those that go on without a decision if there are any."""
    names: Sequence[str] = list(rules.rhythms)
    return next((name for name in names if not rules.rhythms[name].decides), names[0])


def _close(state: PlanState, command: c.ClosePlan, side: Side) -> Tolds:
    if state.agreed.decides:
        raise r.EndsWithDecision
    if all(other in state.closing for other in state.others(side)):
        return (Told(e.PlanClosed(at=command.at, cause="completed", by=command.by)),)
    if side in state.closing:
        return ()
    event = e.PlanClosingAsked(at=command.at, by=command.by, edition=state.edition)
    return (Told(event),)


def _end(state: PlanState, command: c.EndPlan) -> Tolds:
    if state.closed or state.begun is None:
        return ()
    return (Told(e.PlanClosed(at=command.at, cause=command.cause)),)


def _hand_over(state: PlanState, command: c.HandOverPlan) -> Tolds:
    if state.begun is None or state.is_over or command.to == state.manager:
        return ()
    event = e.PlanHandedOver(
        at=command.at, from_person=state.manager, to=command.to, number=state.hands + 1
    )
    return (Told(event),)
