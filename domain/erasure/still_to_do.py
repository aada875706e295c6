"""What still hangs on a person: none of it may be left with somebody who is not there any more."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class StillToDo:
    """How much is open that cannot go on without a person.

    Attributes:
        reviews: open reviews of theirs.
        steps: parts in others' open reviews: steps before them, steps to come, blocked steps they
            look after.
        sessions: calibration sessions that are not locked, which they lead or sit on.
        actions: open actions they are to do, for others or for themselves.
        plans: open development plans of others, which they look after as manager.
    """

    reviews: int = 0
    steps: int = 0
    sessions: int = 0
    actions: int = 0
    plans: int = 0

    @property
    def is_for_others(self) -> bool:
        """Tell whether something besides their own reviews hangs on them."""
        return bool(self.steps or self.sessions or self.actions or self.plans)

    def sentence(self) -> str:
        """Say what hangs on them, and which command gives each to somebody else or ends it."""
        found = list(self._told())
        what = _listed([counted for counted, _ in found])
        ways = "; ".join(way for _, way in found)
        return f"On this person hang {what}. Hand that over or end it first: {ways}."

    def _told(self) -> Iterator[tuple[str, str]]:
        if self.steps:
            yield (
                _counted(self.steps, "step", "of others' reviews, open or to come"),
                "steps with `perennial assign`, all with `perennial people import` once they left",
            )
        if self.sessions:
            yield (
                _counted(self.sessions, "calibration session", "not locked yet"),
                "sessions by locking them (`perennial calibrate lock`)",
            )
        if self.actions:
            yield (
                _counted(self.actions, "action", "not done yet"),
                "actions with `perennial action hand` or `perennial action drop`",
            )
        if self.plans:
            yield (
                _counted(self.plans, "development plan", "of others, open"),
                "plans by a people file that names another manager, with `perennial people import`",
            )


def _counted(number: int, what: str, beside: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'} {beside}"


def _listed(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
