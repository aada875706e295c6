"""Colleagues who are asked for feedback: whom one may name, and how many."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import JsonValue

from domain.answers import NotAnAnswer, is_blank, shown
from domain.definition.conversation import Peers
from domain.errors import ReviewError
from domain.ids import PersonId

_MOST_READ = 200
"""So many names are looked at one by one; more are too many in any cycle."""


class NomineesNotAccepted(ReviewError):
    """Some of the colleagues who were named cannot be asked."""

    code: ClassVar[str] = "nominees_not_accepted"


class OneselfAsPeer(NomineesNotAccepted):
    """Nobody gives feedback on themselves; name somebody else."""

    code: ClassVar[str] = "oneself_as_peer"


class ManagerAsPeer(NomineesNotAccepted):
    """The manager rates anyway; name a colleague instead."""

    code: ClassVar[str] = "manager_as_peer"


class PeerNotInCycle(NomineesNotAccepted):
    """A colleague who was named is not in this cycle."""

    code: ClassVar[str] = "peer_not_in_cycle"


class PeerHasLeft(NomineesNotAccepted):
    """A colleague who was named has left, or has not begun yet."""

    code: ClassVar[str] = "peer_has_left"


class AskedTooOften(NomineesNotAccepted):
    """A colleague who was named is asked for feedback in enough reviews already."""

    code: ClassVar[str] = "asked_too_often"


@dataclass(frozen=True)
class Circle:
    """What a nomination is held against.

    Attributes:
        reviewee: whom the feedback is about.
        managers: who rates them.
        launched: those of the people named for whom this cycle was launched.
        gone: those of the people named who have left or not begun yet.
        asked: in how many other reviews of the cycle somebody is asked.
        per_giver: in how many reviews one may be asked; None is any number.
        name_of: gives the name of a person, for the sentence of a refusal.
    """

    reviewee: PersonId
    managers: frozenset[PersonId]
    launched: frozenset[PersonId]
    gone: frozenset[PersonId] = frozenset()
    asked: Mapping[PersonId, int] = field(default_factory=dict)
    per_giver: int | None = None
    name_of: Callable[[PersonId], str] = str


def read_nominees(
    answer: JsonValue, find: Callable[[str], PersonId | None], rules: Peers
) -> JsonValue:
    """Give the ids of the colleagues who are named, as text and in the order given.

    Raises:
        NotAnAnswer: somebody is unknown or named twice, or there are too few or too many.
    """
    if not isinstance(answer, list):
        raise NotAnAnswer("Please list colleagues, each by employee number or work address.")
    if len(answer) > _MOST_READ:
        raise NotAnAnswer(*_number(len(answer), rules))
    found: list[PersonId] = []
    problems: list[str] = []
    for words in answer:
        person = find(str(words).strip()) if _is_named(words) else None
        if person is None:
            problems.append(f"There is nobody known as '{shown(words)}'.")
        elif person in found:
            problems.append(f"{shown(words)} is named twice; name each colleague once.")
        else:
            found.append(person)
    if problems := problems or list(_number(len(found), rules)):
        raise NotAnAnswer(*problems)
    return [str(person) for person in found]


def check_nominees(nominees: Sequence[PersonId], circle: Circle) -> None:
    """Refuse colleagues who cannot be asked for feedback on the reviewee.

    Raises:
        OneselfAsPeer, ManagerAsPeer, PeerNotInCycle, PeerHasLeft, AskedTooOften: what is wrong
            when it is one thing.
        NomineesNotAccepted: names everything that is wrong when it is several.
    """
    refusals = [refusal for person in nominees for refusal in _refusals(person, circle)]
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise NomineesNotAccepted(" ".join(str(refusal) for refusal in refusals))


def _is_named(words: JsonValue) -> bool:
    return isinstance(words, str | int) and not isinstance(words, bool) and not is_blank(words)


def _number(found: int, rules: Peers) -> Iterator[str]:
    """Say how many there may be, when there are more or fewer."""
    fewest = min(rules.minimum, rules.count)
    if found < fewest:
        yield f"Please name at least {_colleagues(fewest)}; you have named {found}."
    if found > rules.count:
        yield f"Please name at most {_colleagues(rules.count)}; you have named {found}."


def _colleagues(number: int) -> str:
    return "1 colleague" if number == 1 else f"{number} colleagues"


def _refusals(person: PersonId, circle: Circle) -> Iterator[NomineesNotAccepted]:
    """Say why one person cannot be asked: the first reason is enough."""
    name = circle.name_of(person)
    if person == circle.reviewee:
        yield OneselfAsPeer()
    elif person in circle.gone:
        yield PeerHasLeft(f"{name} has left, or has not begun yet; name somebody else.")
    elif person in circle.managers:
        yield ManagerAsPeer(f"{name} rates this review anyway; name a colleague instead.")
    elif person not in circle.launched:
        yield PeerNotInCycle(f"{name} is not in this cycle; name somebody who is.")
    elif circle.per_giver is not None and circle.asked.get(person, 0) >= circle.per_giver:
        yield AskedTooOften(
            f"{name} is asked for feedback in {_reviews(circle.per_giver)} of this cycle "
            "already, which is as many as one may be; name somebody else."
        )


def _reviews(number: int) -> str:
    return "1 review" if number == 1 else f"{number} reviews"
