"""Who is under hold, who was erased and which times hold: the sum of what happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from domain.erasure.events import (
    Event,
    HoldPlaced,
    HoldReleased,
    RetentionLoaded,
    SubjectErased,
)
from domain.erasure.retention import RetentionRules
from domain.ids import PersonId


@dataclass(frozen=True)
class Standing:
    """How the keeping of data stands.

    Attributes:
        number: how many things have happened.
        held: who is under hold, with what placed it.
        erased: who was erased, with how.
        rules: the times that hold now; None before any were loaded.
    """

    number: int = 0
    held: dict[PersonId, HoldPlaced] = field(default_factory=dict)
    erased: dict[PersonId, SubjectErased] = field(default_factory=dict)
    rules: RetentionRules | None = None


def standing(events: Iterable[Event]) -> Standing:
    """Sum up what happened, in the order in which it happened."""
    number = 0
    held: dict[PersonId, HoldPlaced] = {}
    erased: dict[PersonId, SubjectErased] = {}
    rules: RetentionRules | None = None
    for event in events:
        number += 1
        match event:
            case HoldPlaced():
                held[event.subject] = event
            case HoldReleased():
                held.pop(event.subject, None)
            case SubjectErased():
                erased[event.subject] = event
                held.pop(event.subject, None)
            case RetentionLoaded():
                rules = event.rules
            case _:
                assert_never(event)
    return Standing(number, held, erased, rules)
