"""What stands beside a form for the person before it: all one needs to judge, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from domain.definition.words import Role
from domain.errors import ReviewError
from domain.feedback.words import REACHES_RECEIVER
from domain.history import EarlierReview
from domain.ids import PersonId
from domain.people import Person
from domain.progress.picture import Picture
from domain.views.profile import ProfilePage, profile_page
from gateway.earlier import earlier_review, is_yet_to_rate_after
from gateway.goals_seen import goals_seen
from gateway.passages import Passage, passages
from gateway.profiles import profile_in_cycle
from gateway.scoring import ScoredReview, score_seen_by
from gateway.surroundings import ReviewContext
from storage.archive import Archive
from storage.read_models.cycles import Cycle
from storage.read_models.feedback import FeedbackLine, feedback_of_the_year
from storage.read_models.peer_feedback import Heard, peer_feedback
from storage.read_models.reviews import ReviewLine
from storage.read_models.viewing import viewing

_KNOWS_PROFILE: Final = frozenset(Role) - {Role.PEER}


class NotYoursToSee(ReviewError):
    """You have no part in this review, so nothing of it is shown to you."""

    code: ClassVar[str] = "not_yours_to_see"


class RateFirst(ReviewError):
    """You have yet to rate this person anew; this review opens to you once you have."""

    code: ClassVar[str] = "rate_first"


@dataclass(frozen=True)
class Looked:
    """The review that is looked at, its cycle, whom it is about, and who looks."""

    review: ReviewLine
    cycle: Cycle
    reviewee: Person
    reader: PersonId


@dataclass(frozen=True)
class Beside:
    """Everything that one reader may see of a review at a moment.

    Attributes:
        roles: what the reader is in this review.
        goals: the objectives with their readings; None for whom they are not meant.
        profile: what the role asks for, level by level; None where there is none.
        feedback: what was written in the year and the reader may read.
        quiet_days: told to managers: for how many days nobody has told the reviewee anything that
            the manager knows of, when that is longer than the cycle asks for.
        passages: what was answered so far.
        heard: what colleagues said, each anonymous form as a whole.
        earlier: the last cycle.
        score: the indicative score beside the rating, for those who may read the rating.
    """

    roles: tuple[Role, ...]
    goals: Picture | None
    profile: ProfilePage | None
    feedback: tuple[FeedbackLine, ...]
    quiet_days: int | None
    passages: tuple[Passage, ...]
    heard: tuple[Heard, ...]
    earlier: EarlierReview | None
    score: ScoredReview | None


async def beside(archive: Archive, looked: Looked, now: datetime) -> Beside:
    """Gather what a reader may see of a review; `now` is the present of its cycle.

    Raises:
        NotYoursToSee: the reader has no part in this review.
        RateFirst: it is over, and the reader is about to rate the same person independently.
    """
    look = await viewing(archive.readers, looked.review.review, looked.reader)
    roles = look.viewer.acting_roles
    if not roles:
        raise NotYoursToSee
    review, definition = looked.review, looked.cycle.definition
    if Role.MANAGER in roles and await is_yet_to_rate_after(archive, review, looked.reader):
        raise RateFirst
    goals = await goals_seen(archive, review, definition, look)
    profile = await _profile(archive, looked) if roles & _KNOWS_PROFILE else None
    given = await passages(archive, review.review, definition, look)
    feedback = await _feedback(archive, looked, now)
    is_led = Role.MANAGER in roles
    return Beside(
        roles=tuple(sorted(roles)),
        goals=goals.picture if goals else None,
        profile=profile,
        feedback=tuple(feedback),
        quiet_days=_quiet_days(looked, feedback, now) if is_led else None,
        passages=tuple(given),
        heard=tuple(await peer_feedback(archive, review.review, definition, look)),
        earlier=await earlier_review(archive, review, definition, look),
        score=await score_seen_by(archive, review.review, _context(looked), look),
    )


def _context(looked: Looked) -> ReviewContext:
    cycle = looked.cycle
    return ReviewContext(cycle.cycle, looked.reviewee.id, cycle.definition, cycle.tempo)


async def _profile(archive: Archive, looked: Looked) -> ProfilePage | None:
    if looked.cycle.definition.expectations is None:
        return None
    profile = await profile_in_cycle(archive, looked.cycle.cycle, looked.reviewee.id)
    return profile_page(profile) if profile else None


def _quiet_days(looked: Looked, feedback: Sequence[FeedbackLine], now: datetime) -> int | None:
    rules = looked.cycle.definition.feedback
    if rules is None:
        return None
    heard = [line.at for line in feedback if line.visible_to in REACHES_RECEIVER]
    days = (now - max([looked.review.opened_at, *heard])).days
    return days if days >= rules.quiet_days else None


async def _feedback(archive: Archive, looked: Looked, now: datetime) -> list[FeedbackLine]:
    """Give the feedback since the cycle began, as far as it is meant for the reader."""
    zone = ZoneInfo(looked.reviewee.time_zone)
    begins = datetime.combine(looked.cycle.definition.begins, time(), zone).astimezone(UTC)
    return await feedback_of_the_year(archive, looked.reviewee.id, looked.reader, begins, now)
