"""Why a review waits, in sentences: for whom, until when, by which clock, and what comes next.

Of people it knows ids; how they are called is for the caller to say. Peers are called nothing.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Literal

from domain.clock import Clock, Moment
from domain.definition.words import AtExpiry, Role
from domain.ids import PersonId
from domain.review.plan import ReviewPlan, Seat
from domain.review.state import OpenStep, ReviewState
from domain.value import Fact

Call = Callable[[PersonId], str]
Ended = Literal["completed", "left", "withdrawn", "closed"]

_ENDS: Final[dict[Ended, str]] = {
    "completed": "It is completed: every stage is done. It waits for nobody.",
    "left": "It was ended because the person under review has left. It waits for nobody.",
    "withdrawn": "It was ended before its time by HR. It waits for nobody.",
    "closed": "It was ended when its cycle was closed. It waits for nobody.",
}


class Explanation(Fact):
    """A review explained, in the order in which an operator asks.

    Attributes:
        stands: in which state it is, and what is open.
        clocks: by which clock each open step runs.
        next: what fires next, and what happens if nobody acts.
        possible: what can be done now, each a command.
    """

    stands: tuple[str, ...]
    clocks: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give all that is to be said of how it stands, without the commands."""
        return (*self.stands, *self.clocks, *self.next)


def explain(
    state: ReviewState, at: datetime, call: Call = str, ended: Ended = "completed"
) -> Explanation:
    """Say why a review waits at that moment of its cycle; `ended` says how, where it is over."""
    if state.is_closed:
        return Explanation(stands=(_ENDS[ended],))
    review = str(state.planned.review)
    if state.paused_since is not None:
        since = moment(state.paused_since)
        return Explanation(
            stands=(
                f"It is paused since {since}: no clock runs, and nothing can be handed in.",
                *(line for each in state.open for line in _waits(state, each, at, call)),
            ),
            next=("Nothing fires until it is resumed; its deadlines then move on.",),
            possible=(_command("resume", review),),
        )
    if not state.open:
        return Explanation(stands=tuple(_nothing_open(state)), next=("Nothing fires.",))
    return Explanation(
        stands=(
            f"It is in stage {state.stage + 1} of {len(state.planned.stages)}.",
            *(line for each in state.open for line in _waits(state, each, at, call)),
        ),
        clocks=tuple(line for each in state.open for line in _clock(state, each, at)),
        next=(*_fires(state, call), *(_else(state, each, call) for each in state.open)),
        possible=tuple(_possible(state, at, review)),
    )


