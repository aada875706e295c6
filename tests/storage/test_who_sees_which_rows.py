"""A bug in a page is not a leak: a query that forgets to ask whose finds what is the reader's."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from domain.ids import PersonId
from domain.visibility import Capacity
from storage.acting import (
    NobodyReads,
    acting,
    acting_as_nobody,
    acting_as_person,
    acting_as_process,
    go_on_as,
)
from storage.pool import Role, open_pool
from storage.projections import generation
from storage.read_models.asking import rows_of
from tests.storage.small_company import CYCLE, OTHER_CYCLE, OURS, THEIRS, WHO, put, settle, who

# Who sees the row about the reviewee; and of those, who sees the row about the stranger as well.
NEAR = {"second_line", "partner", "manager", "owner", "stand_in"}
AT_TABLE = {"panel", "facilitator"}
OFFICES = {"hr_admin", "auditor"}
SEEN = {
    "ratings": (NEAR | AT_TABLE | {"hr_admin"}, {"hr_admin"}),
    "steps": (NEAR | AT_TABLE | OFFICES | {"reviewee", "peer"}, OFFICES),
    "launch_results": (NEAR | OFFICES | {"reviewee"}, OFFICES),
    "session_members": (NEAR | AT_TABLE | OFFICES, OFFICES),
    "actions": (NEAR | {"reviewee", "doer"}, set[str]()),
    "follow_ups": (NEAR | AT_TABLE | OFFICES | {"reviewee", "peer"}, OFFICES),
    "plans": ({"reviewee", "manager", "partner", "owner"}, set[str]()),
    "check_ins": ({"reviewee", "manager", "partner", "owner"}, set[str]()),
    "notices": (NEAR | OFFICES | {"reviewee"}, OFFICES),
    "deliveries": ({"reviewee", "partner", "owner"} | OFFICES, OFFICES),
    "feedback": ({"giver", "reviewee", "manager"}, set[str]()),
    "quiet_reviews": (NEAR | OFFICES, OFFICES),
}
# What stands there for the stranger is theirs to see, but for what is not the reviewee's either.
OWN = {table for table, (ours, _) in SEEN.items() if "reviewee" in ours}
KNOWN = {"people", "cycles", "scheduled_launches", "reviews", "seats", "sessions"}
MARKS = {
    "launch_results": "cycle", "check_ins": "plan", "plans": "plan", "actions": "action",
    "deliveries": "message", "feedback": "feedback",
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(postgres_url: str, migrated_template: str) -> AsyncIterator[str]:
    """A database with the small company in it."""
    name = f"company_{uuid.uuid4().hex}"
    server = await asyncpg.connect(postgres_url)
    await server.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_template} STRATEGY FILE_COPY")
    url = urlsplit(postgres_url)._replace(path=f"/{name}").geturl()
    connection = await asyncpg.connect(url)
    await settle(connection)
    await connection.close()
    yield url
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


@pytest.fixture
async def pages(company: str) -> AsyncIterator[asyncpg.Pool]:
    """What pages read through."""
    async with await open_pool(company, Role.READER, max_size=3) as pool:
        yield pool


def reading_as(name: str) -> AbstractContextManager[None]:
    offices = {"hr_admin": [Capacity.HR_ADMIN], "auditor": [Capacity.AUDITOR]}
    return acting_as_person(PersonId(who(name)), offices.get(name, []))


async def marks(pool: asyncpg.Pool, table: str) -> set[UUID]:
    """Which rows there are, asked as carelessly as can be."""
    column = MARKS.get(table, "review")
    query = f"SELECT {column} AS mark FROM read.{table}"  # noqa: S608 - our own names
    return {row["mark"] for row in await rows_of(pool, query)}


@pytest.mark.parametrize("table", SEEN)
async def test_everybody_sees_the_rows_they_stand_in_a_relation_to(
    pages: asyncpg.Pool, table: str
) -> None:
    ours, theirs = (CYCLE, OTHER_CYCLE) if table == "launch_results" else (OURS, THEIRS)
    near, everywhere = SEEN[table]
    for name in WHO:
        with reading_as(name):
            found = await marks(pages, table)
        wanted = {ours} if name in near else set()
        wanted |= {theirs} if name in everywhere or (name == "stranger" and table in OWN) else set()
        assert found == wanted, f"the {name} of {table}"


@pytest.mark.parametrize("table", sorted(SEEN.keys() | KNOWN))
async def test_nobody_reads_nothing_and_a_process_all(pages: asyncpg.Pool, table: str) -> None:
    query = f"SELECT count(*) AS rows FROM read.{table}"  # noqa: S608 - our own names
    with acting_as_nobody(), pytest.raises(NobodyReads):
        await rows_of(pages, query)
    with acting_as_process():
        [row] = await rows_of(pages, query)
        assert row["rows"] == await pages.fetchval(query)
    assert row["rows"] >= (1 if table == "scheduled_launches" else 2)


async def test_a_connection_that_never_said_in_whose_name_is_refused(company: str) -> None:
    connection = await asyncpg.connect(company, server_settings={"role": Role.READER.value})
    for table in sorted(SEEN.keys() | KNOWN):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="Nobody reads this"):
            await connection.fetch(f"SELECT * FROM read.{table}")  # noqa: S608 - our own names
    await connection.close()


async def test_every_table_of_the_read_models_is_behind_a_policy(company: str) -> None:
    connection = await asyncpg.connect(company)
    found = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'read'::regnamespace "
        "AND relkind = 'r' AND relrowsecurity"
    )
    every = {row["relname"] for row in found}
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'read'")
    await connection.close()
    assert {row["tablename"] for row in rows} - every == {"checkpoint"}, (
        "Say in storage/sql/read/policies.sql who sees the rows of a new table."
    )
    assert every == SEEN.keys() | KNOWN


async def test_a_rating_is_the_persons_own_to_see_once_it_was_shared(
    company: str, pages: asyncpg.Pool
) -> None:
    own = acting_as_person(PersonId(who("reviewee")), [Capacity.HR_ADMIN])
    connection = await asyncpg.connect(company)
    with own:
        assert await marks(pages, "ratings") == {THEIRS}, "HR sees all but their own"
    await put(connection, "steps", review=OURS, step="share", cycle=CYCLE, act="share",
              role="manager", state="done")  # fmt: skip
    with reading_as("reviewee"):
        assert await marks(pages, "ratings") == {OURS}
    await connection.execute("DELETE FROM read.steps WHERE step = 'share'")
    await connection.close()


@pytest.mark.parametrize(
    "visible_to, withdrawn, readers",
    [
        ("receiver", "", {"giver", "reviewee"}),
        ("manager", "", {"giver", "manager"}),
        ("both", "", {"giver", "reviewee", "manager"}),
        ("everyone", "", set(WHO)),
        ("everyone", "withdrawn", {"giver", "reviewee", "manager"}),
    ],
)
async def test_feedback_is_seen_as_its_giver_chose(
    company: str, pages: asyncpg.Pool, visible_to: str, withdrawn: str, readers: set[str]
) -> None:
    connection = await asyncpg.connect(company)
    change = "UPDATE read.feedback SET visible_to = $1, withdrawn_at = $2 WHERE feedback = $3"
    at = None if not withdrawn else await connection.fetchval("SELECT now()")
    await connection.execute(change, visible_to, at, OURS)
    seen = set()
    for name in WHO:
        with reading_as(name):
            seen |= {name} if OURS in await marks(pages, "feedback") else set()
    await connection.execute(change, "both", None, OURS)
    await connection.close()
    assert seen == readers


async def test_two_who_read_at_once_through_one_pool_never_see_each_others_rows(
    pages: asyncpg.Pool,
) -> None:
    async def read(name: str) -> None:
        with reading_as(name):
            for _ in range(15):
                asked = [marks(pages, table) for table in ("actions", "feedback", "plans")]
                assert (
                    await asyncio.gather(*asked) == [{OURS if name == "reviewee" else THEIRS}] * 3
                )

    async def look_away() -> None:
        with acting_as_nobody():
            for _ in range(15):
                with pytest.raises(NobodyReads):
                    await marks(pages, "actions")

    await asyncio.gather(
        *(read(name) for name in ("reviewee", "stranger") * 4), look_away(), look_away()
    )


async def test_the_tasks_of_a_request_go_on_in_the_name_that_was_found() -> None:
    person = PersonId(who("reviewee"))
    with acting_as_nobody():
        came = asyncio.Event()

        async def later() -> str:
            await came.wait()
            return acting().person

        begun = asyncio.create_task(later())
        with acting_as_process():
            assert acting().person == "process"
        go_on_as(person, [Capacity.AUDITOR, Capacity.HR_ADMIN])
        came.set()
        assert await begun == str(person)
        assert acting().capacities == "auditor,hr_admin"
    go_on_as(person)
    assert acting().person == "process", "outside of a request the house is at work"


def test_the_policies_are_part_of_the_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    before = generation.shape()
    generation.shape.cache_clear()
    monkeypatch.setattr(generation, "policies_sql", lambda: "-- nobody is held back")
    assert generation.shape() != before
    generation.shape.cache_clear()
