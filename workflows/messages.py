"""What people ask of workflows and what they are answered: ids, dates and references."""

from domain.content import ContentRef
from domain.definition.deadlines import When
from domain.ids import PersonId, ReviewId, StageId
from domain.value import Fact


class Receipt(Fact):
    """The answer to a request: it is in the log, up to this position."""

    version: int
    position: int | None = None


class StageMove(Fact):
    """Ask a cycle to move the deadline of a stage; no reviews named means all of them."""

    stage: StageId
    by_rule: When
    reviews: tuple[ReviewId, ...] = ()
    request: str
    by: PersonId | None = None
    content: ContentRef | None = None
