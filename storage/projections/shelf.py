"""What is at hand while pages are folded: the rows of the things they speak of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from domain.actions.events import ActionEvent
from domain.calibration.events import RatingMoved
from domain.delivery.events import DeliveryEvent
from domain.development.events import PlanEvent
from domain.erasure.events import SubjectErased
from domain.feedback.events import FeedbackGiven, FeedbackWithdrawn
from domain.follow_ups import FollowUpCarriedOut
from domain.views.outline import OpeningOutlined
from storage.event_types import DomainEvent
from storage.journal import Words
from storage.projections.row import Row
from storage.projections.rows import (
    CycleRow,
    DeliveryRow,
    LaunchResultRow,
    MemberRow,
    NoticeRow,
    PersonRow,
    RatingRow,
    ReviewRow,
    SeatRow,
    SessionRow,
    StepRow,
)
from storage.projections.rows_actions import ActionRow, FollowUpRow
from storage.projections.rows_development import CheckInRow, PlanRow
from storage.projections.rows_feedback import FeedbackRow, QuietRow
from storage.projections.rows_launch import ScheduledLaunchRow
from storage.projections.tables import load

LASTING: Final = (ActionEvent, PlanEvent, FeedbackGiven, FeedbackWithdrawn)
"""Events that make notices of what belongs to no cycle."""


class LogEntry(NamedTuple):
    """An event where it stands in the log; `type` and `schema_version` are as it was written.

    The opening of a review comes with the outline of its plan only.
    """

    position: int
    stream: UUID
    version: int
    event_id: UUID
    organisation: UUID
    type: str
    schema_version: int
    event: DomainEvent | OpeningOutlined


class Unopened(NamedTuple):
    """What remains to be folded once the words of an event are open.

    `entry` None asks for no words and only keeps its place in the order.
    """

    entry: LogEntry | None
    subject: UUID
    take: Callable[[Words | None], None]


@dataclass(slots=True)
class ReviewRows:
    """Everything the tables hold of one review that a further event can change."""

    review: ReviewRow
    seats: dict[tuple[str, int], SeatRow] = field(default_factory=dict)
    steps: dict[tuple[str, int], StepRow] = field(default_factory=dict)
    notices: list[NoticeRow] = field(default_factory=list)
    follow_ups: list[FollowUpRow] = field(default_factory=list)


@dataclass(slots=True)
class SessionRows:
    """Everything the tables hold of one session that a further event can change."""

    session: SessionRow
    members: dict[UUID, MemberRow] = field(default_factory=dict)
    notices: list[NoticeRow] = field(default_factory=list)


@dataclass(slots=True)
class PlanRows:
    """Everything the tables hold of one development plan that a further event can change."""

    plan: PlanRow
    check_ins: dict[int, CheckInRow] = field(default_factory=dict)


@dataclass(slots=True)
class Shelf:
    """The rows at hand. `is_complete` says that what is not here does not exist.

    Attributes:
        lasting: what waits to be told of streams that belong to no cycle.
        touched: rows that differ from their table.
        gone: rows that stand in their table and no longer should.
        at_hand_about: the reviews at hand by whom they are about, made for so many `indexed`.
        reviews_of_erased: of those a page erases, the reviews that stand in the tables.
        unopened: what waits for its words, in the order of the log.
    """

    is_complete: bool = False
    reviews: dict[UUID, ReviewRows] = field(default_factory=dict)
    sessions: dict[UUID, SessionRows] = field(default_factory=dict)
    cycles: dict[UUID, CycleRow] = field(default_factory=dict)
    scheduled: dict[UUID, ScheduledLaunchRow] = field(default_factory=dict)
    people: dict[UUID, PersonRow] = field(default_factory=dict)
    notices: dict[UUID, NoticeRow] = field(default_factory=dict)
    lasting: dict[UUID, list[NoticeRow]] = field(default_factory=dict)
    actions: dict[UUID, ActionRow] = field(default_factory=dict)
    follow_ups: dict[UUID, FollowUpRow] = field(default_factory=dict)
    plans: dict[UUID, PlanRows] = field(default_factory=dict)
    ratings: dict[UUID, RatingRow] = field(default_factory=dict)
    results: dict[tuple[UUID, UUID], LaunchResultRow] = field(default_factory=dict)
    deliveries: dict[UUID, DeliveryRow] = field(default_factory=dict)
    feedback: dict[UUID, FeedbackRow] = field(default_factory=dict)
    quiet: dict[UUID, QuietRow] = field(default_factory=dict)
    touched: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    reviews_of_erased: dict[UUID, set[UUID]] = field(default_factory=dict)
    at_hand_about: dict[UUID, set[UUID]] = field(default_factory=dict)
    indexed: int = 0
    unopened: list[Unopened] = field(default_factory=list)

    def touch(self, row: Row) -> None:
        """Note that a row is new or has changed."""
        if not row.is_touched:
            row.is_touched = True
            self.touched.append(row)

    def let_go(self, row: Row) -> None:
        """Forget a row in whose place another comes: a page writes no key twice."""
        if row.is_touched:
            row.is_touched = False
            self.touched.remove(row)

    def add_notice(self, row: NoticeRow, beside: list[NoticeRow]) -> None:
        """Put a new notice beside those of its review or session."""
        self.notices[row.notice] = row
        beside.append(row)
        self.touch(row)

    def size(self) -> int:
        """Say how many reviews and people are at hand."""
        return len(self.reviews) + len(self.people)

    def reviews_about(self, person: UUID) -> set[UUID]:
        """Name the reviews of somebody who is erased, at hand or in the tables."""
        if self.indexed != len(self.reviews):
            self.indexed = len(self.reviews)
            self.at_hand_about = {}
            for name, rows in self.reviews.items():
                self.at_hand_about.setdefault(rows.review.reviewee, set()).add(name)
        return self.at_hand_about.get(person, set()) | self.reviews_of_erased.get(person, set())

    async def fetch(
        self, connection: asyncpg.Connection, schema: str, page: Iterable[LogEntry]
    ) -> None:
        """Take from the tables whatever the page speaks of and is not at hand."""
        if self.is_complete:
            return
        page = list(page)
        streams = {entry.stream for entry in page} - self._known()
        named = set(chain.from_iterable(_notices_in(entry.event) for entry in page))
        rated = {entry.event.review for entry in page if isinstance(entry.event, RatingMoved)}
        await self._fetch_reviews(connection, schema, streams)
        await self._fetch_sessions(connection, schema, streams)
        await self._fetch_feedback(connection, schema, page)
        wanted = (streams | rated) - self.ratings.keys()
        for rating in await load(connection, schema, RatingRow, "review", wanted):
            self.ratings[rating.review] = rating
        for cycle in await load(connection, schema, CycleRow, "cycle", streams):
            self.cycles[cycle.cycle] = cycle
        for launch in await load(connection, schema, ScheduledLaunchRow, "cycle", streams):
            self.scheduled.setdefault(launch.cycle, launch)
        erased: set[UUID] = {e.event.subject for e in page if isinstance(e.event, SubjectErased)}
        await self._fetch_erased(connection, schema, erased)
        people = streams | (erased - self.people.keys())
        for person in await load(connection, schema, PersonRow, "person", people):
            self.people[person.person] = person
        await self._fetch_lasting(connection, schema, page)
        unknown = named - self.notices.keys()
        for notice in await load(connection, schema, NoticeRow, "notice", unknown):
            self.notices[notice.notice] = notice

    async def _fetch_feedback(
        self, connection: asyncpg.Connection, schema: str, page: Iterable[LogEntry]
    ) -> None:
        events = (entry.event for entry in page)
        named = {each.feedback for each in events if isinstance(each, FeedbackWithdrawn)}
        wanted = named - self.feedback.keys()
        for row in await load(connection, schema, FeedbackRow, "feedback", wanted):
            self.feedback[row.feedback] = row

    async def _fetch_erased(
        self, connection: asyncpg.Connection, schema: str, erased: set[UUID]
    ) -> None:
        """Take the ratings of those who are erased, and remember which reviews these are of."""
        for review in await load(connection, schema, ReviewRow, "reviewee", erased):
            self.reviews_of_erased.setdefault(review.reviewee, set()).add(review.review)
        about = {review for reviews in self.reviews_of_erased.values() for review in reviews}
        wanted = about - self.ratings.keys()
        for rating in await load(connection, schema, RatingRow, "review", wanted):
            self.ratings[rating.review] = rating

    def _known(self) -> set[UUID]:
        return {*self.reviews, *self.sessions, *self.cycles, *self.people}

    async def _fetch_reviews(
        self, connection: asyncpg.Connection, schema: str, streams: set[UUID]
    ) -> None:
        found = await load(connection, schema, ReviewRow, "review", streams)
        fresh = {row.review: ReviewRows(row) for row in found}
        self.reviews |= fresh
        for seat in await load(connection, schema, SeatRow, "review", fresh):
            fresh[seat.review].seats[seat.step, seat.seat] = seat
        for step in await load(connection, schema, StepRow, "review", fresh):
            steps = fresh[step.review].steps
            latest = steps.get((step.step, step.seat))
            if latest is None or latest.round < step.round:
                steps[step.step, step.seat] = step
        for follow in await load(connection, schema, FollowUpRow, "review", fresh):
            shelved = self.follow_ups.setdefault(follow.event, follow)
            fresh[follow.review].follow_ups.append(shelved)
        await self._fetch_notices(connection, schema, {s: r.notices for s, r in fresh.items()})

    async def _fetch_lasting(
        self, connection: asyncpg.Connection, schema: str, page: Iterable[LogEntry]
    ) -> None:
        """Take what belongs to no cycle, and what waits to be told of it."""
        events = [entry.event for entry in page if isinstance(entry.event, FollowUpCarriedOut)]
        wanted = {event.event for event in events} - self.follow_ups.keys()
        for follow in await load(connection, schema, FollowUpRow, "event", wanted):
            self.follow_ups[follow.event] = follow
        streams = {entry.stream for entry in page if isinstance(entry.event, LASTING)}
        streams -= self.lasting.keys()
        for action in await load(connection, schema, ActionRow, "action", streams):
            self.actions[action.action] = action
        await self._fetch_plans(connection, schema, streams)
        fresh: dict[UUID, list[NoticeRow]] = {stream: [] for stream in streams}
        await self._fetch_notices(connection, schema, fresh)
        self.lasting |= fresh

    async def _fetch_plans(
        self, connection: asyncpg.Connection, schema: str, streams: set[UUID]
    ) -> None:
        found = await load(connection, schema, PlanRow, "plan", streams)
        fresh = {row.plan: PlanRows(row) for row in found}
        for check_in in await load(connection, schema, CheckInRow, "plan", fresh):
            fresh[check_in.plan].check_ins[check_in.number] = check_in
        self.plans |= fresh

    async def _fetch_sessions(
        self, connection: asyncpg.Connection, schema: str, streams: set[UUID]
    ) -> None:
        found = await load(connection, schema, SessionRow, "session", streams)
        fresh = {row.session: SessionRows(row) for row in found}
        self.sessions |= fresh
        for member in await load(connection, schema, MemberRow, "session", fresh):
            fresh[member.session].members[member.review] = member
        await self._fetch_notices(connection, schema, {s: r.notices for s, r in fresh.items()})

    async def _fetch_notices(
        self, connection: asyncpg.Connection, schema: str, beside: dict[UUID, list[NoticeRow]]
    ) -> None:
        waiting = await load(connection, schema, NoticeRow, "stream", beside, "state = 'waiting'")
        for notice in waiting:
            shelved = self.notices.setdefault(notice.notice, notice)
            beside[notice.stream].append(shelved)


def _notices_in(event: DomainEvent | OpeningOutlined) -> tuple[UUID, ...]:
    return event.notices if isinstance(event, DeliveryEvent) else ()
