"""The effect of a change as its page shows it: counted, in sentences, the first people by name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.anonymity import anonymous_steps
from domain.definition.cycle import CycleDefinition
from domain.ids import ReviewId, StepId
from domain.review.preview import Effect, Shift
from domain.views.notices import Reason
from gateway.concerned import Concerned
from gateway.console.changes_kinds import ChangeKind
from gateway.console.kept_back import A_COLLEAGUE
from gateway.effects import SHOWN, Foreseen
from storage.archive import Archive
from storage.read_models.people import names_of

NAMED: Final = 5
"""People who are named for one reason why nothing can be done."""

MESSAGES: Final[Mapping[Reason, str]] = {
    Reason.STEP_OPENED: "hear that a step is theirs",
    Reason.STEP_REOPENED: "hear that a step was opened again",
    Reason.STEP_WITHDRAWN: "hear that a step was taken back for now",
    Reason.STEP_HANDED_OVER: "hear that a step was handed over to them",
    Reason.STEP_BLOCKED: "in HR hear that nobody holds a step",
    Reason.DEADLINE_MOVED: "hear that their due date moved",
    Reason.NUDGE: "are asked after a step",
}


@dataclass(frozen=True)
class Moved:
    """A due date of one step before and after, and whose it is."""

    whom: str
    step: str
    holder: str
    was: datetime | None
    due: datetime | None


@dataclass(frozen=True)
class MovedStep:
    """All due dates of one step that move: how many, and between which days."""

    step: str
    number: int
    was: tuple[datetime, datetime] | None
    due: tuple[datetime, datetime] | None


@dataclass(frozen=True)
class Refusal:
    """Why nothing can be done in so many reviews, and whose the first of them are."""

    sentence: str
    number: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """The effect of a change in words."""

    headline: str
    concerned: int
    possible: int
    moot: int
    is_exact: bool
    looked_at: int
    messages: tuple[str, ...]
    withdrawn: tuple[tuple[str, int], ...]
    steps: tuple[MovedStep, ...]
    moved: tuple[Moved, ...]
    left_out: int
    refusals: tuple[Refusal, ...]


async def shown(
    archive: Archive,
    definition: CycleDefinition,
    kind: ChangeKind,
    concerned: Concerned,
    foreseen: Foreseen,
) -> Shown:
    """Put an effect into words."""
    titles = {step.id: step.title for step in definition.steps}
    moved = [(review, shift) for review, each in foreseen.possible for shift in _shifts(each)]
    holders = {shift.holder for _, shift in moved[:SHOWN] if shift.holder}
    names = await names_of(archive.readers, holders)
    unnamed = anonymous_steps(definition)

    def held_by(shift: Shift) -> str:
        if shift.step in unnamed:
            return A_COLLEAGUE
        return names.name_of(shift.holder) if shift.holder else "nobody"

    possible = len(foreseen.possible)
    return Shown(
        headline=_headline(kind, possible, foreseen),
        concerned=foreseen.concerned,
        possible=possible,
        moot=foreseen.moot,
        is_exact=foreseen.is_exact,
        looked_at=len(foreseen.effects),
        messages=_messages(foreseen),
        withdrawn=_withdrawn(foreseen, titles),
        steps=_by_step([shift for _, shift in moved], titles),
        moved=tuple(_moved(concerned, titles, held_by, *each) for each in moved[:SHOWN]),
        left_out=max(0, len(moved) - SHOWN),
        refusals=_refusals(concerned, _worth_saying(kind, foreseen)),
    )


def reviews(number: int) -> str:
    """Count reviews in words."""
    return f"{number} review{'s' * (number != 1)}"


def _headline(kind: ChangeKind, possible: int, foreseen: Foreseen) -> str:
    if not foreseen.is_exact:
        return (
            f"{reviews(foreseen.concerned)} are concerned. The first {len(foreseen.effects)} were "
            "looked at one by one, and stand below for all."
        )
    if not possible:
        return "Nothing would change."
    of = f" of {foreseen.concerned}" if possible != foreseen.concerned else ""
    return f"{kind.title}: {possible}{of} review{'s' * (foreseen.concerned != 1)}."


def _messages(foreseen: Foreseen) -> tuple[str, ...]:
    return tuple(
        f"{number} {'person' if number == 1 else 'people'} {_agreed(MESSAGES[reason], number)}."
        for reason, number in foreseen.told()
        if reason in MESSAGES
    )


def _agreed(words: str, number: int) -> str:
    """Let the verb agree with one person."""
    if number != 1:
        return words
    return words.replace("hear ", "hears ", 1).replace("are ", "is ", 1)


def _withdrawn(foreseen: Foreseen, titles: Mapping[StepId, str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(step for _, each in foreseen.possible for step in each.withdrawn)
    return tuple((titles.get(step, step), number) for step, number in counts.items())


def _by_step(shifts: Sequence[Shift], titles: Mapping[StepId, str]) -> tuple[MovedStep, ...]:
    found: dict[StepId, list[Shift]] = defaultdict(list)
    for shift in shifts:
        found[shift.step].append(shift)
    return tuple(
        MovedStep(
            titles.get(step, step),
            len(own),
            _span([shift.was for shift in own]),
            _span([shift.due for shift in own]),
        )
        for step, own in found.items()
    )


def _span(moments: Sequence[datetime | None]) -> tuple[datetime, datetime] | None:
    known = [moment for moment in moments if moment is not None]
    return (min(known), max(known)) if known else None


def _moved(
    concerned: Concerned,
    titles: Mapping[StepId, str],
    held_by: Callable[[Shift], str],
    review: ReviewId,
    shift: Shift,
) -> Moved:
    title = titles.get(shift.step, shift.step)
    return Moved(concerned.name(review), title, held_by(shift), shift.was, shift.due)


def _shifts(effect: Effect) -> tuple[Shift, ...]:
    """Give what moves; of a nudge, what is asked after, which moves nothing."""
    asked = (
        Shift(step=step, seat=0, holder=who, was=None, due=None) for step, who in effect.nudged
    )
    return (*effect.shifts, *asked)


def _worth_saying(kind: ChangeKind, foreseen: Foreseen) -> list[tuple[ReviewId, Effect]]:
    """Leave out that nothing is open where only what is open was meant."""
    if kind.kind != "nudge":
        return foreseen.refused
    return [(review, each) for review, each in foreseen.refused if each.code != "nobody_to_nudge"]


def _refusals(
    concerned: Concerned, refused: Sequence[tuple[ReviewId, Effect]]
) -> tuple[Refusal, ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for review, effect in refused:
        found[effect.refusal].append(concerned.name(review))
    return tuple(
        Refusal(sentence, len(names), tuple(names[:NAMED])) for sentence, names in found.items()
    )
