"""What people ask of workflows and what they are answered: ids, dates and references."""

from domain.content import ContentRef
from domain.cycle.events import Change
from domain.definition.deadlines import When
from domain.ids import PersonId, ReviewId, StageId, StepId
from domain.value import Fact


class Receipt(Fact):
    """The answer to a request: it is in the log, up to this position."""

    version: int
    position: int | None = None


class ChangeAsked(Fact):
    """Ask a cycle for a change of these reviews; none named means all that are open."""

    change: Change
    steps: tuple[StepId, ...] = ()
    reviews: tuple[ReviewId, ...] = ()
    late: bool = False
    spared: tuple[PersonId, ...] = ()
    request: str
    by: PersonId
    content: ContentRef | None = None


class Joining(Fact):
    """Ask a cycle to take further people in."""

    people: tuple[PersonId, ...]
    request: str
    by: PersonId
    content: ContentRef | None = None


class StageMove(Fact):
    """Ask a cycle to move the deadline of a stage; no reviews named means all of them."""

    stage: StageId
    by_rule: When
    reviews: tuple[ReviewId, ...] = ()
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None
