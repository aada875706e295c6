"""Who saw what when: noted without keeping a page waiting, and written a second later."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg
import structlog

from domain.ids import CycleId, PersonId, ReviewId
from storage.patience import ask

FLUSHED_EVERY: Final = 1.0
AT_MOST: Final = 10_000
"""Views that may wait to be written; a page waits for the database before there are more."""

_log: Final = structlog.stdlib.get_logger(__name__)

# write_views: keep who saw what, many at once.
WRITE_VIEWS: Final = """
INSERT INTO web.views (viewer, cycle, review, subject, what, in_right, at)
SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[]
)
"""

_COLUMNS: Final = "id, viewer, cycle, review, subject, what, in_right, at"

# views_of_review: who saw a review before a view, the latest first.
VIEWS_OF_REVIEW: Final = f"""
SELECT {_COLUMNS} FROM web.views
WHERE review = $1 AND id < $2 ORDER BY id DESC LIMIT $3
"""  # noqa: S608 - our own columns

# views_of_cycle: who saw what of a cycle before a view, the latest first.
VIEWS_OF_CYCLE: Final = f"""
SELECT {_COLUMNS} FROM web.views
WHERE cycle = $1 AND id < $2 AND ($4::uuid IS NULL OR viewer = $4)
ORDER BY id DESC LIMIT $3
"""  # noqa: S608 - our own columns

# views_found: who saw what, by any of what is asked for; views of a review are of its reviewee.
VIEWS_FOUND: Final = f"""
SELECT {_COLUMNS} FROM web.views
WHERE ($1::uuid IS NULL OR review = $1) AND ($2::uuid IS NULL OR cycle = $2)
  AND ($3::uuid IS NULL OR viewer = $3)
  AND ($4::uuid IS NULL OR subject = $4 OR review = ANY($5::uuid[]))
  AND ($6::timestamptz IS NULL OR at >= $6)
ORDER BY id DESC LIMIT $7
"""  # noqa: S608 - our own columns

# forget_views: of somebody who was erased, what they saw, and who saw what of them.
FORGET_VIEWS: Final = """
DELETE FROM web.views WHERE viewer = $1 OR subject = $1 OR review = ANY($2::uuid[])
"""

_LATEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class View:
    """Somebody saw something: as what they might, and when; `what` names it in a word or two."""

    viewer: PersonId
    what: str
    right: str
    at: datetime
    cycle: CycleId | None = None
    review: ReviewId | None = None
    subject: PersonId | None = None


@dataclass(frozen=True, slots=True)
class ViewsAsked:
    """Which views to find: all that fit everything that is named; `reviews` are of the subject."""

    review: ReviewId | None = None
    cycle: CycleId | None = None
    viewer: PersonId | None = None
    subject: PersonId | None = None
    reviews: Collection[ReviewId] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view as it was written; `id` counts upwards."""

    id: int
    view: View


class _Book:
    """The views that wait to be written through one pool, and the task that writes them."""

    def __init__(self) -> None:
        self.waiting: list[View] = []
        self.turn = asyncio.Lock()
        self.task: asyncio.Task[None] | None = None

    def put_back(self, views: list[View]) -> None:
        """Let what was not written wait again; of too many the oldest are lost, and counted."""
        waiting = [*views, *self.waiting]
        self.waiting = waiting[-AT_MOST:]
        if lost := len(waiting) - len(self.waiting):
            _log.warning("views_lost", count=lost)


# Not by weak reference: asyncpg's pools allow none. Closing the archive takes the book out again.
_BOOKS: Final[dict[asyncpg.Pool, _Book]] = {}


async def record_view(pool: asyncpg.Pool, view: View) -> None:
    """Note that somebody saw something; it is written within a second, through a host's pool."""
    book = _BOOKS.setdefault(pool, _Book())
    book.waiting.append(view)
    if len(book.waiting) >= AT_MOST:
        await flush_views(pool)
    elif book.task is None or book.task.done():
        book.task = asyncio.create_task(_flush_soon(pool))


async def flush_views(pool: asyncpg.Pool) -> None:
    """Write everything that was noted by now; before a list is shown, and before the pool closes.

    What cannot be written now waits for the next time.
    """
    book = _BOOKS.get(pool)
    if book is None:
        return
    async with book.turn:
        views, book.waiting = book.waiting, []
        if not views:
            return
        try:
            await pool.execute(
                WRITE_VIEWS,
                [view.viewer for view in views],
                [view.cycle for view in views],
                [view.review for view in views],
                [view.subject for view in views],
                [view.what for view in views],
                [view.right for view in views],
                [view.at for view in views],
            )
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            book.put_back(views)
        except asyncio.CancelledError:
            # Whoever looked at the list has gone: better noted twice than not at all.
            book.put_back(views)
            raise


async def close_views(pool: asyncpg.Pool) -> None:
    """Write what is left, before a pool is closed."""
    await flush_views(pool)
    book = _BOOKS.pop(pool, None)
    if book is not None and book.task is not None:
        book.task.cancel()


async def views_of_review(
    pool: asyncpg.Pool, review: ReviewId, limit: int, before: int = _LATEST
) -> Sequence[KeptView]:
    """List who saw a review, the latest first."""
    await flush_views(pool)
    return [_kept(row) for row in await ask(pool, VIEWS_OF_REVIEW, review, before, limit)]


async def views_of_cycle(
    pool: asyncpg.Pool,
    cycle: CycleId,
    limit: int,
    before: int = _LATEST,
    viewer: PersonId | None = None,
) -> Sequence[KeptView]:
    """List who saw what of a cycle, the latest first; of one person, if one is named."""
    await flush_views(pool)
    return [_kept(row) for row in await ask(pool, VIEWS_OF_CYCLE, cycle, before, limit, viewer)]


async def views_found(pool: asyncpg.Pool, asked: ViewsAsked, limit: int) -> Sequence[KeptView]:
    """List who saw what, the latest first, as far as it fits what is asked for."""
    await flush_views(pool)
    found = (asked.review, asked.cycle, asked.viewer, asked.subject, list(asked.reviews))
    return [_kept(row) for row in await ask(pool, VIEWS_FOUND, *found, asked.since, limit)]


async def forget_views(
    pool: asyncpg.Pool, person: PersonId, reviews: Collection[ReviewId] = ()
) -> None:
    """Forget what an erased person saw and who saw what of them, through a host's pool.

    `reviews` are those of that person: older views name the review alone.
    """
    await flush_views(pool)
    await ask(pool, FORGET_VIEWS, person, list(reviews))


async def _flush_soon(pool: asyncpg.Pool) -> None:
    await asyncio.sleep(FLUSHED_EVERY)
    await flush_views(pool)


def _kept(row: asyncpg.Record) -> KeptView:
    values = dict(row)
    return KeptView(values.pop("id"), View(right=values.pop("in_right"), **values))
