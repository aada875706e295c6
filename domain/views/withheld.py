"""What of a review's timeline somebody sees who may not know who wrote anonymously.

Of an anonymous step nothing that happens at one seat is told: neither that it opened, nor
reminders, answers, turnings-down or expiries, nor their days. Once it is over and enough people
answered, one sentence says so to its readers, dated like the next thing that happened.

Who is asked for feedback and nothing else sees how far the review is, and what concerns themselves:
how others rated, disputed or signed is none of their business.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.anonymity import anonymous_steps
from domain.definition.cycle import CycleDefinition
from domain.definition.forms import Form
from domain.definition.words import Role
from domain.ids import PersonId, StepId
from domain.review import events as e
from domain.review.evolve import evolve
from domain.review.plan import ReviewPlan
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from domain.views.timeline_peers import FeedbackGathered
from domain.visibility import Viewer, readers

Seen = e.Event | FeedbackGathered


def shown_to(
    events: Sequence[e.Event], definition: CycleDefinition, viewer: Viewer, reader: PersonId
) -> tuple[Seen, ...]:
    """Give what of a whole review's events somebody may see, in order.

    HR sees everything, but not an HR partner who is the reviewee or leads them. Everybody sees
    what concerns themselves.
    """
    if knows_authors(viewer):
        return tuple(events)
    return tuple(_Sieve(definition, viewer, reader).sifted(events))


def knows_authors(viewer: Viewer) -> bool:
    """Whether a viewer may know who wrote anonymously: HR alone, who is nothing else here."""
    return viewer.acting_roles == {Role.HR_PARTNER}


class _Sieve:
    """Goes through the events of one review, in order."""

    def __init__(self, definition: CycleDefinition, viewer: Viewer, reader: PersonId) -> None:
        self.definition, self.viewer, self.reader = definition, viewer, reader
        self.hidden = anonymous_steps(definition)
        self.state = ReviewState()
        self.answered: dict[tuple[StepId, int], set[PersonId]] = {}
        self.told: set[StepId] = set()

    def sifted(self, events: Sequence[e.Event]) -> Iterator[Seen]:
        for event in events:
            gathered, is_shown = self._gathered(), self._may_see(event)
            self._take(event)
            if is_shown and self._is_known(_successor(event)):
                for step in gathered:
                    self.told.add(step)
                    yield FeedbackGathered(at=event.at, step=step)
                yield event

    def _take(self, event: e.Event) -> None:
        self.state = evolve(self.state, event)
        if isinstance(event, e.StepSubmitted) and event.verdict is Verdict.SUBMITTED:
            self.answered.setdefault((event.step, event.round), set()).add(event.actor)

    def _gathered(self) -> list[StepId]:
        """Name the anonymous steps that are over with enough answers, and not told of yet."""
        return [
            step.id
            for step in self.definition.steps
            if step.id in (self.hidden - self.told) & self.state.done
            and self._answers(step.id) >= self.definition.forms[step.form or ""].threshold
            and self._may_read(self.definition.forms[step.form or ""])
        ]

    def _may_read(self, form: Form) -> bool:
        return any(self.viewer.acting_roles & readers(form, field) for field in form.fields)

    def _answers(self, step: StepId) -> int:
        return len(self.answered.get((step, self.state.rounds.get(step, 1)), ()))

    def _may_see(self, event: e.Event) -> bool:
        if self.viewer.acting_roles == {Role.PEER}:
            return isinstance(event, _PROGRESS) or _concerns(event, self.reader)
        match event:
            case e.PeersNominated() | e.PeersNamed():
                return self._knows_named(event)
            case e.LeaveRecorded():
                return self._is_known(event.person)
            case e.PartHandedOver():
                is_told = event.role is not Role.PEER or not self.hidden
                return is_told and self._is_known(event.from_person)
            case e.OnStep():
                return event.step not in self.hidden or self.reader in _concerned(event)
            case _:
                return True

    def _knows_named(self, event: e.PeersNominated | e.PeersNamed) -> bool:
        """Whether the viewer nominates, approves, or the feedback has names anyway."""
        roles = _nominators(self.definition, event.step)
        return self.hidden.isdisjoint(event.steps) or bool(self.viewer.acting_roles & roles)

    def _is_known(self, person: PersonId | None) -> bool:
        """Whether somebody has another part in the review than at an anonymous step."""
        plan = self.state.plan
        return person in (None, self.reader) or plan is None or person in _seen(plan, self.hidden)


_PROGRESS: Final = (e.ReviewOpened, e.StageOpened, e.StageCompleted, e.StageExtended)
"""What tells how far a review is, and of nobody what they did in it."""


def _concerns(event: e.Event, reader: PersonId) -> bool:
    if isinstance(event, e.LeaveRecorded):
        return event.person == reader
    return isinstance(event, e.OnStep) and reader in _concerned(event)


def _successor(event: e.Event) -> PersonId | None:
    """Name who has a part from then on; whether they may be named shows in what they have."""
    return event.to.person if isinstance(event, e.PartHandedOver) and event.to else None


def _concerned(event: e.OnStep) -> tuple[PersonId | None, ...]:
    """Name whoever has the step, gets it, or did it; not those who hear of others."""
    match event:
        case e.StepSubmitted() | e.StepSentBack():
            return (event.actor,)
        case e.StepOpened() | e.StepExpired():
            return (event.assignee,)
        case e.AssigneeReminded() | e.StepNudged():
            return (event.recipient,)
        case e.StepHandedOver():
            return (event.to.person,)
        case e.MoreTimeAsked():
            return (event.person,)
        case _:
            return ()


def _nominators(definition: CycleDefinition, nominating: StepId) -> frozenset[Role | None]:
    return frozenset(
        role
        for step in definition.steps
        if nominating in (step.id, step.returns_to)
        for role in (step.role, step.hand_to)
    )


def _seen(plan: ReviewPlan, hidden: frozenset[StepId]) -> set[PersonId]:
    seats = (seat for step in plan.steps if step.id not in hidden for seat in step.seats)
    return {plan.reviewee, plan.blocked.person, *(seat.person for seat in seats if seat)}
