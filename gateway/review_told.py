"""A whole review as one reader may see it: where it stands, what was said, how it was signed."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue

from domain.definition.words import Role
from domain.ids import PersonId, ReviewId
from domain.views.telling_answers import Speech
from gateway.beside import Beside, Looked, NotYoursToSee, beside
from gateway.present import present_of
from gateway.rating_seen import RatingSeen, rating_seen_by
from gateway.signatures import Signed, signatures_seen_by
from storage.archive import Archive
from storage.one_look import one_look
from storage.read_models.cycles import cycle_of
from storage.read_models.people import Names, names_of, person_of
from storage.read_models.reviews import StepLine, review_of
from storage.read_models.timeline import TimelineEntry
from storage.read_models.timeline_seen import steps_seen_by
from storage.read_models.viewing import Viewing, viewing
from storage.read_models.year import year_of


@dataclass(frozen=True)
class ToldReview:
    """Everything of a review that a reader may see.

    Attributes:
        looked: the review, its cycle, the person under review and the reader.
        look: from where the reader looks.
        beside: goals, profile, feedback, what was answered.
        rating: the rating as it came about; None for whom it is not meant yet.
        signed: the sign-off; None for whom it is no business of.
        steps: every step that ever opened, in that order.
        year: what happened, in sentences, oldest first.
        names: of everybody who is named anywhere in it; days are told in the reader's zone.
    """

    looked: Looked
    look: Viewing
    beside: Beside
    rating: RatingSeen | None
    signed: Signed | None
    steps: tuple[StepLine, ...]
    year: tuple[TimelineEntry, ...]
    names: Names

    @property
    def speech(self) -> Speech:
        """Say how answers call objectives, lines of the profile, levels and people."""
        scale = self.looked.cycle.definition.rating_scale
        return Speech(dict(_titles(self.beside)), scale, self.names.name_of)


async def looked_at(archive: Archive, review: ReviewId, reader: PersonId) -> Looked:
    """Find a review for a reader.

    Raises:
        NotYoursToSee: there is none of that id.
    """
    pool = archive.readers
    line = await review_of(pool, review)
    if line is None:
        raise NotYoursToSee
    cycle, reviewee = await asyncio.gather(
        cycle_of(pool, line.cycle), person_of(pool, PersonId(line.reviewee))
    )
    if cycle is None or reviewee is None or cycle.organisation != archive.organisation:
        raise NotYoursToSee
    return Looked(line, cycle, reviewee, reader)


async def told_review(archive: Archive, review: ReviewId, reader: PersonId) -> ToldReview:
    """Gather a review for a reader, at the present of its cycle.

    Raises:
        NotYoursToSee: there is none, it is of somebody who was erased, or no business of theirs.
        RateFirst: the reader is about to rate the same person independently.
    """
    with one_look():
        return await _gathered(archive, await looked_at(archive, review, reader))


async def _gathered(archive: Archive, looked: Looked) -> ToldReview:
    review, reader = looked.review.review, looked.reader
    look = await viewing(archive.readers, review, reader)
    told = await beside(archive, looked, present_of(looked.cycle))
    definition = looked.cycle.definition
    rating, signed, steps, year = await asyncio.gather(
        rating_seen_by(archive, review, definition, look),
        signatures_seen_by(archive, review, look),
        _steps(archive, looked, look),
        year_of(archive, looked.review, reader),
    )
    named = {reader, looked.reviewee.id, *people_in(told), *(signed.people if signed else ())}
    named |= {who for step in steps for who in (step.assignee, step.owner, step.actor) if who}
    names = await names_of(archive.readers, named, reader=reader)
    return ToldReview(looked, look, told, rating, signed, tuple(steps), tuple(year), names)


async def _steps(archive: Archive, looked: Looked, look: Viewing) -> list[StepLine]:
    """List the steps; whoever is asked for feedback and nothing else sees their own alone."""
    definition, review = looked.cycle.definition, looked.review.review
    steps = await steps_seen_by(archive.readers, review, definition, look)
    if look.viewer.acting_roles != {Role.PEER}:
        return steps
    return [step for step in steps if look.reader in (step.assignee, step.actor)]


def people_in(told: Beside) -> Iterator[PersonId]:
    """Name whoever wrote something, or is named in an answer."""
    for passage in told.passages:
        yield passage.author
        yield from _named_in(passage.answer)
    for line in told.feedback:
        yield line.giver
    for heard in told.heard:
        for one in heard.by_name:
            yield one.author
    for goal in told.goals.goals if told.goals else ():
        for reading in goal.readings:
            yield reading.by


def _named_in(answer: JsonValue) -> Iterator[PersonId]:
    """Find every id in an answer that may be a person's; others are simply not found."""
    match answer:
        case str():
            try:
                yield PersonId(UUID(answer))
            except ValueError:
                return
        case list():
            for part in answer:
                yield from _named_in(part)
        case dict():
            for part in answer.values():
                yield from _named_in(part)
        case _:
            return


def _titles(told: Beside) -> Iterator[tuple[str, str]]:
    """Give the titles of everything that is scored line by line."""
    if told.goals is not None:
        yield from ((each.goal.id, each.goal.title) for each in told.goals.goals)
        yield from ((gone.goal.id, gone.goal.title) for gone in told.goals.standing.dropped)
    if told.profile is not None:
        profile = told.profile
        yield from ((line.id, line.title) for line in profile.to_do)
        yield from ((line.id, line.title) for line in profile.to_have)
        yield from ((line.id, line.title) for line in profile.to_be)
