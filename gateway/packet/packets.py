"""Puts the packet of a review together for one reader: only what that reader may see."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.definition.words import Act, Role
from domain.ids import PersonId, ReviewId
from domain.views.telling import ROLES
from domain.visibility import Capacity, Deed, Relation, may
from gateway.beside import NotYoursToSee
from gateway.chapters import Chapter, chapters
from gateway.goal_marks import GoalShown, goals_shown, together
from gateway.looked_at import What, note_review_seen
from gateway.packet.press import pressed
from gateway.packet.seal import PacketSeal
from gateway.review_told import ToldReview, told_review
from gateway.signatures import HOW_SIGNED
from gateway.site.pages import drawn
from storage.archive import Archive


@dataclass(frozen=True)
class Packet:
    """A document, the installation's signature under its bytes, and a name that tells nobody."""

    pdf: bytes
    signature: bytes
    name: str


@dataclass(frozen=True)
class Contents:
    """What stands in a packet, part by part; nothing in it depends on when it is printed."""

    told: ToldReview
    reader: str
    roles: str
    stage: str
    as_of: datetime
    goals: tuple[GoalShown, ...]
    together: str
    by_reviewee: tuple[Chapter, ...]
    by_manager: tuple[Chapter, ...]
    by_others: tuple[Chapter, ...]
    fingerprint: str


async def packet_of(archive: Archive, review: ReviewId, reader: PersonId) -> Packet:
    """Make the packet of a review as one reader may see it.

    As long as nothing happens in the review, the same reader gets the same bytes on the same
    machine, so that a signature fetched later fits.

    Raises:
        NotYoursToSee: there is no such review, or its packet is not for the reader.
        RateFirst: the reader is about to rate the same person independently.
        PdfNotPossible: this installation lacks the libraries for it.
    """
    told = await told_review(archive, review, reader)
    if not may_have(told):
        raise NotYoursToSee
    seal = await PacketSeal.of(archive)
    pdf = await pressed(packet_page(told, seal.fingerprint))
    await note_review_seen(archive, told, What.DOCUMENT)
    return Packet(pdf, seal.signature(pdf), f"review-{told.looked.cycle.key}")


def may_have(told: ToldReview) -> bool:
    """Tell whether the reader of a review may have its packet as well."""
    parts = frozenset(Capacity(role.value) for role in told.beside.roles)
    is_own = told.looked.reviewee.id == told.looked.reader
    return may(Deed.READ_PACKET, parts, Relation.OWN if is_own else Relation.ENTRUSTED)


def packet_page(told: ToldReview, fingerprint: str) -> str:
    """Draw the packet as HTML; `fingerprint` names the key it is signed with."""
    return drawn(
        "packet/packet.html.j2",
        {
            "packet": _contents(told, fingerprint),
            "told": told,
            "name": told.names.name_of,
            "how_signed": HOW_SIGNED,
            "zone": ZoneInfo(told.names.zone_of(told.looked.reader)),
        },
    )


def _contents(told: ToldReview, fingerprint: str) -> Contents:
    definition, goals, review = told.looked.cycle.definition, told.beside.goals, told.looked.review
    written = chapters(told)
    by_manager = tuple(each for each in written if _is_managers(each))
    by_reviewee = tuple(each for each in written if each.role is Role.REVIEWEE)
    moments = [entry.at for entry in told.year]
    return Contents(
        told=told,
        reader=told.names.name_of(told.looked.reader),
        roles=" and ".join(ROLES[role] for role in told.beside.roles),
        stage=next((one.title for one in definition.stages if one.id == review.stage), ""),
        as_of=max(moments, default=review.opened_at),
        goals=goals_shown(goals, definition) if goals else (),
        together=together(goals) if goals else "",
        by_reviewee=by_reviewee,
        by_manager=by_manager,
        by_others=tuple(each for each in written if each not in (*by_reviewee, *by_manager)),
        fingerprint=fingerprint,
    )


def _is_managers(chapter: Chapter) -> bool:
    return chapter.role is Role.MANAGER or chapter.act is Act.RATE
