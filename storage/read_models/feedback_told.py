"""The story of feedback in sentences, for whoever may know of it."""

from collections.abc import Sequence

from domain.feedback.events import FeedbackGiven, FeedbackMissed
from domain.ids import PersonId, ReviewId, quiet_stream
from domain.views.telling import Telling
from domain.views.timeline_feedback import feedback_sentence, quiet_sentence
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.feedback import known_to, leading
from storage.read_models.people import names_of
from storage.read_models.timeline import TimelineEntry


async def feedback_told(
    archive: Archive, receiver: PersonId, reader: PersonId | None
) -> list[TimelineEntry]:
    """Tell which feedback a person got, as far as a reader may know, oldest first; no words."""
    known = await known_to(archive, receiver, reader)
    if not known:
        return []
    leaders = await leading(archive.readers, receiver)
    tell = await _telling(archive, known, receiver)
    return [
        TimelineEntry(each.position, each.event.at, each.event.type, told)
        for each in known
        if isinstance(each.event, FeedbackGiven)
        and (told := feedback_sentence(each.event, tell, reader, leaders)) is not None
    ]


async def quiet_told(archive: Archive, review: ReviewId, reviewee: PersonId) -> list[TimelineEntry]:
    """Tell when a manager heard that there is no feedback in a review, oldest first."""
    recorded = await archive.journal.read(quiet_stream(review))
    if not recorded:
        return []
    tell = await _telling(archive, recorded, reviewee)
    return [
        TimelineEntry(
            each.position,
            each.event.at,
            each.event.type,
            quiet_sentence(each.event, tell, reviewee),
        )
        for each in recorded
        if isinstance(each.event, FeedbackMissed)
    ]


async def _telling(archive: Archive, recorded: Sequence[Recorded], about: PersonId) -> Telling:
    people = {about}
    for each in recorded:
        if isinstance(each.event, FeedbackGiven):
            people.add(each.event.giver)
        elif isinstance(each.event, FeedbackMissed):
            people.add(each.event.manager)
    names = await names_of(archive.readers, people, reader=about)
    return Telling.of(None, names.name_of, names.zone_of)
