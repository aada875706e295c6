"""Whoever waits on a connection stops when told to, at whatever moment that is."""

import asyncio

import pytest

from storage.keys import KeyRing

MOMENTS = 120


@pytest.mark.parametrize("moment", [0.0, 0.0001, 0.0003])
async def test_a_watch_over_keys_ends_whenever_it_is_told_to(keys: KeyRing, moment: float) -> None:
    async with asyncio.timeout(40):
        for number in range(MOMENTS):
            async with keys.watched():
                await asyncio.sleep(number * moment)
