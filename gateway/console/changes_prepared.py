"""A change made ready: whom it concerns and what is asked of each, for the preview and the deed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Final
from uuid import UUID

from domain.content import ContentRef
from domain.cycle.events import Change
from domain.errors import ReviewError
from domain.ids import PersonId, ReviewId
from domain.people import Person
from domain.review import commands as c
from domain.review.state import ReviewState
from gateway.asking import Answer
from gateway.changing import Added, Changes, Ordered
from gateway.concerned import Concerned, NobodyConcerned, Selection, UnknownPeople, concerned
from gateway.console.changes_asked import Asked
from gateway.console.scope import Scope
from gateway.effects import Foreseen
from gateway.named import person_named
from gateway.nudging import spared
from gateway.site.front import Front
from gateway.steering import NewDeadline, NewHands, seat_for, setting_of
from storage.read_models.people import named_people


class NotForAll(ReviewError):
    """Only who leads this cycle in HR can do that to all of it; choose people entrusted to you."""

    code: ClassVar[str] = "not_for_all"


@dataclass(frozen=True)
class Prepared:
    """A change with everything that was looked up for it."""

    asked: Asked
    concerned: Concerned
    spared: tuple[PersonId, ...] = ()
    hands: NewHands | None = None

    @property
    def reviews(self) -> tuple[ReviewId, ...]:
        """The reviews that are meant."""
        return tuple(line.review for line in self.concerned.reviews)

    @property
    def named(self) -> tuple[ReviewId, ...]:
        """The reviews as a cycle is told: none where all are meant."""
        return () if self.concerned.is_whole else self.reviews


async def prepare(front: Front, scope: Scope, asked: Asked) -> Prepared:
    """Find whom a change is about and what it needs.

    Raises:
        NobodyConcerned, UnknownPeople, NobodyOfThatName: the people cannot be found.
        NotForAll: it is for the whole cycle, which is not theirs.
    """
    whole = scope.unit is None
    if asked.kind.reach == "cycle" and not whole:
        raise NotForAll
    found = await concerned(
        front.archive, scope.cycle, asked.selection, lambda one: entrusted(scope, one), whole=whole
    )
    if asked.kind.kind == "nudge":
        return Prepared(asked, found, await spared(front.archive, scope.cycle.cycle, scope.at))
    if asked.kind.kind == "reassign":
        return Prepared(asked, found, hands=await _hands(front, scope, asked, found))
    return Prepared(asked, found)


def only(prepared: Prepared, foreseen: Foreseen) -> Prepared:
    """Leave out the reviews in which nothing would happen, where each was looked at.

    Raises:
        NobodyConcerned: nothing would happen anywhere; says why.
    """
    if not foreseen.is_exact:
        return prepared
    possible = {review for review, _ in foreseen.possible}
    if not possible:
        first = next((each.refusal for _, each in foreseen.refused), None)
        raise NobodyConcerned(first)
    left = tuple(line for line in prepared.concerned.reviews if line.review in possible)
    return replace(prepared, concerned=replace(prepared.concerned, reviews=left, is_whole=False))


def entrusted(scope: Scope, person: Person) -> bool:
    """Whether the visitor may steer the review of somebody: never their own."""
    if person.id == scope.visitor.id:
        return False
    return scope.unit is None or person.hr_partner == scope.unit


async def joiners(front: Front, selection: Selection) -> tuple[PersonId, ...]:
    """Find whom HR wants to take in.

    Raises:
        UnknownPeople: somebody is not in the directory.
    """
    found = await named_people(front.archive.readers, front.archive.organisation, selection.names)
    unknown = [name for name in selection.names if name not in found]
    if unknown:
        raise UnknownPeople(
            f"Not in the directory: {', '.join(name[:40] for name in unknown[:5])}."
        )
    return tuple(dict.fromkeys(found[name] for name in selection.names))


async def _hands(front: Front, scope: Scope, asked: Asked, found: Concerned) -> NewHands:
    archive, cycle = front.archive, scope.cycle
    to = await person_named(archive, asked.to)
    former = await person_named(archive, asked.held_by) if asked.held_by else None
    line = found.reviews[0]
    reviewee = found.people.get(line.reviewee)
    if reviewee is None:
        raise NobodyConcerned
    setting = setting_of(archive, cycle.cycle, cycle.definition, await archive.people())
    seat, calendars = seat_for(setting, reviewee, to, asked.role)
    return NewHands(
        request=asked.request,
        cycle=cycle.cycle,
        review=line.review,
        role=asked.role,
        from_person=former.id if former else None,
        to=seat,
        calendars=calendars,
        by=scope.visitor.id,
        reason=asked.words,
    )


def command_for(prepared: Prepared, by: PersonId, state: ReviewState) -> c.Command:
    """Say what a review is asked, as the deed will ask it; the words are not sealed yet."""
    asked, request = prepared.asked, prepared.asked.request
    match asked.kind.kind:
        case "extend":
            return _extend(asked, by)
        case "reassign":
            return _hand_over(prepared, by)
        case "reopen":
            words = ContentRef(id=UUID(int=0), subject=state.planned.reviewee, sha256="0" * 64)
            return c.ReopenStep(step=asked.steps[0], request=request, by=by, content=words)
        case "nudge":
            return c.NudgeReview(
                steps=asked.steps, late=asked.late, spared=prepared.spared, request=request, by=by
            )
        case _:
            return _ending(asked, by)


def _ending(asked: Asked, by: PersonId) -> c.PauseReview | c.ResumeReview | c.CancelReview:
    match asked.kind.kind:
        case "pause":
            return c.PauseReview(request=asked.request, by=by)
        case "resume":
            return c.ResumeReview(request=asked.request, by=by)
        case _:
            return c.CancelReview(cause="withdrawn", request=asked.request, by=by)


def _extend(asked: Asked, by: PersonId) -> c.Extend:
    if asked.stage is None or asked.rule is None:
        raise NobodyConcerned
    return c.Extend(stage=asked.stage, by_rule=asked.rule, request=asked.request, by=by)


def _hand_over(prepared: Prepared, by: PersonId) -> c.HandOver:
    hands = prepared.hands
    if hands is None:
        raise NobodyConcerned
    return c.HandOver(
        request=hands.request,
        role=hands.role,
        from_person=hands.from_person,
        to=hands.to,
        calendars=dict(hands.calendars),
        by=by,
    )


_CHANGES: Final[Mapping[str, Change]] = {
    "remove": "cancel",
    "cancel": "cancel",
    "close": "close",
    "pause": "pause",
    "resume": "resume",
    "reopen": "reopen",
    "nudge": "nudge",
}
"""What a change is called in the log."""


async def carry_out(front: Front, scope: Scope, prepared: Prepared) -> Answer:
    """Have a change done.

    Raises:
        Refused: the cycle, or the one review it is for, says no.
    """
    asked, by = prepared.asked, scope.visitor.id
    if prepared.hands is not None:
        return await front.steering.hand_over(prepared.hands)
    if asked.stage is not None and asked.rule is not None:
        return await front.steering.move_deadline(
            NewDeadline(
                request=asked.request,
                cycle=scope.cycle.cycle,
                stage=asked.stage,
                by_rule=asked.rule,
                reviews=prepared.named,
                by=by,
                reason=asked.words,
            )
        )
    change = _CHANGES.get(asked.kind.kind)
    if change is None:
        raise NobodyConcerned
    ordered = Ordered(
        request=asked.request,
        cycle=scope.cycle.cycle,
        change=change,
        by=by,
        words=asked.words,
        reviews=prepared.named,
        steps=asked.steps,
        late=asked.late,
        spared=prepared.spared,
    )
    return await Changes(front.archive, front.client).carry_out(ordered)


async def add(front: Front, scope: Scope, asked: Asked) -> Answer:
    """Take people into the cycle.

    Raises:
        UnknownPeople: somebody is not in the directory.
        Refused: the cycle is closed or paused, or everybody is in it.
    """
    people = await joiners(front, asked.selection)
    added = Added(asked.request, scope.cycle.cycle, people, scope.visitor.id, asked.words)
    return await Changes(front.archive, front.client).add(added)
