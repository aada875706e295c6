"""Notes who saw which words, for whoever audits: one way, whatever was looked at and wherever."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from domain.ids import CycleId, PersonId, ReviewId
from domain.views.telling import ROLES
from gateway.review_told import ToldReview
from storage.archive import Archive
from storage.views import View, record_view

AT_THE_SHELL: Final = "command line"


class What(StrEnum):
    """What can be looked at."""

    BESIDE_STEP = "what stands beside a step"
    REVIEW = "review"
    TIMELINE = "timeline"
    DOCUMENT = "document"
    GOALS = "objectives"
    SCORE = "score"
    PLAN = "development plan"
    PLAN_TALKS = "talks about a plan"
    ACTION = "action"
    ACTIONS = "actions"
    FEEDBACK = "feedback"
    BOARD = "calibration board"
    BOARD_ROW = "rating at the board"
    BEHIND_RATING = "what stands behind a rating"
    CONSOLE_REVIEW = "the review in the console"
    AUDIT = "the audit"
    EXPORT = "export"
    REWARDS = "reward proposals"
    FAIRNESS = "how ratings compare"
    COPY = "document: copy of everything held"
    PAYLOADS = "payloads in the Temporal UI"


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what something that was looked at is about, as far as it is about one of each."""

    subject: PersonId | None = None
    cycle: CycleId | None = None
    review: ReviewId | None = None


async def note_seen(
    archive: Archive, viewer: PersonId, what: What, right: str, about: About, form: str = ""
) -> None:
    """Note that somebody saw something, as what they might; no page waits for it.

    `form` says in which form it was taken along, if it was.
    """
    view = View(
        viewer=viewer,
        what=f"{what}: {form}" if form else str(what),
        right=right,
        at=datetime.now(UTC),
        cycle=about.cycle,
        review=about.review,
        subject=about.subject,
    )
    await record_view(archive.hosts, view)


async def note_review_seen(archive: Archive, told: ToldReview, what: What) -> None:
    """Note that the reader of a review saw all of it that is for them."""
    right = " and ".join(ROLES[role] for role in told.beside.roles)
    looked = told.looked
    about = About(looked.reviewee.id, looked.cycle.cycle, looked.review.review)
    await note_seen(archive, looked.reader, what, right, about)


async def note_seen_at_shell(
    archive: Archive, reader: PersonId | None, what: What, about: About
) -> None:
    """Note that a command laid something before somebody; before nobody named is the operator.

    The operator stands in the notes under the id of the organisation.
    """
    viewer = reader or PersonId(archive.organisation)
    await note_seen(archive, viewer, what, AT_THE_SHELL, about)
