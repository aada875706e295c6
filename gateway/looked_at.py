"""Notes who saw what of a review, its document or its plan, for whoever audits."""

from datetime import UTC, datetime

from domain.ids import CycleId, PersonId, ReviewId
from domain.views.telling import ROLES
from gateway.review_told import ToldReview
from storage.archive import Archive
from storage.views import View, record_view


async def note_review_seen(archive: Archive, told: ToldReview, what: str) -> None:
    """Note that the reader of a review saw all of it that is for them."""
    right = " and ".join(ROLES[role] for role in told.beside.roles)
    looked = told.looked
    await note_seen(archive, looked.reader, what, right, (looked.cycle.cycle, looked.review.review))


async def note_seen(
    archive: Archive, viewer: PersonId, what: str, right: str, of: tuple[CycleId, ReviewId]
) -> None:
    """Note that somebody saw something of a review, as what they might."""
    cycle, review = of
    view = View(viewer, what, right, datetime.now(UTC), cycle, review)
    await record_view(archive.hosts, view)
