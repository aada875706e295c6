"""The indicative score: what the parts say together. It informs the rating, a person's decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.definition.rating import Scoring, Veto
from domain.definition.words import Rounding
from domain.part_scores import Part
from domain.rounding import Exact, rounded, shortly
from domain.worked import Cut, Term, shares, weighed, worked


@dataclass(frozen=True, slots=True)
class Cap:
    """A veto that holds: the score that brought it about, and what it leaves at most."""

    part: str
    title: str
    score: Exact
    highest: Decimal

    @property
    def sentence(self) -> str:
        """Say why: "capped at 2: 'Respect' was rated 1"."""
        return (
            f"capped at {shortly(self.highest, 4)}: '{self.title}' was rated {shortly(self.score)}"
        )


@dataclass(frozen=True, slots=True)
class Score:
    """A score and how it came about; `value` is None when no part has a score.

    `uncapped` is what the weighing alone came to, and `cap` the veto that lowered it. `weights` are
    the weights used, in per cent at two decimals, of the parts that have a score; `missing` names
    the others. `sentence` works the value out, `lines` do so for each part.
    """

    value: Decimal | None
    uncapped: Decimal | None
    weights: Mapping[str, Decimal]
    missing: tuple[str, ...]
    cap: Cap | None
    sentence: str
    lines: tuple[str, ...] = ()


class _Found(NamedTuple):
    parts: Sequence[Part]
    terms: Sequence[Term]
    missing: tuple[str, ...]


def indicative_score(scoring: Scoring, parts: Sequence[Part]) -> Score:
    """Weigh the parts that have a score, then cap the result where a veto holds.

    A part without a score never counts as zero: its weight is shared among the others in
    proportion. An honest zero is a score. Parts that the scoring does not name are not looked at.
    """
    found = _found(scoring, parts)
    exact = weighed(found.terms)
    if exact is None:
        return Score(None, None, {}, found.missing, None, "No part has a score yet.")
    cut = Cut(scoring.decimals, scoring.rounding)
    uncapped, cap = cut.of(exact), cap_of(scoring, found.parts)
    highest = uncapped
    if cap is not None:
        highest = rounded(cap.highest, scoring.decimals, Rounding.DOWN)
        cap = cap if highest < uncapped else None
    weights = [rounded(share, 2) for share in shares(found.terms)]
    return Score(
        value=min(uncapped, highest),
        uncapped=uncapped,
        weights={p.name: weight for p, weight in zip(found.parts, weights, strict=True)},
        missing=found.missing,
        cap=cap,
        sentence=_sentence(worked(found.terms, cut), found.missing, cap),
        lines=tuple(f"{title_of(scoring, p.name)}: {p.sentence}" for p in found.parts),
    )


def cap_of(scoring: Scoring, parts: Sequence[Part]) -> Cap | None:
    """Give the lowest cap that a veto sets, with the lowest score that brought it about.

    None when no single score of a part is as low as its veto says.
    """
    caps = [cap for veto in scoring.vetoes for part in parts if (cap := _held(scoring, veto, part))]
    return min(caps, key=lambda cap: (cap.highest, cap.score), default=None)


def _held(scoring: Scoring, veto: Veto, part: Part) -> Cap | None:
    if part.name != veto.part or not part.singles:
        return None
    lowest = min(part.singles, key=lambda single: single.score)
    if lowest.score > veto.at_most:
        return None
    title = lowest.title or title_of(scoring, part.name)
    return Cap(part.name, title, lowest.score, veto.caps)


def title_of(scoring: Scoring, part: str) -> str:
    """Give what people call a part; without a title it goes by its name."""
    return scoring.titles.get(part, part)


def _found(scoring: Scoring, parts: Sequence[Part]) -> _Found:
    by_name = {part.name: part for part in parts}
    there = [by_name[name] for name in scoring.parts if _has_score(by_name.get(name))]
    terms = [
        Term(title_of(scoring, part.name), part.score or Fraction(0), scoring.parts[part.name])
        for part in there
    ]
    names = {part.name for part in there}
    missing = tuple(name for name in scoring.parts if name not in names)
    return _Found(there, terms, tuple(title_of(scoring, name) for name in missing))


def _has_score(part: Part | None) -> bool:
    return part is not None and part.score is not None


def _sentence(arithmetic: str, missing: Sequence[str], cap: Cap | None) -> str:
    share = "the others share the weight"
    without = f" (no score yet: {', '.join(missing)}; {share})" if missing else ""
    return f"{arithmetic}{without}{f'; {cap.sentence}' if cap else ''}"