def moment(at: datetime) -> str:
    """Write a moment of a cycle."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _nothing_open(state: ReviewState) -> Iterator[str]:
    yield "No step of it is open."
    if state.opens is not None:
        yield f"Its stage opens {moment(state.opens)}."


def _waits(state: ReviewState, step: OpenStep, at: datetime, call: Call) -> Iterator[str]:
    """Say of an open step for whom it waits and until when."""
    name = _step(step)
    if step.clock is None:
        session = state.planned.session
        yield f"{name} waits for calibration session {session} to lock; the session has the clock."
        return
    due, owner = moment(step.clock.due), call(state.planned.blocked.person)
    if step.is_blocked:
        role = _role(state, step)
        yield f"{name} is blocked: nobody has the part of the {role}. {owner} in HR looks after it."
        return
    who = _holder(state, step, call)
    if step.opens > at:
        yield f"{name} is not open yet: {who} can do it from {moment(step.opens)}, until {due}."
    elif step.clock.due <= at:
        yield f"{name} is overdue: it waits for {who}, and was due {due}."
    else:
        yield f"{name} waits for {who}, until {due}."
    if step.times and step.holder is not None:
        yield f"{name} has changed hands or been blocked {_times(step.times)}."


def _clock(state: ReviewState, step: OpenStep, at: datetime) -> Iterator[str]:
    """Say by whose working days a step runs, and what of its clock has struck."""
    if step.clock is None:
        return
    seat = step.holder or state.planned.blocked
    calendar = state.planned.calendar_of(seat) if step.holder else state.planned.owner_calendar
    struck = f"{_of(step.clock.reminded, len(step.clock.reminders))} reminders sent, "
    struck += f"{_of(step.clock.climbed, len(step.clock.rungs))} rungs reached"
    if state.spec(step.step).role is Role.PEER and step.holder is not None:
        yield f"{_step(step)} runs by the working days of whoever has it; {struck}."
        return
    yield (
        f"{_step(step)} runs by working days in {calendar.zone}, {calendar.opens:%H:%M} to "
        f"{calendar.closes:%H:%M}; {struck}."
    )
    yield from _leave(state.planned, step.holder, at)


def _leave(plan: ReviewPlan, seat: Seat | None, at: datetime) -> Iterator[str]:
    """Say that leave stretches a clock; whose it is has been said, and why is not known."""
    for first, last in plan.leaves.get(seat.person, ()) if seat else ():
        if last >= at.date():
            yield f"Days from {first} to {last} do not count: they are leave."


def _fires(state: ReviewState, call: Call) -> Iterator[str]:
    """Say what falls due next by itself."""
    wake = state.next_wake()
    if wake is None:
        yield "Nothing fires by itself: it waits for what others do."
        return
    step, clock = next(
        (o, o.clock) for o in state.open if o.clock is not None and o.clock.next_wake() == wake
    )
    yield f"Next, {moment(wake.at)}: {_strikes(state, step, clock, wake.moment, call)}"


def _strikes(state: ReviewState, step: OpenStep, clock: Clock, what: Moment, call: Call) -> str:
    seat = step.holder or state.planned.blocked
    match what:
        case Moment.REMINDER:
            who = _holder(state, step, call) if step.holder else call(seat.person)
            return f"{who} is reminded of {step.step}."
        case Moment.RUNG:
            hears = call(seat.rungs[clock.climbed].to)
            return f"{hears} hears that {step.step} is late (rung {clock.climbed + 1})."
        case Moment.EXPIRY:
            return _expires(state, step, call)


def _expires(state: ReviewState, step: OpenStep, call: Call) -> str:
    spec = state.spec(step.step)
    if spec.at_expiry is AtExpiry.HAND_TO:
        if spec.hand_to is None:
            return f"{step.step} expires and is blocked, since nobody is named to take it over."
        return f"{step.step} is handed over to {call(spec.hand_to.person)}."
    return f"{step.step} expires, and the review goes on without it."


def _else(state: ReviewState, step: OpenStep, call: Call) -> str:
    """Say what becomes of a step if nobody acts at all."""
    if step.clock is None:
        return f"If nobody acts, {step.step} stays until the session is locked."
    if step.clock.expires is not None:
        at = moment(step.clock.expires)
        return f"If nobody acts, until {at}: {_expires(state, step, call)}"
    rungs = len(step.clock.rungs) - step.clock.climbed
    heard = f"{rungs} more {'rung is' if rungs == 1 else 'rungs are'} reached" if rungs else ""
    stays = f"{step.step} stays {'blocked' if step.is_blocked else 'open and overdue'}"
    return f"If nobody acts, {heard + ', and then ' if heard else ''}{stays} for good."


def _possible(state: ReviewState, at: datetime, review: str) -> Iterator[str]:
    asked = [each for each in state.open if each.holder and each.clock and each.opens <= at]
    if asked:
        yield _command("nudge", review)
    given = {Role.REVIEWEE, Role.PANEL}
    roles = {state.spec(each.step).role for each in state.open if each.clock} - given
    for role in sorted(roles):
        yield _command("reassign", review, role.value, "PERSON")
    yield _command("pause", review)


def _holder(state: ReviewState, step: OpenStep, call: Call) -> str:
    """Call whoever has a step; of a peer it may have been promised that nobody knows."""
    if step.assignee is None:
        return "nobody"
    if state.spec(step.step).role is Role.PEER:
        return "a peer"
    return call(step.assignee)


def _role(state: ReviewState, step: OpenStep) -> str:
    return state.spec(step.step).role.value.replace("_", " ")


def _step(step: OpenStep) -> str:
    extra = [f"seat {step.seat + 1}"] if step.seat else []
    extra += [f"round {step.round}"] if step.round > 1 else []
    return f"{step.step} ({', '.join(extra)})" if extra else str(step.step)


def _of(number: int, whole: int) -> str:
    return f"{number} of {whole}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _command(*words: str) -> str:
    return f'perennial ops {" ".join(words)} --by NUMBER --reason "..."'
