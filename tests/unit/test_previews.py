"""A preview of thousands of reviews is worked out once, and nobody waits for it on an open page."""

import asyncio
from uuid import UUID

import pytest

from gateway.console import previews
from gateway.console.previews import Previews
from gateway.launch_preview import NotReady, Preview

DRAFT = UUID(int=1)
PREVIEW = Preview(
    title="Half a year",
    key="half-year",
    asked=1,
    reviews=1,
    left_out=(),
    blocked=(),
    blocked_in_all=0,
    steps=(),
    groups=(),
    lacking=(),
    remarks=(),
    busiest=(),
    messages=(),
    messages_in_all=0,
    actions=(17, 23),
)


async def test_while_it_is_worked_out_the_page_says_so_and_begins_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(previews, "PATIENCE_SECONDS", 0.01)
    begun, ready = 0, asyncio.Event()

    async def work() -> Preview:
        nonlocal begun
        begun += 1
        await ready.wait()
        return PREVIEW

    room = Previews()
    assert [await room.of(DRAFT, 1, work) for _ in range(3)] == [None] * 3
    ready.set()
    assert await room.of(DRAFT, 1, work) is PREVIEW
    assert begun == 1


async def test_another_version_is_worked_out_anew() -> None:
    begun = 0

    async def work() -> Preview:
        nonlocal begun
        begun += 1
        return PREVIEW

    room = Previews()
    for version in (1, 1, 2, 3, 4, 5, 1):
        assert await room.of(DRAFT, version, work) is PREVIEW
    assert begun == 6, "the last four stay at hand"


async def test_what_failed_is_tried_again() -> None:
    async def refuse() -> Preview:
        raise NotReady

    async def work() -> Preview:
        return PREVIEW

    room = Previews()
    with pytest.raises(NotReady):
        await room.of(DRAFT, 1, refuse)
    assert await room.of(DRAFT, 1, work) is PREVIEW
