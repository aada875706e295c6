"""What the programs of the participants keep: every request, and what they were told of it."""

import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID, uuid5

from pydantic import JsonValue

from domain.ids import PersonId


class Said(StrEnum):
    """What became of a request, as far as the one who sent it can know."""

    ACCEPTED = "accepted"
    ON_ITS_WAY = "on its way"
    REFUSED = "refused"
    UNKNOWN = "unknown"


DEFINITE = frozenset({Said.ACCEPTED, Said.REFUSED})


@dataclass
class Sending:
    """One request under one key, however often it was sent.

    `names` are the ids under which it may stand in the log: the one it gets as a first draft, and
    those that answers gave it. `words` is what it says, if it says anything. What is sent by hand,
    through a page, has no key under which it could be sent again.
    """

    person: PersonId
    key: str
    path: str
    body: dict[str, JsonValue]
    words: str = ""
    said: list[Said] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    accepted_as: str | None = None
    is_by_hand: bool = False

    @property
    def request(self) -> UUID:
        """The id that the site makes of the key."""
        return uuid5(self.person, f"api:{self.key}")

    @property
    def last(self) -> Said:
        return self.said[-1] if self.said else Said.UNKNOWN

    @property
    def is_definite(self) -> bool:
        return self.last in DEFINITE


@dataclass
class Book:
    """Everything that was sent, and for how long nobody could get through."""

    sendings: list[Sending] = field(default_factory=list)
    worst_outage: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    _out_since: dict[PersonId, float] = field(default_factory=dict)

    def note(self, sending: Sending, said: Said, code: str = "", name: str = "") -> None:
        """Write down what was told."""
        sending.said.append(said)
        if code:
            sending.codes.append(code)
        if name:
            sending.names.add(name)
        if said is Said.ACCEPTED:
            sending.accepted_as = name

    def reached(self, person: PersonId) -> None:
        """Somebody got an answer: an outage of theirs is over."""
        since = self._out_since.pop(person, None)
        if since is not None:
            self.worst_outage = max(self.worst_outage, time.monotonic() - since)

    def missed(self, person: PersonId, why: str) -> None:
        """Somebody got none, or one that says: not now."""
        self.failures[why] += 1
        self._out_since.setdefault(person, time.monotonic())

    def told(self, said: Said) -> int:
        """Count the requests that were ever answered so."""
        return sum(said in each.said for each in self.sendings)
