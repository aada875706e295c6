"""What was noted of who saw what is written, whoever goes away meanwhile."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from domain.ids import PersonId
from storage import views
from storage.pool import Role, open_pool
from storage.views import View, ViewsAsked, close_views, flush_views, record_view, views_found

HOLD = "LOCK TABLE web.views IN ACCESS EXCLUSIVE MODE"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


async def test_a_view_is_written_though_whoever_wrote_it_was_stopped(
    database: str, superuser: asyncpg.Connection
) -> None:
    seen = View(PersonId(uuid4()), "review", "manager", datetime.now(UTC))
    async with await open_pool(database, Role.HOST) as hosts:
        async with superuser.transaction():
            await superuser.execute(HOLD)
            await record_view(hosts, seen)
            writing = asyncio.create_task(flush_views(hosts))
            for _ in range(500):
                if await superuser.fetchval(WAITS):
                    break
                await asyncio.sleep(0.01)
            writing.cancel()
            await asyncio.wait([writing])
        assert [each.view for each in await views_found(hosts, ViewsAsked(), 10)] == [seen]
        await close_views(hosts)


async def test_views_that_find_no_room_are_lost_with_a_line_that_names_nobody(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_MOST", 3)
    seen = [View(PersonId(uuid4()), "review", "manager", datetime.now(UTC)) for _ in range(5)]
    with capture_logs() as lines:
        async with await open_pool(database, Role.HOST) as hosts:
            await hosts.close()
            for view in seen:
                await record_view(hosts, view)
            await close_views(hosts)
    assert [(line["event"], line["log_level"]) for line in lines] == [("views_lost", "warning")] * 2
    assert [line["count"] for line in lines] == [1, 1]
    assert not [view for view in seen if str(view.viewer) in str(lines)]
