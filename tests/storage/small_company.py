"""Read models of a small company, put there by hand: one review with everything around it.

Everybody has a number. Beside the review of the reviewee there is that of a stranger, about which
none of the others has anything to do.
"""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from storage.projections import generation

AT = datetime(2026, 5, 4, tzinfo=UTC)
WHO = {
    "second_line": 1,
    "partner": 2,
    "manager": 3,
    "reviewee": 4,
    "peer": 5,
    "colleague": 6,
    "owner": 7,
    "panel": 8,
    "facilitator": 9,
    "hr_admin": 10,
    "auditor": 11,
    "giver": 12,
    "doer": 13,
    "stand_in": 14,
    "hidden": 15,
    "stranger": 20,
}
OURS, THEIRS = UUID(int=0xA), UUID(int=0xB)
CYCLE, OTHER_CYCLE = UUID(int=0xC1), UUID(int=0xC2)
SESSION, OTHER_SESSION = UUID(int=0x51), UUID(int=0x52)
# not_null_columns: what a row of a table cannot be without, and of which type that is.
NOT_NULL_COLUMNS = """
SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND attnotnull AND attgenerated = ''
"""
ANYTHING: dict[str, object] = {
    "uuid": UUID(int=0xFF),
    "text": "x",
    "integer": 0,
    "bigint": 0,
    "boolean": False,
    "jsonb": "[]",
    "date": AT.date(),
    "timestamp with time zone": AT,
}


def who(name: str) -> UUID:
    return UUID(int=WHO[name])


async def settle(connection: asyncpg.Connection) -> None:
    """Build the read models and put the company into them."""
    await generation.create(connection, generation.LIVE)
    await connection.execute("GRANT USAGE ON SCHEMA read TO perennial_reader")
    await connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA read TO perennial_reader")
    await connection.execute("REVOKE ALL ON read.whole_timeline FROM perennial_reader")
    for name in WHO:
        await put(connection, "people", person=who(name), **_place(name))
    for cycle, owner in ((CYCLE, who("owner")), (OTHER_CYCLE, None)):
        await put(connection, "cycles", cycle=cycle, hr_owner=owner)
    await _review(connection, OURS, CYCLE, SESSION, "reviewee")
    await _review(connection, THEIRS, OTHER_CYCLE, OTHER_SESSION, "stranger")
    await _parts(connection)
    await put(connection, "scheduled_launches", cycle=CYCLE)
    await _around(connection, OURS, CYCLE, "reviewee")
    await _around(connection, THEIRS, OTHER_CYCLE, "stranger")


def _place(name: str) -> dict[str, object]:
    above = {"reviewee": "manager", "manager": "second_line", "hidden": "second_line"}
    return {
        "manager": who(above[name]) if name in above else None,
        "hr_partner": who("partner") if name == "reviewee" else None,
        "employee_number": name,
    }


async def _review(
    connection: asyncpg.Connection, review: UUID, cycle: UUID, session: UUID, reviewee: str
) -> None:
    person = who(reviewee)
    sits = {
        "facilitator": who("facilitator") if review == OURS else UUID(int=0xFA),
        "panel": f'["{who("panel")}", "{who("hidden")}"]' if review == OURS else "[]",
    }
    hidden = f'["{who("hidden")}"]' if review == OURS else "[]"
    await put(connection, "reviews", review=review, cycle=cycle, reviewee=person, state="open")
    await put(connection, "sessions", session=session, cycle=cycle, state="open", **sits)
    await put(connection, "session_members", session=session, review=review, reviewee=person,
              hidden_from=hidden)  # fmt: skip
    await put(connection, "ratings", review=review, cycle=cycle, session=session, final=4)
    await put(connection, "launch_results", cycle=cycle, person=person, reason="no_manager")
    await seat(connection, review, "reviewee", person, "submit")
    await seat(connection, review, "manager", UUID(int=0xDD), "share")


async def _parts(connection: asyncpg.Connection) -> None:
    await seat(connection, OURS, "peer", who("peer"), "feedback")
    await put(connection, "steps", review=OURS, step="rate", cycle=CYCLE, role="manager",
              state="open", assignee=who("stand_in"))  # fmt: skip


async def seat(
    connection: asyncpg.Connection, review: UUID, role: str, person: UUID, act: str
) -> None:
    """Give somebody a part in a review."""
    await put(connection, "seats", review=review, step=act, role=role, person=person, act=act)


async def _around(connection: asyncpg.Connection, review: UUID, cycle: UUID, reviewee: str) -> None:
    person, manager = who(reviewee), who("manager") if review == OURS else UUID(int=0xDD)
    giver = who("giver") if review == OURS else UUID(int=0xDD)
    doer = who("doer") if review == OURS else UUID(int=0xDD)
    of_review = {"review": review, "cycle": cycle}
    await put(connection, "steps", **of_review, step="goals", role="reviewee", state="done")
    await put(connection, "plans", **of_review, plan=review, reviewee=person, manager=manager)
    await put(connection, "check_ins", plan=review)
    await put(connection, "actions", **of_review, action=review, subject=person, owner=doer,
              tasked_by=manager)  # fmt: skip
    await put(connection, "follow_ups", **of_review, event=review)
    await put(connection, "quiet_reviews", **of_review, manager=manager)
    await put(connection, "notices", **of_review, notice=review, recipient=person, message=review)
    await put(connection, "deliveries", message=review, cycle=cycle, recipient=person)
    await put(connection, "feedback", feedback=review, giver=giver, receiver=person,
              visible_to="both")  # fmt: skip


async def put(connection: asyncpg.Connection, table: str, **values: object) -> None:
    """Put a row into a table; what it needs and nobody named is filled with anything."""
    needed = await connection.fetch(NOT_NULL_COLUMNS, f"read.{table}")
    row = {each["name"]: ANYTHING[each["type"]] for each in needed} | values
    columns = ", ".join(row)
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    statement = f"INSERT INTO read.{table} ({columns}) VALUES ({places})"  # noqa: S608 - our names
    await connection.execute(statement, *row.values())
