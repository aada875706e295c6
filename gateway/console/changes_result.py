"""What became of a change: counted in the log itself, with the reason wherever nothing was done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from domain.cycle.cycle import fold
from domain.cycle.eligibility import SENTENCES, LeftOut
from domain.cycle.events import (
    ChangeOrdered,
    CycleEvent,
    Event,
    PeopleTakenIn,
    StageDeadlineMoved,
)
from domain.ids import PersonId, ReviewId
from domain.review import commands as c
from domain.review.commands import Command
from domain.review.preview import Effect
from gateway.console.changes_kinds import ChangeKind
from gateway.console.changes_shown import NAMED, Refusal
from gateway.console.scope import Scope
from gateway.effects import foresee, states_of
from gateway.nudging import spared
from gateway.site.front import Front
from gateway.site.shown import until_all_shown
from gateway.site.visitor import NotFound
from storage.read_models.nudges import followed
from storage.read_models.people import names_of, people_by_id
from storage.read_models.reviews import ReviewLine, reviews_of_cycle

LOOKED_AT: Final = 100
"""Reviews that did not follow of which the reason is looked for."""


@dataclass(frozen=True)
class Result:
    """How many reviews followed, how many did not and why, how many have not answered yet."""

    done: int
    refused: tuple[Refusal, ...] = ()
    on_its_way: int = 0
    review: ReviewId | None = None
    unsure: int = 0  # those that did not follow, or not yet, and were not looked at

    @property
    def not_done(self) -> int:
        """How many were refused."""
        return sum(each.number for each in self.refused)


async def result_of(
    front: Front, scope: Scope, kind: ChangeKind, request: str, review: str
) -> Result:
    """Say what became of a request.

    Raises:
        NotFound: nobody asked for it, here.
    """
    recorded = await front.archive.journal.read(scope.cycle.cycle)
    events = [each.event for each in recorded if isinstance(each.event, CycleEvent)]
    if kind.kind == "add":
        if scope.unit is not None:
            raise NotFound
        return await _added(front, events, request)
    asked = _asked(events, request)
    await until_all_shown(front)
    lines = await _theirs(front, scope)
    concerned = _concerned(lines, asked, review)
    told = await followed(front.archive.readers, scope.cycle.cycle, kind.types, request)
    names = {line.review: line.reviewee for line in concerned}
    left = [line.review for line in concerned if line.review not in told]
    if asked is None and not review:
        # Not even recorded yet: all of it is on its way.
        return Result(0, on_its_way=1)
    full = await spared(front.archive, scope.cycle.cycle, scope.at)
    foreseen = await foresee(
        front.archive, left[:LOOKED_AT], lambda _: _again(kind, asked, request, full), scope.at
    )
    behind = await states_of(front.archive, [r for r, each in foreseen.effects if each.is_moot])
    told |= {review for review, state in behind.items() if request in state.seen}
    why = [
        (r, each)
        for r, each in foreseen.effects
        if r not in told and (each.refusal or each.is_moot)
    ]
    left = [review for review in left if review not in told]
    refused = await _refusals(front, why, names)
    one = concerned[0].review if len(concerned) == 1 else None
    unsure = max(0, len(left) - LOOKED_AT)
    waiting = len(left) - len(why) - unsure
    return Result(len(names.keys() & told), refused, waiting, one, unsure)


async def _theirs(front: Front, scope: Scope) -> list[ReviewLine]:
    """List the reviews of the cycle that the visitor looks after."""
    lines = await reviews_of_cycle(front.archive.readers, scope.cycle.cycle)
    if scope.unit is None:
        return lines
    people = await people_by_id(front.archive.readers, {line.reviewee for line in lines})
    return [
        line
        for line in lines
        if (one := people.get(line.reviewee)) is not None and one.hr_partner == scope.unit
    ]


Order = ChangeOrdered | StageDeadlineMoved


def _asked(events: Sequence[Event], request: str) -> Order | None:
    return next(
        (
            each
            for each in events
            if isinstance(each, ChangeOrdered | StageDeadlineMoved) and each.request == request
        ),
        None,
    )


def _concerned(lines: Sequence[ReviewLine], asked: Order | None, review: str) -> list[ReviewLine]:
    """Give the reviews that were meant: those named, or all that were open then."""
    if asked is None:
        found = [line for line in lines if str(line.review) == review]
        if review and not found:
            raise NotFound
        return found
    named = set(asked.reviews)
    return [
        line
        for line in lines
        if (line.review in named if named else line.closed_at is None or line.closed_at >= asked.at)
    ]


def _again(
    kind: ChangeKind, asked: Order | None, request: str, full: tuple[PersonId, ...]
) -> Command:
    """Ask the same once more on a copy, to hear why it was not done."""
    by = PersonId(UUID(int=0))
    if isinstance(asked, StageDeadlineMoved):
        return c.Extend(stage=asked.stage, by_rule=asked.by_rule, request=request)
    if isinstance(asked, ChangeOrdered) and asked.change == "reopen":
        return c.ReopenStep(step=asked.steps[0], request=request, by=by)
    if isinstance(asked, ChangeOrdered) and asked.change == "nudge":
        return c.NudgeReview(
            steps=asked.steps, late=asked.late, spared=full, request=request, by=by
        )
    if kind.kind == "resume":
        return c.ResumeReview(request=request, by=by)
    return c.PauseReview(request=request, by=by)


async def _refusals(
    front: Front, why: Sequence[tuple[ReviewId, Effect]], names: dict[ReviewId, PersonId]
) -> tuple[Refusal, ...]:
    people = await names_of(front.archive.readers, set(names.values()))
    found: dict[str, list[str]] = defaultdict(list)
    for review, effect in why:
        sentence = effect.refusal or "It was as asked already."
        found[sentence].append(people.name_of(names[review]))
    return tuple(Refusal(text, len(who), tuple(who[:NAMED])) for text, who in found.items())


async def _added(front: Front, events: Sequence[Event], request: str) -> Result:
    added = fold(events).additions.get(request)
    if added is None:
        return Result(0, on_its_way=1)
    pages = [each for each in events if isinstance(each, PeopleTakenIn)]
    page = next((each for each in pages if each.page == added.page), None)
    if page is None:
        return Result(0, on_its_way=len(added.people))
    people = await names_of(front.archive.readers, set(added.people))
    found: dict[str, list[str]] = defaultdict(list)
    for each in page.results:
        if each.outcome == "left_out":
            why = SENTENCES[LeftOut(each.reason)] if each.reason else "was left out"
            found[f"Who {why}, cannot be added."].append(people.name_of(each.person))
    opened = sum(each.outcome == "opened" for each in page.results)
    refused = tuple(Refusal(text, len(who), tuple(who[:NAMED])) for text, who in found.items())
    return Result(opened, refused)
