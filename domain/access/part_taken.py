"""As what somebody stands in a fact, in the words of HR."""

import re
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from domain.access.opening import named_as
from domain.ids import PersonId
from domain.review.events import ReviewOpened
from domain.views.telling import ROLES

SEAT: Final = re.compile(r"plan\.stages\[(\d+)\]\.steps\[(\d+)\]\.seats\[\d+\]\.person")
_NUMBERED: Final = re.compile(r"\[[^\]]*\]")
_HEARS: Final = "who hears of what is late"
_ABOUT: Final = "whom it is about"

CALLED: Final = {
    "reviewee": "reviewee",
    "manager": "manager",
    "hr_partner": "HR partner",
    "hr_owner": "who answers for the cycle in HR",
    "plan.blocked.person": "who looks after steps that nobody has",
    "hand_to.person": "who takes over what is late",
    "facilitator.person": "facilitator",
    "panel": "member of the panel",
    "hidden_from": "who may not touch this rating",
    "peers": "peer",
    "peers.person": "peer",
    "people": "one of those reviewed",
    "results.person": "one of those reviewed",
    "leaves": "whose leave counts",
    "rungs.to": _HEARS,
    "recipient": "who was told",
    "assignee": "who has it to do",
    "owner": "who has it to do",
    "owner.person": "who has it to do",
    "tasked_by": "who asked for it",
    "actor": "who did it",
    "by": "who decided it",
    "giver": "who gave the feedback",
    "receiver": "who got the feedback",
    "from_person": "who hands it over",
    "to": "who takes it over",
    "to.person": "who takes it over",
    "subject": _ABOUT,
    "person": _ABOUT,
    "content.subject": "whom the words are about",
}
"""How a place is called at whose end these names stand; of several the longest counts."""

OTHERWISE: Final = "named in it"


def part_taken(event: BaseModel, person: PersonId) -> tuple[str, ...]:
    """Say as what a person stands in a fact: reviewee, manager, who decided it; each once."""
    return tuple(dict.fromkeys(_parts(event, person)))


def _parts(event: BaseModel, person: PersonId) -> Iterator[str]:
    for path in named_as(event, person):
        seat = SEAT.fullmatch(path)
        if seat and isinstance(event, ReviewOpened):
            stage, step = int(seat[1]), int(seat[2])
            yield ROLES[event.plan.stages[stage].steps[step].role]
        else:
            yield _called(_NUMBERED.sub("", path))


def _called(path: str) -> str:
    names = path.split(".")
    ends = (".".join(names[start:]) for start in range(len(names)))
    return next((CALLED[end] for end in ends if end in CALLED), OTHERWISE)
