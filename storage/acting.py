"""In whose name something is read: every connection of a reader says so to the database.

What runs by itself, such as a worker, the projector or a command, reads as a process of the house.
A request begins in nobody's name, and goes on in the name of whoever is found to have sent it; the
tasks it starts go along. The database refuses nobody, and shows a person what stands in a relation
to them: see storage/sql/read/policies.sql.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from domain.ids import PersonId
from domain.visibility import Capacity


class NobodyReads(Exception):
    """Something confidential was asked for in nobody's name: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Acting:
    """In whose name a task reads.

    Attributes:
        person: a person's id, `process`, or nothing for nobody.
        capacities: the offices of that person, by name and in order, between commas.
    """

    person: str
    capacities: str = ""

    @property
    def is_nobody(self) -> bool:
        """Whether nothing confidential may be read."""
        return not self.person


PROCESS: Final = Acting("process")
NOBODY: Final = Acting("")


@dataclass(slots=True)
class _Name:
    """Where the name stands: one for a request and for all tasks it starts."""

    acting: Acting


_PROCESS: Final = _Name(PROCESS)
_NAME: Final[ContextVar[_Name]] = ContextVar("in_whose_name", default=_PROCESS)


def acting() -> Acting:
    """Say in whose name this task reads."""
    return _NAME.get().acting


def person_acting(person: PersonId, capacities: Iterable[Capacity] = ()) -> Acting:
    """Give the name of a person, with what they are in the organisation."""
    return Acting(str(person), ",".join(sorted(capacities)))


@contextmanager
def acting_as_process() -> Iterator[None]:
    """Read as a process of the house, as long as the block lasts."""
    with _acting_as(PROCESS):
        yield


@contextmanager
def acting_as_nobody() -> Iterator[None]:
    """Read in nobody's name until `go_on_as` says otherwise, as long as the block lasts."""
    with _acting_as(NOBODY):
        yield


@contextmanager
def acting_as_person(person: PersonId, capacities: Iterable[Capacity] = ()) -> Iterator[None]:
    """Read in the name of a person, as long as the block lasts."""
    with _acting_as(person_acting(person, capacities)):
        yield


def go_on_as(person: PersonId, capacities: Iterable[Capacity] = ()) -> None:
    """Let the block this is called in go on in the name of a person, with all tasks it started.

    Outside of any block a process of the house is at work, and stays one.
    """
    name = _NAME.get()
    if name is not _PROCESS:
        name.acting = person_acting(person, capacities)


@contextmanager
def _acting_as(acting: Acting) -> Iterator[None]:
    token = _NAME.set(_Name(acting))
    try:
        yield
    finally:
        _NAME.reset(token)
