"""Ties a page of the log to the traces in which its facts were recorded, where somebody follows."""

from typing import Final

import asyncpg

from storage.spans import is_followed, look_back

AT_MOST: Final = 100
"""Traces that a page is tied to; a page of a launch may hold a thousand."""

# traces_between: in which traces the facts of a page were recorded.
TRACES_BETWEEN: Final = """
SELECT DISTINCT meta::jsonb ->> 'trace' AS trace
FROM log.event
WHERE position > $1 AND position <= $2 AND meta <> '{}' AND meta::jsonb ? 'trace'
LIMIT $3
"""


async def tell_of_page(
    connection: asyncpg.Connection, after: int, upto: int, seconds: float
) -> None:
    """Tell that a page was folded, where it holds facts of a trace that is followed."""
    if not is_followed():
        return
    rows = await connection.fetch(TRACES_BETWEEN, after, upto, AT_MOST)
    if rows:
        look_back("fold page", seconds, links=[row["trace"] for row in rows])
