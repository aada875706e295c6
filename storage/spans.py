"""What this process is busy with, as spans that a tracer follows; unfollowed, they cost nothing.

Every room above tells of its work here, and knows nothing of who follows. A span has a name and
facts: never a name of a person, a word, a rating, or the text of a statement.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, Literal, Protocol

Kind = Literal["internal", "server", "client", "consumer"]
Value = str | int


class Span(Protocol):
    """Something under way."""

    def tell(self, **facts: Value) -> None:
        """Add facts that became known meanwhile."""

    def call(self, name: str) -> None:
        """Give it another name."""

    def fail(self, kind: str) -> None:
        """Say that it failed, and with what kind of failure."""


class Follower(Protocol):
    """Who follows what this process does."""

    def begin(
        self,
        name: str,
        kind: Kind,
        parent: str | None,
        links: Sequence[str],
        facts: dict[str, Value],
    ) -> AbstractContextManager[Span]:
        """Follow a span for as long as the block lasts."""

    def look_back(
        self, name: str, seconds: float, links: Sequence[str], failure: str | None
    ) -> None:
        """Take in something that took that long and is over by now."""

    def here(self) -> str | None:
        """Name the span that is under way as W3C's `traceparent`, if it is followed."""


class Unfollowed:
    """A span that nobody follows."""

    def tell(self, **facts: Value) -> None:
        """Forget it."""

    def call(self, name: str) -> None:
        """Forget it."""

    def fail(self, kind: str) -> None:
        """Forget it."""


_NOBODY: Final[AbstractContextManager[Span]] = nullcontext(Unfollowed())

_follower: Follower | None = None


def span(
    name: str,
    *,
    kind: Kind = "internal",
    parent: str | None = None,
    links: Sequence[str] = (),
    **facts: Value,
) -> AbstractContextManager[Span]:
    """Tell of something that lasts as long as the block.

    Args:
        name: what it is, of a bounded set.
        kind: `server` answers somebody and always begins a trace; `client` asks somebody.
        parent: the `traceparent` of what it goes on with; without one, what is under way here.
        links: the `traceparent` of each thing that it follows from, however long ago.
        facts: opaque ids and counts.
    """
    if _follower is None:
        return _NOBODY
    return _follower.begin(name, kind, parent, links, facts)


def look_back(
    name: str, seconds: float, *, links: Sequence[str] = (), failure: str | None = None
) -> None:
    """Tell of something that took that long and is over by now."""
    if _follower is not None:
        _follower.look_back(name, seconds, links, failure)


def here() -> str | None:
    """Name what is under way, for whoever goes on with it elsewhere; None when nobody follows."""
    return _follower.here() if _follower is not None else None


def is_followed() -> bool:
    """Tell whether anybody follows."""
    return _follower is not None


@contextmanager
def followed_by(follower: Follower) -> Iterator[None]:
    """Let somebody follow what this process does while the block lasts."""
    global _follower  # noqa: PLW0603 - one for the process, as its logs are
    before, _follower = _follower, follower
    try:
        yield
    finally:
        _follower = before
