"""Changes in flight, what they would do and what became of them, as programs are told."""

from datetime import datetime

from pydantic import Field

from domain.ids import PersonId, ReviewId
from gateway.api.questions import Choice
from gateway.api.shapes import Made, Shape
from gateway.console.changes_kinds import Kind


class KindTold(Shape):
    """A kind of change: what it does, whom it is for, and what may be chosen for it."""

    kind: Kind
    title: str
    explained: str
    needs_reason: bool
    stages: tuple[Choice, ...]
    steps: tuple[Choice, ...]
    departments: tuple[Choice, ...]
    locations: tuple[Choice, ...]
    managers: tuple[Choice, ...]
    roles: tuple[Choice, ...]


class MovedTold(Shape):
    """A due date before and after, and whose it is."""

    whom: str
    step: str
    holder: str
    was: datetime | None
    due: datetime | None


class RefusalTold(Shape):
    """Why nothing can be done in so many reviews, and whose the first of them are."""

    sentence: str
    number: int
    names: tuple[str, ...]


class JoinerTold(Shape):
    """What would become of somebody who is taken in."""

    person: PersonId
    name: str
    why_not: str = Field(description='"" for who would get a review.')
    blocked: tuple[str, ...]


class Effect(Shape):
    """What a change would do; nothing of it is done."""

    headline: str
    concerned: int
    possible: int
    moot: int
    is_exact: bool = Field(description="Whether every review was looked at.")
    messages: tuple[str, ...]
    moved: tuple[MovedTold, ...]
    refusals: tuple[RefusalTold, ...]
    joiners: tuple[JoinerTold, ...] = ()


class ChangeMade(Made):
    """A change that was asked for under this id; `review` where it is for one alone."""

    review: ReviewId | None = None


class ChangeResult(Shape):
    """How many reviews followed, how many did not and why, how many have not answered yet."""

    done: int
    not_done: int
    on_its_way: int
    refused: tuple[RefusalTold, ...]
