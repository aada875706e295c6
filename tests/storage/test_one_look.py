"""While one looks, the same question is put once; afterwards it is put again."""

import asyncio

import pytest

from storage.one_look import asked_once, one_look


class Clerk:
    """Counts how often somebody asks."""

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self) -> list[int]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.asked > 10:
            raise LookupError
        return [self.asked]


async def test_in_one_look_the_same_question_is_answered_once_for_all_who_ask() -> None:
    clerk = Clerk()
    with one_look():
        both = await asyncio.gather(*(asked_once("same", clerk.answer) for _ in range(2)))
        again = await asked_once("same", clerk.answer)
        other = await asked_once("other", clerk.answer)
    assert (both, again, other) == ([[1], [1]], [1], [2])


async def test_what_one_asker_does_with_an_answer_is_not_seen_by_the_next() -> None:
    clerk = Clerk()
    with one_look():
        (await asked_once("same", clerk.answer)).clear()
        assert await asked_once("same", clerk.answer) == [1]


async def test_every_look_is_fresh_and_without_one_nothing_is_remembered() -> None:
    clerk = Clerk()
    for expected in (1, 2):
        with one_look():
            assert await asked_once("same", clerk.answer) == [expected]
    assert [await asked_once("same", clerk.answer) for _ in range(2)] == [[3], [4]]


async def test_a_question_that_fails_fails_for_all_who_ask() -> None:
    clerk = Clerk()
    clerk.asked = 10
    with one_look():
        for _ in range(2):
            with pytest.raises(LookupError):
                await asked_once("same", clerk.answer)
    assert clerk.asked == 11
