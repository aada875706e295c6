"""Links, sessions and codes as the database keeps them: for all gateways together."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from domain.ids import PersonId, ReviewId, StepId
from domain.reach import Link, StepReach
from storage.attempts import Attempts, Limit
from storage.links import LinkBook
from storage.pool import Role, open_pool
from storage.sessions import SessionBook
from storage.sign_in_codes import CodeBook
from storage.tickets import TicketBook

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANA, BO = PersonId(UUID(int=1)), PersonId(UUID(int=2))
STEP = StepReach(review=ReviewId(UUID(int=9)), step=StepId("rate"), seat=0, round=1)
LINK = Link(person=ANA, reach=STEP)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RIGHT, WRONG = b"right" * 8, b"wrong" * 8


@pytest.fixture
async def hosts(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(database, Role.HOST, max_size=8) as pool:
        yield pool


async def test_a_reminder_carries_the_link_of_the_first_message(hosts: asyncpg.Pool) -> None:
    book = LinkBook(hosts)
    names = await asyncio.gather(*(book.ensure(LINK, AT + n * HOUR) for n in range(8)))
    assert len(set(names)) == 1
    kept = await book.find(names[0])
    assert kept is not None
    assert kept.link == LINK


async def test_people_and_steps_have_links_of_their_own(hosts: asyncpg.Pool) -> None:
    book = LinkBook(hosts)
    again = LINK.model_copy(update={"reach": STEP.model_copy(update={"round": 2})})
    links = (LINK, again, LINK.model_copy(update={"person": BO}))
    assert len({await book.ensure(link, AT) for link in links}) == 3
    assert [each.link for each in await book.of_person(ANA)] == [LINK, again]


async def test_after_a_link_was_revoked_the_next_message_has_a_new_one(
    hosts: asyncpg.Pool,
) -> None:
    book = LinkBook(hosts)
    first = await book.ensure(LINK, AT)
    assert await book.revoke(first, BO, AT, is_reported=True)
    assert not await book.revoke(first, None, AT + HOUR)
    second = await book.ensure(LINK, AT)
    assert second != first
    assert await book.ensure(LINK, AT) == second
    (reported,) = await book.reported(AT - HOUR)
    assert (reported.id, reported.revoked_by, reported.revoked_at) == (first, BO, AT)


async def test_revoking_a_link_ends_the_sessions_it_began(hosts: asyncpg.Pool) -> None:
    book, sessions = LinkBook(hosts), SessionBook(hosts)
    name = await book.ensure(LINK, AT)
    await sessions.begin(b"through the link", ANA, AT, link=name)
    await sessions.begin(b"signed in", ANA, AT)
    await book.revoke(name, ANA, AT)
    # Somebody who pressed the button at the same moment.
    await sessions.begin(b"a moment late", ANA, AT, link=name)
    found = [await sessions.find(each, AT) for each in (b"through the link", b"a moment late")]
    assert found == [None, None]
    assert await sessions.find(b"signed in", AT) is not None


async def test_the_session_of_a_link_reaches_what_the_link_opens(hosts: asyncpg.Pool) -> None:
    sessions = SessionBook(hosts)
    await sessions.begin(b"one", ANA, AT, link=await LinkBook(hosts).ensure(LINK, AT))
    kept = await sessions.find(b"one", AT)
    assert kept is not None
    assert (kept.person, kept.reach) == (ANA, STEP)


@pytest.mark.parametrize(
    "seen_after, lives",
    [
        ([119 * MINUTE], True),
        ([121 * MINUTE], False),
        ([HOUR * n for n in range(1, 12)] + [719 * MINUTE], True),
        ([HOUR * n for n in range(1, 13)], False),
    ],
)
async def test_a_session_ends_when_nobody_is_there_or_after_a_day(
    hosts: asyncpg.Pool, seen_after: list[timedelta], *, lives: bool
) -> None:
    sessions = SessionBook(hosts)
    await sessions.begin(b"one", ANA, AT)
    found = [await sessions.find(b"one", AT + after) for after in seen_after]
    assert (found[-1] is not None) == lives


async def test_that_somebody_was_seen_is_written_once_a_minute(hosts: asyncpg.Pool) -> None:
    sessions = SessionBook(hosts)
    await sessions.begin(b"one", ANA, AT)
    await sessions.find(b"one", AT + timedelta(seconds=59))
    assert await hosts.fetchval("SELECT seen_at FROM web.session") == AT
    await sessions.find(b"one", AT + timedelta(seconds=61))
    assert await hosts.fetchval("SELECT seen_at FROM web.session") == AT + timedelta(seconds=61)


async def test_somebody_can_be_signed_out_everywhere(hosts: asyncpg.Pool) -> None:
    sessions = SessionBook(hosts)
    for secret, whose in ((b"1", ANA), (b"2", ANA), (b"3", BO)):
        await sessions.begin(secret, whose, AT)
    assert await sessions.end_all(ANA) == 2
    assert [await sessions.find(each, AT) is None for each in (b"1", b"2", b"3")] == [
        True,
        True,
        False,
    ]


async def test_a_code_signs_in_once_however_often_it_is_sent(hosts: asyncpg.Pool) -> None:
    codes = CodeBook(hosts)
    await codes.make(b"browser", ANA, RIGHT, AT)
    tried = await asyncio.gather(*(codes.take(b"browser", RIGHT, AT) for _ in range(5)))
    assert [each.person for each in tried if each.person] == [ANA]


async def test_five_wrong_codes_make_the_right_one_worthless(hosts: asyncpg.Pool) -> None:
    codes = CodeBook(hosts)
    await codes.make(b"browser", ANA, RIGHT, AT)
    left = [(await codes.take(b"browser", WRONG, AT)).tries_left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert (await codes.take(b"browser", RIGHT, AT)).person is None


@pytest.mark.parametrize(
    "browser, code, after, whose",
    [
        (b"browser", RIGHT, 9 * MINUTE, ANA),
        (b"browser", RIGHT, 11 * MINUTE, None),
        (b"elsewhere", RIGHT, MINUTE, None),
        (b"nobody's", RIGHT, MINUTE, None),
    ],
)
async def test_a_code_is_good_for_ten_minutes_in_one_browser(
    hosts: asyncpg.Pool, browser: bytes, code: bytes, after: timedelta, whose: PersonId | None
) -> None:
    codes = CodeBook(hosts)
    await codes.make(b"browser", ANA, RIGHT, AT)
    await codes.make(b"nobody's", None, RIGHT, AT)
    assert (await codes.take(browser, code, AT + after)).person == whose


async def test_a_limit_holds_for_all_gateways_together(hosts: asyncpg.Pool) -> None:
    gateways, limit = (Attempts(hosts), Attempts(hosts)), Limit(5, HOUR)
    tries = (each.count(b"who", limit, AT) for each in gateways for _ in range(10))
    answers = await asyncio.gather(*tries)
    assert sum(each is None for each in answers) == 5
    assert {each for each in answers if each} == {AT + HOUR}


async def test_a_limit_lifts_as_attempts_grow_old(hosts: asyncpg.Pool) -> None:
    attempts, limit = Attempts(hosts), Limit(2, HOUR)
    when = [AT, AT + 10 * MINUTE, AT + 59 * MINUTE, AT + 61 * MINUTE, AT + 62 * MINUTE]
    answers = [await attempts.count(b"who", limit, at) for at in when]
    assert answers == [None, None, AT + HOUR, None, AT + 70 * MINUTE]
    assert await attempts.count(b"another", limit, AT) is None


async def test_a_ticket_stays_the_same_until_it_is_revoked(hosts: asyncpg.Pool) -> None:
    tickets, sessions = TicketBook(hosts), SessionBook(hosts)
    first = await tickets.ensure(ANA, "/hr", AT)
    assert await tickets.ensure(ANA, "/hr", AT + HOUR) == first
    await sessions.begin(b"one", ANA, AT, by_ticket=first)
    assert await tickets.revoke_all(ANA, AT) == 1
    assert await tickets.find(first) is None
    assert await sessions.find(b"one", AT) is None
    assert await tickets.ensure(ANA, "/hr", AT) != first
