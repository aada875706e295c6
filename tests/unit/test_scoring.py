from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.definition.forms import FormField
from domain.definition.rating import Scoring
from domain.definition.words import FieldKind
from domain.goals import Goal, SoftMeasure
from domain.scoring import goal_score, indicative_score, mean_score, part_score, weighted_mean

THIRDS = {"r.goals": Decimal("33.3"), "r.peers": Decimal("33.4"), "r.own": Decimal("33.3")}
SIXTY_FORTY = {"rating.goals": Decimal(60), "rating.skills": Decimal(40)}


def scoring(parts: dict[str, Decimal], decimals: int = 1) -> Scoring:
    return Scoring(parts=parts, decimals=decimals)


def objectives(**weights: int) -> tuple[Goal, ...]:
    soft = SoftMeasure(levels=("low", "high"))
    return tuple(
        Goal(id=key, title=key, measure=soft, weight=Decimal(weight))
        for key, weight in weights.items()
    )


def test_a_score_says_how_it_was_formed() -> None:
    parts = {"rating.goals": Decimal("3.1"), "rating.skills": Decimal("2.6")}
    score = indicative_score(scoring(SIXTY_FORTY), parts)
    assert score.value == Decimal("2.9")
    assert score.sentence == "2.9 = 60 % x 3.1 + 40 % x 2.6"


def test_objectives_count_by_their_weights() -> None:
    scores = {"a": Decimal(5), "b": Decimal(3)}
    assert goal_score(objectives(a=30, b=70), scores) == Decimal("3.6")


def test_a_missing_part_never_counts_as_zero() -> None:
    parts = {"r.goals": Decimal(5), "r.own": Decimal(5), "r.peers": None}
    score = indicative_score(scoring(THIRDS, decimals=2), parts)
    assert score.value == Decimal("5.00")
    assert score.weights == {"r.goals": Decimal("50.00"), "r.own": Decimal("50.00")}
    assert score.sentence == (
        "5.00 = 50 % x 5 + 50 % x 5 (no score yet: r.peers; the others share the weight)"
    )


def test_a_part_nobody_mentions_is_missing_too() -> None:
    score = indicative_score(scoring(SIXTY_FORTY), {"rating.goals": Decimal("3.6")})
    assert score.value == Decimal("3.6")


def test_an_honest_zero_is_a_score() -> None:
    parts = {"rating.goals": Decimal(0), "rating.skills": Decimal(5)}
    assert indicative_score(scoring(SIXTY_FORTY), parts).value == Decimal("2.0")


def test_nothing_scored_is_no_score() -> None:
    score = indicative_score(scoring(SIXTY_FORTY), {"rating.goals": None})
    assert (score.value, score.weights, score.sentence) == (None, {}, "No part has a score yet.")


def test_a_part_without_weight_cannot_carry_the_score_alone() -> None:
    parts = {"r.one": Decimal(100), "r.two": Decimal(0)}
    assert indicative_score(scoring(parts), {"r.two": Decimal(4)}).value is None


@pytest.mark.parametrize(
    "given_score, rounded", [("2.45", "2.5"), ("2.44999", "2.4"), ("3.25", "3.3"), ("3.35", "3.4")]
)
def test_halves_round_up(given_score: str, rounded: str) -> None:
    score = indicative_score(scoring({"r.only": Decimal(100)}), {"r.only": Decimal(given_score)})
    assert score.value == Decimal(rounded)


def test_an_objective_without_a_score_shares_its_weight() -> None:
    agreed = objectives(a=50, b=30, c=20)
    assert goal_score(agreed, {"a": Decimal(4), "b": None}) == Decimal(4)
    assert goal_score(agreed, {}) is None


@pytest.mark.parametrize(
    "kind, answer, expected",
    [
        (FieldKind.RATING, 4, Decimal(4)),
        (FieldKind.RATING, 0, Decimal(0)),
        (FieldKind.NUMBER, "3.5", Decimal("3.5")),
        (FieldKind.GOAL_SCORES, {"a": 5, "b": 3}, Decimal("3.6")),
        (FieldKind.GOAL_SCORES, {"a": 5, "b": None, "gone": 1}, Decimal(5)),
        (FieldKind.SCORES, {"care": 2, "reach": 3}, Decimal("2.5")),
        (FieldKind.SCORES, {"care": None, "reach": 0}, Decimal(0)),
        (FieldKind.SCORES, {}, None),
        (FieldKind.TEXT, "4", None),
        (FieldKind.RATING, None, None),
    ],
)
def test_an_answer_stands_for_a_score(
    kind: FieldKind, answer: JsonValue, expected: Decimal | None
) -> None:
    field = FormField(id="part", label="?", kind=kind, items=("care", "reach", "drive"))
    assert part_score(field, answer, objectives(a=30, b=70)) == expected


scores = st.decimals(0, 100, places=3)
weights = st.decimals("0.01", 100, places=2)


@given(st.lists(st.tuples(scores, weights), min_size=1, max_size=9))
def test_a_mean_lies_between_its_scores(scored: list[tuple[Decimal, Decimal]]) -> None:
    mean = weighted_mean(scored)
    given_scores = [score for score, _ in scored]
    assert mean is not None
    assert min(given_scores) - Decimal("1e-20") <= mean <= max(given_scores) + Decimal("1e-20")


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.none() | scores, weights)))
def test_leaving_a_part_out_is_the_same_as_having_no_score_for_it(
    parts: dict[str, tuple[Decimal | None, Decimal]],
) -> None:
    there = [pair for pair in parts.values() if pair[0] is not None]
    assert weighted_mean(parts.values()) == weighted_mean(there)
    assert (weighted_mean(parts.values()) is None) == (not there)


@given(st.lists(scores, min_size=1, max_size=9), st.randoms())
def test_the_order_of_peers_changes_nothing(values: list[Decimal], chance: object) -> None:
    assert mean_score(sorted(values)) == mean_score(sorted(values, reverse=True))


names = st.sampled_from(["r.one", "r.two", "r.three", "s.one"])


@given(st.dictionaries(names, scores, min_size=1), st.integers(0, 4))
def test_a_rounded_score_is_within_half_a_step(parts: dict[str, Decimal], decimals: int) -> None:
    equal = dict.fromkeys(parts, Decimal(10))
    score = indicative_score(scoring(equal, decimals), dict(parts))
    exact = mean_score(parts.values())
    assert score.value is not None
    assert exact is not None
    assert abs(score.value - exact) <= Decimal("0.5").scaleb(-decimals) + Decimal("1e-20")
