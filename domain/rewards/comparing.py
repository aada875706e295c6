"""Holds a reward export against the log: which lines are not what was signed, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.rewards.apart import SENTENCES, Apart
from domain.rewards.line import ApartLine, RewardLine

Recomputed = Mapping[str, RewardLine | ApartLine]
"""Review -> the line that the log gives."""


class Departure(StrEnum):
    """In which way a line departs from the signed ratings."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    TWICE = "twice"
    UNPROVEN = "unproven"
    BROKEN_SINCE = "broken_since"


_TITLES: Final[Mapping[str, str]] = {
    "final": "rating",
    "signed_how": "way of signing",
    "signed_by": "person who signed",
    "witnessed_by": "witness",
    "signed_at": "moment of the signature",
    "signed_sha256": "signed fingerprint",
    "log_position": "position in the log",
    "proposed": "manager's rating",
    "calibrated": "calibrated rating",
    "amended": "amended rating",
}

_UNPROVABLE: Final = (Apart.ERASED, Apart.DOES_NOT_FIT)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A line of an export that is not what was signed; `who` as the export or the log names it."""

    review: str
    who: str
    departure: Departure
    sentence: str


def mismatches(
    lines: Sequence[RewardLine], then: Recomputed, now: Recomputed
) -> tuple[Mismatch, ...]:
    """Name every line that does not match the signed ratings, in the order of the export.

    `then` is what the log gave at the position of the export, `now` what it gives today: a
    signature that held then and does not any more is told apart from a line that never was right.
    Reviews signed only after the export are not missing from it.
    """
    return (*_of_lines(lines, then, now), *_missing(lines, then))


def apart_mismatches(apart: Sequence[ApartLine], then: Recomputed) -> tuple[Mismatch, ...]:
    """Name every review that was not listed apart as it should have been, or was and should not.

    What nobody can prove any more, as of somebody who was erased, is passed over.
    """
    there = {line.review: line for line in apart}
    return (*_of_apart(apart, then), *_not_apart(there, then))


def signed_since(
    lines: Sequence[RewardLine], then: Recomputed, now: Recomputed
) -> tuple[RewardLine, ...]:
    """Give the lines of those who signed only after the export, by the position it names."""
    there = {line.review for line in lines}
    return tuple(
        today
        for review, today in now.items()
        if review not in there
        and isinstance(today, RewardLine)
        and isinstance(then.get(review), ApartLine)
    )


def _of_apart(apart: Iterable[ApartLine], then: Recomputed) -> Iterator[Mismatch]:
    for line in apart:
        expected = then.get(line.review)
        if expected is None:
            sentence = "It is listed apart, but no review of this cycle has that id."
            yield _mismatch(line, Departure.ADDED, sentence)
        elif isinstance(expected, RewardLine):
            sentence = "It is listed apart, but was signed when the export was made."
            yield _mismatch(line, Departure.CHANGED, sentence)
        elif expected.reason not in _UNPROVABLE and _why(line) != _why(expected):
            sentence = f"It is listed apart for another reason; from the log: {expected.sentence}"
            yield _mismatch(line, Departure.CHANGED, sentence)


def _why(line: ApartLine) -> tuple[Apart, str]:
    return line.reason, line.sentence


def _not_apart(there: Mapping[str, ApartLine], then: Recomputed) -> Iterator[Mismatch]:
    for review, expected in then.items():
        is_known = isinstance(expected, ApartLine) and expected.reason not in _UNPROVABLE
        if is_known and review not in there:
            sentence = "The review was not signed then, and is not listed apart."
            yield _mismatch(expected, Departure.MISSING, sentence)


def _of_lines(lines: Sequence[RewardLine], then: Recomputed, now: Recomputed) -> Iterator[Mismatch]:
    times = Counter(line.review for line in lines)
    told: set[str] = set()
    for line in lines:
        if times[line.review] > 1 and line.review not in told:
            told.add(line.review)
            sentence = f"The review stands in the export {times[line.review]} times."
            yield _mismatch(line, Departure.TWICE, sentence)
        found = _departs(line, then, now)
        if found is not None:
            yield found


def _departs(line: RewardLine, then: Recomputed, now: Recomputed) -> Mismatch | None:
    expected = then.get(line.review)
    if expected is None:
        sentence = "No review of this cycle has that id."
        return _mismatch(line, Departure.ADDED, sentence)
    if isinstance(expected, ApartLine) and expected.reason in _UNPROVABLE:
        return _mismatch(line, Departure.UNPROVEN, expected.sentence)
    if isinstance(expected, ApartLine):
        sentence = f"It was not signed when the export was made: {expected.sentence}"
        return _mismatch(line, Departure.ADDED, sentence)
    if expected != line:
        return _mismatch(line, Departure.CHANGED, _changes(line, expected))
    return _broken_since(line, now.get(line.review))


def _broken_since(line: RewardLine, today: RewardLine | ApartLine | None) -> Mismatch | None:
    if isinstance(today, ApartLine):
        return _mismatch(line, Departure.BROKEN_SINCE, SENTENCES[today.reason])
    if today is not None and today.final != line.final:
        sentence = f"The rating that is signed today is '{today.final}'."
        return _mismatch(line, Departure.BROKEN_SINCE, sentence)
    return None


def _changes(line: RewardLine, expected: RewardLine) -> str:
    told = [
        f"the {_TITLES.get(name, name.replace('_', ' '))} is {_shown(getattr(line, name))},"
        f" but {_shown(getattr(expected, name))} follows from the log"
        for name in RewardLine.model_fields
        if getattr(line, name) != getattr(expected, name)
    ]
    sentence = "; ".join(told)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _shown(cell: object) -> str:
    return "nothing" if cell in (None, "") else f"'{cell}'"


def _missing(lines: Iterable[RewardLine], then: Recomputed) -> Iterator[Mismatch]:
    there = {line.review for line in lines}
    for review, expected in then.items():
        if review not in there and isinstance(expected, RewardLine):
            sentence = "The review was signed when the export was made, and is not in it."
            yield _mismatch(expected, Departure.MISSING, sentence)


def _mismatch(line: RewardLine | ApartLine, departure: Departure, sentence: str) -> Mismatch:
    return Mismatch(line.review, f"{line.employee_number} {line.name}", departure, sentence)
