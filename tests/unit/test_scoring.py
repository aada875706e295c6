"""The indicative score: weighed, capped, and worked out so that it can be worked out again."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.definition.rating import Scoring, Veto
from domain.definition.words import Rounding
from domain.part_scores import Part
from domain.rounding import rounded
from domain.scoring import Score, indicative_score
from domain.worked import Term

THIRDS = {"r.goals": Decimal("33.3"), "r.peers": Decimal("33.4"), "r.own": Decimal("33.3")}
SIXTY_FORTY = {"rating.goals": Decimal(60), "rating.values": Decimal(40)}
TITLES = {"rating.goals": "Objectives", "rating.values": "Values"}


def part(name: str, *scores: str | Decimal | int, titles: tuple[str, ...] = ()) -> Part:
    """A part whose lines count alike; without scores it has none."""
    terms = tuple(
        Term(titles[place] if titles else "", Decimal(score)) for place, score in enumerate(scores)
    )
    mean = Fraction(sum(Fraction(term.score) for term in terms), len(terms)) if terms else None
    return Part(name, mean, terms)


def parts(scores: Mapping[str, Decimal | None]) -> list[Part]:
    return [part(name) if s is None else part(name, s) for name, s in scores.items()]


def formula(parts: Mapping[str, Decimal], decimals: int = 1, *vetoes: Veto) -> Scoring:
    titles = {name: title for name, title in TITLES.items() if name in parts}
    return Scoring(parts=dict(parts), titles=titles, decimals=decimals, vetoes=vetoes)


RESPECT = Veto(part="rating.values", at_most=Decimal(1), caps=Decimal(2))


def rated(respect: int, *vetoes: Veto) -> Score:
    values = part("rating.values", respect, 4, titles=("Respect", "Care"))
    return indicative_score(formula(SIXTY_FORTY, 1, *vetoes), [part("rating.goals", 4), values])


def test_a_score_says_how_it_was_formed() -> None:
    given_parts = [part("rating.goals", "3.1"), part("rating.values", 2, 3)]
    score = indicative_score(formula(SIXTY_FORTY), given_parts)
    assert score.value == score.uncapped == Decimal("2.9")
    assert score.sentence == "2.9 = 60 % x 3.1 (Objectives) + 40 % x 2.5 (Values)"


def test_a_missing_part_never_counts_as_zero() -> None:
    score = indicative_score(
        formula(THIRDS, 2), [part("r.goals", 5), part("r.own", 5), part("r.peers")]
    )
    assert score.value == Decimal("5.00")
    assert score.weights == {"r.goals": Decimal("50.00"), "r.own": Decimal("50.00")}
    assert score.missing == ("r.peers",)
    assert score.sentence == (
        "5.00 = 50 % x 5 (r.goals) + 50 % x 5 (r.own)"
        " (no score yet: r.peers; the others share the weight)"
    )


def test_a_part_nobody_mentions_is_missing_too() -> None:
    score = indicative_score(formula(SIXTY_FORTY), [part("rating.goals", "3.6")])
    assert (score.value, score.missing) == (Decimal("3.6"), ("Values",))


def test_an_honest_zero_is_a_score() -> None:
    score = indicative_score(
        formula(SIXTY_FORTY), [part("rating.goals", 0), part("rating.values", 5)]
    )
    assert score.value == Decimal("2.0")


def test_nothing_scored_is_no_score() -> None:
    score = indicative_score(formula(SIXTY_FORTY, 1, RESPECT), [part("rating.goals")])
    assert (score.value, score.weights, score.cap) == (None, {}, None)
    assert score.sentence == "No part has a score yet."


def test_a_part_without_weight_cannot_carry_the_score_alone() -> None:
    weights = {"r.one": Decimal(100), "r.two": Decimal(0)}
    assert indicative_score(formula(weights), [part("r.two", 4)]).value is None


@pytest.mark.parametrize(
    "rounding, exact, expected",
    [
        (Rounding.HALF_UP, "2.45", "2.5"),
        (Rounding.HALF_UP, "2.44999", "2.4"),
        (Rounding.HALF_UP, "-2.45", "-2.5"),
        (Rounding.HALF_EVEN, "2.45", "2.4"),
        (Rounding.HALF_EVEN, "2.55", "2.6"),
        (Rounding.HALF_EVEN, "2.4501", "2.5"),
        (Rounding.DOWN, "2.99", "2.9"),
        (Rounding.DOWN, "-2.99", "-2.9"),
    ],
)
def test_a_score_is_cut_to_its_decimals_as_the_definition_says(
    rounding: Rounding, exact: str, expected: str
) -> None:
    scoring = Scoring(parts={"r.only": Decimal(100)}, rounding=rounding)
    assert indicative_score(scoring, [part("r.only", exact)]).value == Decimal(expected)


def test_a_veto_caps_the_score_and_says_why() -> None:
    score = rated(1, RESPECT)
    assert (score.uncapped, score.value) == (Decimal("3.4"), Decimal("2.0"))
    assert score.sentence == (
        "3.4 = 60 % x 4 (Objectives) + 40 % x 2.5 (Values); capped at 2: 'Respect' was rated 1"
    )


def test_a_veto_does_not_hold_above_its_score() -> None:
    score = rated(2, RESPECT)
    assert (score.value, score.cap) == (score.uncapped, None)


def test_a_cap_above_the_score_is_not_spoken_of() -> None:
    score = rated(1, RESPECT.model_copy(update={"caps": Decimal(4)}))
    assert (score.value, score.cap) == (score.uncapped, None)


def test_of_several_vetoes_the_lowest_cap_holds() -> None:
    goals = Veto(part="rating.goals", at_most=Decimal(4), caps=Decimal(3))
    score = rated(1, goals, RESPECT)
    assert score.cap is not None
    assert (score.cap.part, score.value) == ("rating.values", Decimal("2.0"))


def test_a_cap_between_two_decimals_is_never_passed() -> None:
    score = rated(1, RESPECT.model_copy(update={"caps": Decimal("2.25")}))
    assert score.value == Decimal("2.2")


def test_a_part_nobody_scored_vetoes_nothing() -> None:
    scoring = formula(SIXTY_FORTY, 1, RESPECT)
    assert indicative_score(scoring, [part("rating.goals", 4)]).value == Decimal("4.0")


names = st.sampled_from(["r.one", "r.two", "r.three", "s.one"])
scores = st.decimals(0, 100, places=3)
weights = st.decimals("0.01", 100, places=2)
lines = st.lists(st.integers(0, 5), min_size=1, max_size=7)
scored = st.dictionaries(names, st.tuples(weights, st.none() | lines), min_size=1)
vetoes = st.lists(
    st.builds(Veto, part=names, at_most=st.integers(0, 5), caps=scores), max_size=3
).map(tuple)
cuts = st.tuples(st.integers(0, 4), st.sampled_from(Rounding))
Scored = dict[str, tuple[Decimal, list[int] | None]]


def scored_parts(drawn: Scored) -> list[Part]:
    return [part(name, *(values or ())) for name, (_, values) in drawn.items()]


def scoring_of(drawn: Scored, cut: tuple[int, Rounding], vetoes: tuple[Veto, ...] = ()) -> Scoring:
    weights = {name: weight for name, (weight, _) in drawn.items()}
    return Scoring(parts=weights, decimals=cut[0], rounding=cut[1], vetoes=vetoes)


@given(scored, cuts)
def test_a_score_lies_between_its_lowest_and_its_highest_part(
    drawn: Scored, cut: tuple[int, Rounding]
) -> None:
    given_parts = scored_parts(drawn)
    score = indicative_score(scoring_of(drawn, cut), given_parts)
    found = [part.score for part in given_parts if part.score is not None]
    assert (score.value is None) == (not found)
    if score.value is not None:
        assert rounded(min(found), *cut) <= score.value <= rounded(max(found), *cut)


@given(scored, cuts, vetoes)
def test_leaving_a_part_out_of_the_formula_is_the_same_as_having_no_score_for_it(
    drawn: Scored, cut: tuple[int, Rounding], vetoes: tuple[Veto, ...]
) -> None:
    there = {name: each for name, each in drawn.items() if each[1] is not None}
    whole = indicative_score(scoring_of(drawn, cut, vetoes), scored_parts(drawn))
    if there:
        left = indicative_score(scoring_of(there, cut, vetoes), scored_parts(there))
        assert (whole.value, whole.weights) == (left.value, left.weights)
    else:
        assert whole.value is None


@given(scored, cuts)
def test_sharing_the_weight_of_a_missing_part_keeps_the_proportions(
    drawn: Scored, cut: tuple[int, Rounding]
) -> None:
    score = indicative_score(scoring_of(drawn, cut), scored_parts(drawn))
    whole = sum((Fraction(drawn[name][0]) for name in score.weights), Fraction(0))
    for name, weight in score.weights.items():
        exact = Fraction(drawn[name][0]) * 100 / whole
        assert abs(Fraction(weight) - exact) <= Fraction(1, 200)


@given(scored, cuts, vetoes)
def test_vetoes_only_lower(
    drawn: Scored, cut: tuple[int, Rounding], vetoes: tuple[Veto, ...]
) -> None:
    free = indicative_score(scoring_of(drawn, cut), scored_parts(drawn))
    capped = indicative_score(scoring_of(drawn, cut, vetoes), scored_parts(drawn))
    assert capped.uncapped == free.value
    if free.value is not None and capped.value is not None:
        assert capped.value <= free.value
        assert (capped.cap is not None) == (capped.value < free.value)
        assert capped.cap is None or capped.value <= capped.cap.highest


@given(scored, cuts, vetoes)
def test_the_sentence_worked_out_again_gives_the_value(
    drawn: Scored, cut: tuple[int, Rounding], vetoes: tuple[Veto, ...]
) -> None:
    score = indicative_score(scoring_of(drawn, cut, vetoes), scored_parts(drawn))
    if score.value is None:
        return
    value, _, arithmetic = score.sentence.partition(" = ")
    arithmetic = arithmetic.partition("; capped")[0].partition(" (no score")[0]
    assert Decimal(value) == score.uncapped == rounded(worked_out(arithmetic), *cut)
    cap = re.search(r"; capped at ([\d.]+): ", score.sentence)
    assert (cap is not None) == (score.value != score.uncapped)


def worked_out(arithmetic: str) -> Fraction:
    """Do by hand what the sentence says, knowing nothing of how it was written."""
    plain = re.sub(r" \([^()\d][^()]*\)", "", arithmetic)
    percents = re.findall(r"([\d.]+) % x ([\d.]+)", plain)
    if percents:
        return sum((Fraction(w) * Fraction(s) / 100 for w, s in percents), Fraction(0))
    inside, _, whole = plain.rpartition(" / ")
    products = (term.split(" x ") for term in inside.strip("()").split(" + "))
    return sum((Fraction(w) * Fraction(s) for w, s in products), Fraction(0)) / Fraction(whole)


def test_a_score_that_no_decimals_say_exactly_is_worked_out_in_fractions() -> None:
    # Three thirds of 4.5 are 4.5, but three times 33.33 % of it are less and would round down.
    thirds = dict.fromkeys(("r.one", "r.two", "s.one"), Decimal(10))
    score = indicative_score(formula(thirds, 0), [part(name, 4, 5) for name in thirds])
    assert score.value == Decimal(5)
    assert score.sentence == "5 = (10 x 4.5 (r.one) + 10 x 4.5 (r.two) + 10 x 4.5 (s.one)) / 30"
