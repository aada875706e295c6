"""One look at many things: what is asked twice while it lasts is answered once.

A page gathers what it shows through many small questions, and several of them are the same: from
where somebody looks, what a review holds. While the look lasts, the first answer serves all; a look
is for reading alone, and over before anything is waited for or written.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

T = TypeVar("T")

_Answers = dict[Hashable, asyncio.Task[Any]]

_LOOK: Final[ContextVar[_Answers | None]] = ContextVar("one_look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Answer each question once, as long as the block lasts."""
    token = _LOOK.set({})
    try:
        yield
    finally:
        _LOOK.reset(token)


async def asked_once(
    question: Hashable, ask: Callable[[], Coroutine[object, object, list[T]]]
) -> list[T]:
    """Give the answer to a question, from memory if this look has asked it before.

    Every asker gets a list of their own; what is in it is shared and not to be changed.
    """
    answers = _LOOK.get()
    if answers is None:
        return await ask()
    if question not in answers:
        answers[question] = asyncio.create_task(ask())
    found: list[T] = await asyncio.shield(answers[question])
    return list(found)
