"""The indicative score: what the parts say together. It informs the rating, a person's decision."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from pydantic import JsonValue

from domain.answers import is_blank, number_of
from domain.definition.forms import FormField
from domain.definition.rating import Scoring
from domain.definition.words import FieldKind
from domain.goals import Goal
from domain.value import Value

_PRECISION = 28
_HUNDRED = 100


class Score(Value):
    """A score and how it came about; `value` is None when no part has a score.

    `weights` are the weights used, in per cent at two decimals, of the parts that have a score.
    """

    value: Decimal | None
    weights: dict[str, Decimal]
    sentence: str


def indicative_score(scoring: Scoring, parts: Mapping[str, Decimal | None]) -> Score:
    """Weigh the parts that have a score; one that has none never counts as zero.

    The weight of a missing part is shared among the others in proportion. An honest zero is a
    score. Halves round up. Parts that the scoring does not name are not looked at.
    """
    used = {part: weight for part, weight in scoring.parts.items() if parts.get(part) is not None}
    missing = [part for part in scoring.parts if part not in used]
    scores = {part: score for part in used if (score := parts[part]) is not None}
    mean = _mean((scores[part], weight) for part, weight in used.items())
    if mean is None:
        return Score(value=None, weights={}, sentence="No part has a score yet.")
    whole = sum(map(Fraction, used.values()))
    weights = {part: _rounded(Fraction(w) * _HUNDRED / whole, 2) for part, w in used.items()}
    value = _rounded(mean, scoring.decimals)
    return Score(value=value, weights=weights, sentence=_worked(value, weights, scores, missing))


def weighted_mean(scored: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """Give the mean of scores by their weights, leaving out those that are None.

    It is not rounded (28 digits). None when no score with a weight is left.
    """
    mean = _mean((score, weight) for score, weight in scored if score is not None)
    return None if mean is None else _decimal(mean)


def mean_score(scores: Iterable[Decimal | None]) -> Decimal | None:
    """Give the plain mean of the scores that are there: of items, or of several peers."""
    return weighted_mean((score, Decimal(1)) for score in scores)


def goal_score(goals: Sequence[Goal], scores: Mapping[str, Decimal | None]) -> Decimal | None:
    """Give the mean of the scores of objectives (by id), weighed as the objectives are."""
    return weighted_mean((scores.get(goal.id), goal.weight) for goal in goals)


def part_score(field: FormField, answer: JsonValue, goals: Sequence[Goal] = ()) -> Decimal | None:
    """Give the score that one answer, as `domain.forms.normalised` keeps it, stands for.

    Scores of objectives are weighed as the agreed objectives are, scores of items alike. None
    when nothing was scored, and for questions that hold no score.
    """
    if is_blank(answer):
        return None
    if field.kind in {FieldKind.RATING, FieldKind.NUMBER}:
        return number_of(answer)
    if not isinstance(answer, dict) or field.kind not in {FieldKind.GOAL_SCORES, FieldKind.SCORES}:
        return None
    scores = {key: number_of(score) for key, score in answer.items() if not is_blank(score)}
    if field.kind is FieldKind.GOAL_SCORES:
        return goal_score(goals, scores)
    return mean_score(scores.get(item) for item in field.items)


def _mean(scored: Iterable[tuple[Decimal, Decimal]]) -> Fraction | None:
    pairs = [(Fraction(score), Fraction(weight)) for score, weight in scored]
    whole = sum((weight for _, weight in pairs), Fraction(0))
    if whole == 0:
        return None
    return sum((score * weight for score, weight in pairs), Fraction(0)) / whole


def _decimal(exact: Fraction) -> Decimal:
    with localcontext(prec=_PRECISION):
        return Decimal(exact.numerator) / Decimal(exact.denominator)


def _rounded(exact: Fraction, decimals: int) -> Decimal:
    """Round halves up, exactly: no digit was lost before."""
    tenfold = exact * 10**decimals
    whole, rest = divmod(tenfold.numerator, tenfold.denominator)
    if 2 * rest >= tenfold.denominator:
        whole += 1
    return Decimal(whole).scaleb(-decimals)


def _worked(
    value: Decimal,
    weights: Mapping[str, Decimal],
    scores: Mapping[str, Decimal],
    missing: Sequence[str],
) -> str:
    terms = [f"{_short(weights[part])} % x {_short(scores[part])}" for part in weights]
    sentence = f"{value} = {' + '.join(terms)}"
    if missing:
        sentence += f" (no score yet: {', '.join(missing)}; the others share the weight)"
    return sentence


def _short(number: Decimal) -> str:
    short = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{short.normalize():f}"
