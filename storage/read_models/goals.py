"""The objectives of reviews, opened: what stands, how far it has come, what is off track."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act, FieldKind
from domain.goals import Goal
from domain.ids import PersonId, ReviewId, StepId, progress_stream
from domain.progress.events import ReadingRecorded
from domain.progress.picture import KeptReading, Picture, picture
from domain.progress.reading import Reading, kept_readings
from domain.progress.recording import SEALED
from domain.progress.standing import Said, Standing, standing_goals
from domain.review.events import StepSentBack, StepSubmitted
from domain.review.verdict import Verdict
from storage.archive import Archive
from storage.journal import Journal, Recorded
from storage.read_models.cycles import Cycle
from storage.read_models.reviews import ReviewLine, reviews_of_cycle

TYPES: Final = ("StepSubmitted", "StepSentBack", "ReadingRecorded")
AT_A_TIME: Final = 500
"""So many reviews are opened together: one query, and their words in memory at once."""


@dataclass(frozen=True, slots=True)
class ReviewGoals:
    """The objectives of one review; words of somebody who was erased are not there."""

    review: ReviewId
    reviewee: PersonId
    picture: Picture


IsOpen = Callable[[StepId, PersonId], bool]
"""Whether readings may be shown that somebody wrote into the form of a step."""


def _always(_step: StepId, _author: PersonId) -> bool:
    return True


async def goals_of_review(
    archive: Archive, review: ReviewLine, definition: CycleDefinition, is_open: IsOpen = _always
) -> ReviewGoals:
    """Give the objectives of one review with their readings, of those in forms the open ones."""
    (found,) = await _goals_of(archive.journal, [review], definition, is_open)
    return found


async def goals_of_cycle(archive: Archive, cycle: Cycle) -> list[ReviewGoals]:
    """Give the objectives of every review of a cycle that was not cancelled."""
    lines = await reviews_of_cycle(archive.readers, cycle.cycle)
    reviews = [review for review in lines if review.state != "cancelled"]
    found: list[ReviewGoals] = []
    for start in range(0, len(reviews), AT_A_TIME):
        page = reviews[start : start + AT_A_TIME]
        found.extend(await _goals_of(archive.journal, page, cycle.definition))
    return found


async def standing_of(journal: Journal, review: ReviewId, definition: CycleDefinition) -> Standing:
    """Tell which objectives stand in a review, and what waits for agreement."""
    recorded = await _opened(journal, [review], definition)
    return standing_goals(definition, map(_said, recorded))


async def standing_goals_of(
    journal: Journal, review: ReviewId, definition: CycleDefinition
) -> tuple[Goal, ...]:
    """Give the objectives a person works on: those agreed, or proposed where none ever was."""
    return (await standing_of(journal, review, definition)).in_force


async def _goals_of(
    journal: Journal,
    reviews: Sequence[ReviewLine],
    definition: CycleDefinition,
    is_open: IsOpen = _always,
) -> list[ReviewGoals]:
    streams = {progress_stream(review.review): review.review for review in reviews}
    wanted = [*streams, *streams.values()]
    told: dict[UUID, list[Recorded]] = {review.review: [] for review in reviews}
    for each in await _opened(journal, wanted, definition):
        told[streams.get(each.stream, each.stream)].append(each)
    return [
        ReviewGoals(
            review.review, review.reviewee, _picture(definition, told[review.review], is_open)
        )
        for review in reviews
    ]


async def _opened(
    journal: Journal, streams: Sequence[UUID], definition: CycleDefinition
) -> list[Recorded]:
    """Open what speaks of objectives, and leave the rest of what people wrote closed."""
    steps = _steps_of_goals(definition)
    recorded = await journal.read_many(streams, TYPES)
    return await journal.opened(
        each
        for each in recorded
        if not isinstance(each.event, StepSubmitted | StepSentBack) or each.event.step in steps
    )


_OF_GOALS: Final = {FieldKind.GOALS, FieldKind.GOAL_PROGRESS, FieldKind.GOAL_CHANGES}


def _steps_of_goals(definition: CycleDefinition) -> set[StepId]:
    forms = {
        name
        for name, form in definition.forms.items()
        if any(field.kind in _OF_GOALS for field in form.fields)
    }
    return {step.id for step in definition.steps if step.act is Act.AGREE or step.form in forms}


def _picture(definition: CycleDefinition, recorded: Sequence[Recorded], is_open: IsOpen) -> Picture:
    said = [_said(each) for each in recorded if not isinstance(each.event, ReadingRecorded)]
    readings = chain(_noted(recorded), _in_forms(definition, recorded, is_open))
    return picture(definition, standing_goals(definition, said), readings)


def _said(recorded: Recorded) -> Said:
    event = recorded.event
    if isinstance(event, StepSubmitted):
        return Said(event.step, event.verdict, event.at, _words(recorded))
    if isinstance(event, StepSentBack):
        return Said(event.step, Verdict.SENT_BACK, event.at)
    raise TypeError(event.type)


def _words(recorded: Recorded) -> dict[str, JsonValue]:
    parts = recorded.confidential or {}
    return {name: answer for words in parts.values() for name, answer in words.items()}


def _noted(recorded: Sequence[Recorded]) -> Iterator[KeptReading]:
    for each in recorded:
        words = _words(each)
        if isinstance(each.event, ReadingRecorded) and SEALED in words:
            reading = Reading.model_validate(words[SEALED])
            yield KeptReading(reading, each.event.by, each.event.at)


def _in_forms(
    definition: CycleDefinition, recorded: Sequence[Recorded], is_open: IsOpen
) -> Iterator[KeptReading]:
    """Give the readings in forms; a form that was handed in again counts as it is now."""
    latest: dict[tuple[StepId, int], tuple[StepSubmitted, Recorded]] = {}
    for each in recorded:
        if isinstance(each.event, StepSubmitted):
            latest[each.event.step, each.event.seat] = (each.event, each)
    for event, each in latest.values():
        form = definition.step(event.step).form
        if form is None or not is_open(event.step, event.actor):
            continue
        for field in definition.forms[form].fields:
            if field.kind is FieldKind.GOAL_PROGRESS:
                for reading in kept_readings(_words(each).get(field.id)):
                    yield KeptReading(reading, event.actor, event.at)
