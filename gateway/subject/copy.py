"""Gathers everything held about a person, as far as it is open to them, and names the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.access.copy import Held, Part, Said, SubjectCopy, Withheld
from domain.access.opening import (
    OF_THE_PANEL,
    UNNAMED,
    Opened,
    Sight,
    is_open_session,
    opened,
    part_of,
    plain_facts,
)
from domain.access.part_taken import part_taken
from domain.calibration.events import SessionEvent
from domain.definition.cycle import CycleDefinition
from domain.feedback.events import FeedbackEvent
from domain.feedback.giving import withdrawn_of
from domain.ids import PersonId, ReviewId
from domain.review.events import ReviewEvent
from domain.views.withheld import shown_to
from gateway.scoring import rating_is_open
from gateway.subject.besides import besides, keeping, record_of
from gateway.subject.heard import heard
from gateway.subject.told import Teller
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.cycles import cycle_of
from storage.read_models.feedback import leading
from storage.read_models.reviews import ReviewLine, review_of
from storage.read_models.viewing import Viewing, viewing
from storage.streams import whole
from storage.subject.log import facts_about

NOT_OPEN = "What happened here would tell who wrote without a name, or is about somebody else."


@dataclass
class _Gathered:
    """What was found so far."""

    own: frozenset[UUID] = frozenset()
    held: list[Held] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    heard: list[Held] = field(default_factory=list)


@dataclass(frozen=True)
class _Review:
    """A review the person has a part in, and what of it is shown to them."""

    line: ReviewLine
    definition: CycleDefinition
    look: Viewing
    shown: frozenset[int]

    def sight(self, base: Sight) -> Sight:
        """Say from where the person looks at a fact of it."""
        return Sight(
            person=base.person,
            definition=self.definition,
            viewer=self.look.viewer,
            progressed=self.look.progressed,
            is_rating_open=rating_is_open(self.definition, self.look),
            leading=base.leading,
            withdrawn=base.withdrawn,
        )


async def subject_copy(archive: Archive, person: PersonId, at: datetime) -> SubjectCopy:
    """Gather everything held about a person: in the log, in the directory, beside both.

    Whatever they may read as things stand is in it; the rest is named with the reason. Nobody is
    named but those who are named to them on the pages, too.
    """
    facts = await facts_about(archive, person)
    base, reviews = await _base(archive, person, facts), await _reviews(archive, person, facts)
    mine = [each for each in reviews.values() if each.line.reviewee == person]
    own = [each.line.review for each in mine]
    found = _Gathered(frozenset(own))
    teller = await Teller.of(archive, person, [each.event for each in facts])
    for each in facts:
        _sort(each, reviews.get(each.stream), base, teller, found)
    for review in mine:
        found.heard += await heard(archive, review.line.review, review.definition, review.look)
    return SubjectCopy(
        made_at=at,
        organisation=archive.organisation,
        person=person,
        record=await record_of(archive, person),
        held=tuple(found.held),
        heard=tuple(found.heard),
        withheld=_counted_once(found.withheld),
        besides=await besides(archive, person, own),
        keeping=await keeping(archive, person, at.date()),
    )


def _sort(
    each: Recorded, review: _Review | None, base: Sight, teller: Teller, found: _Gathered
) -> None:
    """Put a fact where it belongs: open, withheld, or partly each."""
    event = each.event
    about = review.line.review if review else getattr(event, "review", None)
    is_own = about in found.own or not (review or about)
    part = part_of(event, is_own=is_own)
    sight = review.sight(base) if review else base
    if isinstance(event, ReviewEvent) and (review is None or each.position not in review.shown):
        _withhold_hidden(each, sight, part, teller, found)
        return
    words = opened(event, each.confidential or {}, sight)
    found.withheld += [
        Withheld(part=part, what=teller.what(event, sight.definition), why=why)
        for why in dict.fromkeys(words.closed)
    ]
    if isinstance(event, SessionEvent) and not is_open_session(event, base.person):
        found.withheld.append(Withheld(part=part, what="calibration", why=OF_THE_PANEL))
        return
    if not _is_known(each, words):
        return
    found.held.append(
        Held(
            part=part,
            position=None if review else each.position,
            at=event.at,
            type=event.type,
            told=teller.told(event, sight.definition, base.person),
            named_as=part_taken(event, base.person),
            facts=plain_facts(event),
            said=_shown(words.said, each, sight, teller),
        )
    )


def _withhold_hidden(
    each: Recorded, sight: Sight, part: Part, teller: Teller, found: _Gathered
) -> None:
    """Name what is hidden as a whole, without a day or a number; own words are never hidden."""
    words = opened(each.event, each.confidential or {}, sight)
    if words.said:
        found.held.append(
            Held(part=part, position=None, at=each.event.at, type=each.event.type,
                 said=_shown(words.said, each, sight, teller))
        )  # fmt: skip
    for why in words.closed or [NOT_OPEN]:
        what = "a step at which colleagues write without a name" if why in UNNAMED else (
            "part of the course of a review"
        )  # fmt: skip
        found.withheld.append(Withheld(part=part, what=what, why=why))


def _shown(said: Iterable[Said], each: Recorded, sight: Sight, teller: Teller) -> tuple[Said, ...]:
    """Give answers as people read them, beside what programs read."""
    return tuple(teller.spoken(each.event, sight.definition, one, sight.person) for one in said)


def _is_known(each: Recorded, words: Opened) -> bool:
    """Whether the fact itself may be told: feedback that is not for them is not even known of."""
    is_silent = isinstance(each.event, FeedbackEvent) and words.closed and not words.said
    return not is_silent


async def _base(archive: Archive, person: PersonId, facts: Sequence[Recorded]) -> Sight:
    gone = withdrawn_of(e.event for e in facts if isinstance(e.event, FeedbackEvent))
    leaders = await leading(archive.readers, person)
    return Sight(person=person, leading=frozenset(leaders), withdrawn=frozenset(gone))


async def _reviews(
    archive: Archive, person: PersonId, facts: Iterable[Recorded]
) -> dict[UUID, _Review]:
    """Find the reviews these facts belong to, and what of each is shown to the person."""
    streams = {each.stream for each in facts if isinstance(each.event, ReviewEvent)}
    found: dict[UUID, _Review] = {}
    for stream, recorded in (await whole(archive.writers, streams)).items():
        line = await review_of(archive.readers, ReviewId(stream))
        cycle = await cycle_of(archive.readers, line.cycle) if line else None
        if line is None or cycle is None:
            continue
        look = await viewing(archive.readers, line.review, person)
        positions = {id(each.event): each.position for each in recorded}
        events = [each.event for each in recorded if isinstance(each.event, ReviewEvent)]
        seen = shown_to(events, cycle.definition, look.viewer, person)
        shown = frozenset(positions[id(e)] for e in seen if id(e) in positions)
        found[stream] = _Review(line, cycle.definition, look, shown)
    return found


def _counted_once(withheld: Iterable[Withheld]) -> tuple[Withheld, ...]:
    """Name each thing once: how often would tell how many wrote."""
    return tuple(dict.fromkeys(withheld))
