"""Where a link leads, and which addresses somebody may be led on to after they came in."""

import re
from typing import Final, assert_never
from urllib.parse import quote

from domain.reach import ActionReach, Reach, StepReach

HOME: Final = "/work"
LONGEST: Final = 500

_BELOW: Final = re.compile(r"/reviews/[^/]+/steps/[^/]+/\d+/\d+(?=/|$)|/actions/[^/]+(?=/|$)")
# A second slash or a backslash at the beginning would name another host (WHATWG URL).
_LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def path_of(reach: Reach) -> str:
    """Give the address of the page that a link opens."""
    match reach:
        case StepReach(review=review, step=step, seat=seat, round=round_):
            return f"/reviews/{review}/steps/{step}/{seat}/{round_}"
        case ActionReach(action=action):
            return f"/actions/{action}"
        case _:
            assert_never(reach)


def reach_around(path: str) -> str | None:
    """Give the address of the thing that a page belongs to, if a link could open it."""
    found = _BELOW.match(path)
    return found.group() if found else None


def way_on(wanted: str) -> str:
    """Give the page somebody wanted, if it is one of ours; else the page of their work."""
    is_ours = len(wanted) <= LONGEST and _LOCAL.fullmatch(wanted) is not None
    return wanted if is_ours else HOME


def sign_in_then(path: str, page: str = "/sign-in") -> str:
    """Give the address of a page for signing in that leads on to `path`."""
    return page if path == HOME else f"{page}?to={quote(path)}"
