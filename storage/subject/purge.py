"""Takes an erased person out of everything that is kept beside the log and the read models."""

from collections.abc import Collection, Sequence
from typing import Final

import asyncpg

from domain.ids import PersonId, ReviewId
from storage.archive import Archive
from storage.launch_drafts import LaunchDrafts
from storage.read_models.asking import rows_of
from storage.views import forget_views

# reviews_about: every review of a person, whatever became of it.
REVIEWS_ABOUT: Final = "SELECT review FROM read.reviews WHERE reviewee = $1"

# forget_sessions: whoever was erased is signed in nowhere. Sessions come before what opened them.
FORGET_SESSIONS: Final = """
DELETE FROM web.session WHERE person = $1
   OR link IN (SELECT id FROM web.link WHERE person = $1)
   OR ticket IN (SELECT id FROM web.ticket WHERE person = $1)
"""

# forget_links: no link opens anything for them any more.
FORGET_LINKS: Final = "DELETE FROM web.link WHERE person = $1"

# forget_tickets: nor does a ticket.
FORGET_TICKETS: Final = "DELETE FROM web.ticket WHERE person = $1"

# forget_codes: nor a code that was mailed to them.
FORGET_CODES: Final = "DELETE FROM web.sign_in_code WHERE person = $1"

# forget_tokens: no program acts in their name.
FORGET_TOKENS: Final = "DELETE FROM web.api_token WHERE person = $1"

# forget_requests: what was answered to programs in their name.
FORGET_REQUESTS: Final = "DELETE FROM web.request_key WHERE person = $1"

# forget_presence: they sit at no board.
FORGET_PRESENCE: Final = "DELETE FROM web.presence WHERE person = $1"

# forget_drafts: what they began to write, and what others began to write about them.
FORGET_DRAFTS: Final = "DELETE FROM web.drafts WHERE person = $1 OR subject = $1"

# forget_staged: words about them that no event has taken up.
FORGET_STAGED: Final = "DELETE FROM vault.content WHERE subject = $1"

# forget_asked: what was asked with such words and has no answer yet.
FORGET_ASKED: Final = "DELETE FROM vault.under_way WHERE subject = $1"

# waiting_files: launches in preparation that hold a people file.
WAITING_FILES: Final = """
SELECT draft FROM web.launch_drafts WHERE organisation = $1 AND file IS NOT NULL
"""

_OF_PERSON: Final = {
    "sessions": FORGET_SESSIONS,
    "links": FORGET_LINKS,
    "tickets": FORGET_TICKETS,
    "codes": FORGET_CODES,
    "tokens": FORGET_TOKENS,
    "requests": FORGET_REQUESTS,
    "presence": FORGET_PRESENCE,
    "drafts": FORGET_DRAFTS,
}
"""What goes by the person alone, in the order in which one may go before the other."""

Purged = dict[str, int]
"""How many rows of each kind were taken out."""


async def purge(archive: Archive, person: PersonId, marks: Collection[str]) -> Purged:
    """Delete every row that belongs to a person or waits for their words; again it finds nothing.

    Args:
        archive: where to.
        person: who was erased.
        marks: what names them. People files that wait to be taken in are dropped where they hold
            one of these; all of them, where nobody knows the marks any more.
    """
    reviews = await reviews_about(archive, person)
    purged = {
        name: await _delete(archive.hosts, statement, person)
        for name, statement in _OF_PERSON.items()
    }
    await forget_views(archive.hosts, person, reviews)
    purged["staged_words"] = await _delete(archive.writers, FORGET_STAGED, person)
    purged["requests_under_way"] = await _delete(archive.writers, FORGET_ASKED, person)
    purged["people_files"] = await _drop_people_files(archive, marks)
    return purged


async def reviews_about(archive: Archive, person: PersonId) -> Sequence[ReviewId]:
    """Name every review of a person, whatever became of it."""
    return [row["review"] for row in await rows_of(archive.readers, REVIEWS_ABOUT, person)]


async def _delete(pool: asyncpg.Pool, statement: str, *arguments: object) -> int:
    """Give how many rows there were."""
    return int(str(await pool.execute(statement, *arguments)).split()[-1])


async def _drop_people_files(archive: Archive, marks: Collection[str]) -> int:
    drafts, dropped = LaunchDrafts.of(archive), 0
    for row in await archive.hosts.fetch(WAITING_FILES, archive.organisation):
        if _may_name(await drafts.file(row["draft"]) or b"", marks):
            await drafts.keep_file(row["draft"], None)
            dropped += 1
    return dropped


def _may_name(file: bytes, marks: Collection[str]) -> bool:
    """Tell whether a file names the person; of a sheet that is no plain text nobody can tell."""
    try:
        text = file.decode("utf-8-sig").casefold()
    except UnicodeDecodeError:
        return True
    return not marks or any(mark.casefold() in text for mark in marks)
