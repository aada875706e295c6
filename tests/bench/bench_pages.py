"""How long the site works on a page while ten thousand people are in the cycle.

Held against the same page of the same review while only the twenty of the log are in it. What is
told is the time of nineteen in twenty answers, from the first byte of a request to the last of its
answer; nothing else runs meanwhile.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from tests.bench.big_year import BigYear, big_year
from tests.bench.stand import Row

PEOPLE: Final = 10_000
TIMES: Final = 30
WARM_UP: Final = 3
PAGE_MS: Final = 50.0
FIRST_VIEW_MS: Final = 300.0
HR, MANAGER, REVIEWEE = "2", "4", "5"
Page = tuple[str, str]


class Stopwatch:
    """Notes how long the site works on each request."""

    def __init__(self, app: ASGIApp, seconds: list[float]) -> None:
        """Note it in `seconds`."""
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = time.perf_counter()
        await self._app(scope, receive, send)
        self._seconds.append(time.perf_counter() - started)


async def measure() -> list[Row]:
    """Ask for each page again and again, before the cycle grows and after it."""
    async with big_year() as year:
        seconds: list[float] = []
        year.room.app.add_middleware(Stopwatch, seconds=seconds)
        pages = _pages(year)
        small = {page: await _took(year, page, seconds) for page in pages}
        await year.grow(PEOPLE)
        grown = {page: await _took(year, page, seconds) for page in pages}
    cycle = f"/hr/cycles/{year.firm.cycle}"
    first = {"/hr", cycle, f"{cycle}?by=manager"}
    return [
        _row(name, grown[page], small[page], FIRST_VIEW_MS if page[1] in first else PAGE_MS)
        for page, name in pages.items()
    ]


def _pages(year: BigYear) -> Mapping[Page, str]:
    """Name each page by who asks for it, and where."""
    review, cycle = f"/reviews/{year.firm.review}", f"/hr/cycles/{year.firm.cycle}"
    people = f"{cycle}/people"
    (open_,) = year.firm.stories[0].state.open
    return {
        (HR, "/hr"): "HR's first page",
        (HR, cycle): "HR's view of the cycle",
        (HR, f"{cycle}?by=manager"): "HR's view of the cycle, by manager",
        (HR, people): "the people of the cycle",
        (HR, f"{people}?trouble=late"): "who is late",
        (HR, f"{people}?trouble=at_risk"): "who is at risk",
        (HR, f"{people}?trouble=blocked"): "who is blocked",
        (HR, f"{people}?trouble=more_time"): "who asked for more time",
        (HR, f"{people}?department=Department%207"): "the people of a department",
        (HR, f"/hr/reviews/{year.firm.review}"): "a review, as HR follows it",
        (MANAGER, f"{review}/steps/{open_.step}/0/1"): "a step",
        (MANAGER, "/work"): "my work, of a manager of ten",
        (REVIEWEE, "/work"): "my work",
        (REVIEWEE, review): "my own review",
        (REVIEWEE, "/feedback"): "feedback",
    }


async def _took(year: BigYear, page: Page, seconds: list[float]) -> float:
    """Give the milliseconds within which nineteen of twenty answers are done, some left aside."""
    number, path = page
    async with year.room.visitor(year.person(number)) as client:
        for _ in range(WARM_UP + TIMES):
            answer = await client.get(path)
            if answer.status_code != HTTPStatus.OK:
                raise AssertionError(f"{path}: {answer.status_code}")
    return statistics.quantiles(seconds[-TIMES:], n=20)[-1] * 1000


def _row(name: str, grown: float, small: float, budget: float) -> Row:
    return Row(f"{name} (p95), {small:,.0f} ms of twenty", grown, budget, "ms", is_least=False)


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")
