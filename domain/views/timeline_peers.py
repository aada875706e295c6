"""What happens on the way to feedback from colleagues, in sentences."""

from collections.abc import Sequence
from datetime import datetime

from domain.ids import PersonId, StepId
from domain.review import events as review
from domain.value import Value
from domain.views.telling import Telling


class FeedbackGathered(Value):
    """Enough colleagues answered at an anonymous step, and it is over for everybody.

    `at` is the moment of the next thing that happened, not that of anybody's answer.
    """

    at: datetime
    step: StepId


def nominees(event: review.PeersNominated | review.PeersNamed, tell: Telling) -> str:
    """Say who was put forward, or who is asked in the end."""
    if isinstance(event, review.PeersNominated):
        people = [seat.person for seat in event.peers]
        return f"{_listed(people, tell)} {_were(people)} put forward at {tell.step(event.step)}."
    if not event.peers:
        return f"Nobody was put forward at {tell.step(event.step)}, so nobody can be asked."
    are = "is" if len(event.peers) == 1 else "are"
    return f"{_listed(event.peers, tell)} {are} asked for feedback."


def gathered(event: FeedbackGathered, tell: Telling) -> str:
    """Say that there is feedback to read, and nothing of who gave it."""
    return f"{tell.step(event.step)} is over; what colleagues said can be read."


def _were(people: Sequence[PersonId]) -> str:
    return "was" if len(people) == 1 else "were"


def _listed(people: Sequence[PersonId | None], tell: Telling) -> str:
    *others, last = [tell.name(person) for person in people]
    sentence = f"{', '.join(others)} and {last}" if others else last
    return sentence[:1].upper() + sentence[1:]
