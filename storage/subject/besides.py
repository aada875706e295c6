"""What lies beside the log about a person: sessions, links, tokens, drafts, words on their way."""

from collections.abc import Mapping
from typing import Final

import asyncpg
from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from domain.ids import PersonId
from storage.archive import Archive
from storage.drafts import DraftKey, Drafts

# their_sessions: where they are signed in.
THEIR_SESSIONS: Final = """
SELECT begun_at, seen_at, link IS NOT NULL AS by_link FROM web.session WHERE person = $1
ORDER BY begun_at
"""

# their_links: links that were made for them, and what each opens.
THEIR_LINKS: Final = """
SELECT reach, made_at, revoked_at, reported_at FROM web.link WHERE person = $1 ORDER BY made_at
"""

# their_tickets: addresses that sign them in, in an embedded installation.
THEIR_TICKETS: Final = """
SELECT path, made_at, revoked_at FROM web.ticket WHERE person = $1 ORDER BY made_at
"""

# their_codes: codes that were mailed to them.
THEIR_CODES: Final = """
SELECT made_at, used_at, tries FROM web.sign_in_code WHERE person = $1 ORDER BY made_at
"""

# their_tokens: with what programs act in their name.
THEIR_TOKENS: Final = """
SELECT name, scopes, issued_at, expires_at, revoked_at, used_at FROM web.api_token
WHERE person = $1 ORDER BY issued_at
"""

# their_requests: what programs asked in their name.
THEIR_REQUESTS: Final = "SELECT key, at FROM web.request_key WHERE person = $1 ORDER BY at"

# their_presence: at which boards they sit.
THEIR_PRESENCE: Final = "SELECT seen_at, opened_at FROM web.presence WHERE person = $1"

# their_launches: launches that they prepare.
THEIR_LAUNCHES: Final = """
SELECT saved_at, version FROM web.launch_drafts WHERE begun_by = $1 ORDER BY saved_at
"""

# their_drafts: what they have begun to write.
THEIR_DRAFTS: Final = """
SELECT review, step, seat, round, way FROM web.drafts WHERE person = $1 ORDER BY saved_at
"""

# drafts_about: whether others have begun to write about them; how many would tell too much.
DRAFTS_ABOUT: Final = """
SELECT EXISTS (SELECT FROM web.drafts WHERE subject = $1 AND person <> $1)
"""

# words_on_their_way: whether words about them wait that no fact has taken up yet.
WORDS_ON_THEIR_WAY: Final = "SELECT EXISTS (SELECT FROM vault.content WHERE subject = $1)"

_LISTED: Final[Mapping[str, str]] = {
    "sessions": THEIR_SESSIONS,
    "links": THEIR_LINKS,
    "tickets": THEIR_TICKETS,
    "sign_in_codes": THEIR_CODES,
    "tokens": THEIR_TOKENS,
    "requests_of_programs": THEIR_REQUESTS,
    "seats_at_boards": THEIR_PRESENCE,
    "launches_in_preparation": THEIR_LAUNCHES,
}


async def rows_besides(archive: Archive, person: PersonId) -> dict[str, JsonValue]:
    """Give every row that belongs to a person, without secrets and digests."""
    found: dict[str, JsonValue] = {
        name: _told(await archive.hosts.fetch(query, person)) for name, query in _LISTED.items()
    }
    found["others_have_begun_to_write_about_you"] = await archive.hosts.fetchval(
        DRAFTS_ABOUT, person
    )
    found["words_are_on_their_way"] = await archive.writers.fetchval(WORDS_ON_THEIR_WAY, person)
    found["drafts"] = await _own_drafts(archive, person)
    return found


async def _own_drafts(archive: Archive, person: PersonId) -> JsonValue:
    drafts, told = Drafts(archive.hosts, archive.keys), list[JsonValue]()
    for row in await archive.hosts.fetch(THEIR_DRAFTS, person):
        draft = await drafts.load(DraftKey(**dict(row), person=person))
        if draft is not None:
            answers = dict(draft.answers)
            told.append({"step": row["step"], "saved_at": str(draft.saved_at), "said": answers})
    return told


def _told(rows: list[asyncpg.Record]) -> JsonValue:
    told: JsonValue = to_jsonable_python([dict(row) for row in rows])
    return told
