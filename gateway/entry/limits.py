"""How often something may be tried here, and the refusal that says when to try again."""

import hmac
from datetime import timedelta
from math import ceil
from typing import ClassVar, Final

from starlette.requests import Request

from domain.errors import ReviewError
from gateway.site.front import Front
from storage.attempts import Attempts, Limit

CODES_FOR_AN_ADDRESS: Final = Limit(5, timedelta(hours=1))
# Hundreds of people may sit behind one address of a network.
CODES_FROM_A_CLIENT: Final = Limit(100, timedelta(minutes=10))
GUESSES_FROM_A_CLIENT: Final = Limit(200, timedelta(minutes=10))
OPENINGS_OF_A_LINK: Final = Limit(60, timedelta(minutes=10))
FORGED_LINKS_FROM_A_CLIENT: Final = Limit(60, timedelta(minutes=10))
NAMES_LOOKED_UP: Final = Limit(100, timedelta(minutes=10))
FRESH_LINKS: Final = Limit(3, timedelta(hours=1))

_MINUTE: Final = 60


class TooOften(ReviewError):
    """This was tried too often. Wait a while and try again."""

    code: ClassVar[str] = "too_many_attempts"

    def __init__(self, wait: timedelta) -> None:
        """Say how long to wait; `retry_after` has it in seconds."""
        self.retry_after = max(1, ceil(wait.total_seconds()))
        minutes = ceil(self.retry_after / _MINUTE)
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"This was tried too often. Try again in {minutes} {unit}.")


async def count(front: Front, what: str, whose: str, limit: Limit) -> None:
    """Count an attempt at `what` by, or on, somebody; all gateways count together.

    Raises:
        TooOften: there were as many as may be.
    """
    at = front.now()
    who = hmac.digest(front.site.secret, f"attempt:{what}:{whose}".encode(), "sha256")
    free_at = await Attempts(front.archive.hosts).count(who, limit, at)
    if free_at is not None:
        raise TooOften(free_at - at)


def client_of(request: Request) -> str:
    """Name the machine that sent a request, as far as the network tells."""
    return request.client.host if request.client else "unknown"
