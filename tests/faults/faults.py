"""What goes wrong, and when: drawn from a seed, the same for the same seed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

from tests.faults.installation import MAIL, POSTGRES, PROJECTOR, SITE, TEMPORAL, WORKER


class Kind(StrEnum):
    """A way in which something breaks."""

    KILL = "kill"
    BACKEND = "kill one backend"
    ANSWER_LOST = "answer of a commit lost"
    REQUEST_LOST = "request lost before the commit"
    CUT = "every connection cut"
    FREEZE = "freeze"
    CLOCK = "clock moved"
    DISK_FULL = "disk full"


@dataclass(frozen=True)
class Fault:
    """Something that breaks so many seconds after the beginning, and for how long.

    `whom` names a process, "" where the wire or the disk is meant; `hours` is how far a clock is
    moved, and `times` how many statements are cut off.
    """

    at: float
    kind: Kind
    whom: str = ""
    seconds: float = 0.0
    hours: int = 0
    times: int = 0

    def __str__(self) -> str:
        told = f"{self.at:6.1f} s  {self.kind}"
        told += f" {self.whom}" if self.whom else ""
        told += f" by {self.hours:+d} h" if self.hours else ""
        told += f" {self.times}x" if self.times else ""
        return told + (f" for {self.seconds:.1f} s" if self.seconds else "")


@dataclass(frozen=True)
class Severity:
    """How hard a run is: the seconds between faults, and those that each of them lasts."""

    between: tuple[float, float]
    freeze: tuple[float, float]
    outage: tuple[float, float]
    full: tuple[float, float]


SHORT: Final = Severity(between=(1.0, 2.5), freeze=(2.0, 5.0), outage=(0.2, 2.0), full=(2.0, 4.0))
SOAK: Final = Severity(between=(2.0, 8.0), freeze=(5.0, 30.0), outage=(0.2, 10.0), full=(5.0, 20.0))

KILLED: Final = (WORKER, SITE, PROJECTOR, POSTGRES, TEMPORAL, MAIL)
FROZEN: Final = (WORKER, SITE, PROJECTOR, POSTGRES, TEMPORAL, MAIL)
SERVERS: Final = frozenset({POSTGRES, TEMPORAL})


def drawn(
    seed: int, seconds: float, severity: Severity, kinds: Sequence[Kind] = tuple(Kind)
) -> list[Fault]:
    """Draw the faults of a run; every kind, and every process to be killed, comes by in turn."""
    chance = Random(seed)
    faults: list[Fault] = []
    at = chance.uniform(*severity.between)
    deck: list[tuple[Kind, str]] = []
    while at < seconds:
        if not deck:
            deck = [card for card in _deck() if card[0] in kinds]
            chance.shuffle(deck)
        fault = _fault(chance, at, *deck.pop(), severity)
        faults.append(fault)
        at += fault.seconds + chance.uniform(*severity.between)
    return faults


def _deck() -> Iterable[tuple[Kind, str]]:
    """Each process is killed once a round, and one of them is frozen."""
    yield from ((Kind.KILL, whom) for whom in KILLED)
    yield (Kind.FREEZE, "")
    for kind in (Kind.ANSWER_LOST, Kind.REQUEST_LOST):
        yield from ((kind, ""), (kind, ""))
    yield from ((kind, "") for kind in (Kind.BACKEND, Kind.CUT, Kind.CLOCK, Kind.DISK_FULL))


def _fault(chance: Random, at: float, kind: Kind, whom: str, severity: Severity) -> Fault:
    match kind:
        case Kind.KILL:
            away = chance.uniform(*severity.outage) if whom in SERVERS else 0.0
            return Fault(at, kind, whom, seconds=away)
        case Kind.FREEZE:
            return Fault(at, kind, chance.choice(FROZEN), chance.uniform(*severity.freeze))
        case Kind.CLOCK:
            return Fault(at, kind, WORKER, hours=chance.choice((-36, -5, -1, 1, 7, 50)))
        case Kind.ANSWER_LOST | Kind.REQUEST_LOST:
            return Fault(at, kind, times=chance.randint(1, 4))
        case Kind.DISK_FULL:
            return Fault(at, kind, seconds=chance.uniform(*severity.full))
        case _:
            return Fault(at, kind)
