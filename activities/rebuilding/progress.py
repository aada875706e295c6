"""How far a rebuild has come, kept so that one that was interrupted goes on."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import Field

from activities.rebuilding.server import Server
from activities.rebuilding.start import Kind
from domain.ids import OrganisationId
from domain.value import Fact


class Progress(Fact):
    """Onto which server an organisation is rebuilt, and how far each kind has come.

    `after` is the position of the log up to which everything of a kind is started. Who finds
    this for the very server before them knows that it was empty when the rebuild began.
    """

    organisation: OrganisationId
    server: Server
    after: dict[Kind, int] = Field(default_factory=dict)


class Keeper(Protocol):
    """Where progress is kept between two calls of a rebuild."""

    def read(self) -> Progress | None:
        """Give the progress of a rebuild that has not finished, if there is one."""

    def write(self, progress: Progress) -> None:
        """Keep it, whole or not at all."""

    def forget(self) -> None:
        """The rebuild has finished."""


@dataclass(slots=True)
class PageUnderWay:
    """A page of which so many starts are not over."""

    after: int
    left: int
    is_sound: bool = True


@dataclass(slots=True)
class Pages:
    """Pages whose starts are under way; a page counts once it and all before it are started."""

    reached: Callable[[int], None]
    _under_way: deque[PageUnderWay] = field(default_factory=deque)

    def begin(self, after: int, number: int, *, is_sound: bool) -> PageUnderWay:
        """Note a page of so many starts; one that is not sound is looked at again the next time."""
        page = PageUnderWay(after, number, is_sound)
        self._under_way.append(page)
        self._settle()
        return page

    def done(self, page: PageUnderWay, *, well: bool) -> None:
        """Note that one start of a page is over."""
        page.left -= 1
        page.is_sound &= well
        self._settle()

    def _settle(self) -> None:
        while self._under_way and not self._under_way[0].left and self._under_way[0].is_sound:
            self.reached(self._under_way.popleft().after)
