"""What HR sees of raters and groups, and what it does not see of small ones."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.definition.rating import Level, RatingScale
from domain.fairness import Grouping, LevelShift, Rated, by_rater, level_shifts, spread
from domain.group_fairness import CAVEAT, by_group, favourable_level
from domain.ids import PersonId

STRICT, MILD = PersonId(UUID(int=1)), PersonId(UUID(int=2))


def ratings(rater: PersonId, *levels: int, group: str = "Optics", moved: int = 0) -> list[Rated]:
    """Ratings of one rater, of which the panel lifted the first few by one."""
    return [
        Rated(
            rater=rater,
            proposed=level,
            calibrated=level + 1 if place < moved else level,
            final=level + 1 if place < moved else level,
            groups={Grouping.DEPARTMENT: group},
        )
        for place, level in enumerate(levels)
    ]


def test_raters_are_compared_by_level_and_spread() -> None:
    rated = [*ratings(STRICT, 2, 2, 2, 2, 2), *ratings(MILD, 3, 4, 5, 4, 4)]
    mild, strict = by_rater(rated)
    assert (mild.rater, strict.rater) == (MILD, STRICT)
    assert mild.figures is not None
    assert strict.figures is not None
    assert (mild.figures.given.mean, mild.figures.given.deviation) == (
        Decimal("4.00"),
        Decimal("0.63"),
    )
    assert (strict.figures.difference, mild.figures.difference) == (
        Decimal("-1.00"),
        Decimal("1.00"),
    )


def test_what_the_panel_moved_is_told_apart_from_what_was_proposed() -> None:
    [line] = by_rater(ratings(STRICT, 2, 2, 3, 2, 2, moved=2))
    assert line.figures is not None
    assert (line.figures.given.mean, line.figures.moved, line.figures.moved_by) == (
        Decimal("2.20"),
        Decimal("40.0"),
        Decimal("1.00"),
    )


def test_a_rater_nobody_moved_has_nothing_to_be_moved_by() -> None:
    [line] = by_rater(ratings(STRICT, 2, 2, 3, 2, 2))
    assert line.figures is not None
    assert (line.figures.moved, line.figures.moved_by) == (Decimal(0), None)


def test_of_too_few_ratings_no_figures_are_given() -> None:
    rated = [*ratings(STRICT, 1, 1, 1, 1), *ratings(MILD, 3, 3, 3, 3, 3)]
    mild, strict = by_rater(rated)
    assert mild.figures is not None
    assert (strict.ratings, strict.figures) == (4, None)
    assert all(line.figures is None for line in by_rater(rated, smallest=6))
    assert all(line.figures is not None for line in by_rater(rated, smallest=4))


def test_groups_are_compared_by_the_four_fifths_rule() -> None:
    optics = ratings(STRICT, 4, 4, 4, 4, 3)
    sales = ratings(MILD, 4, 4, 4, 3, 2, group="Sales")
    first, second = by_group([*optics, *sales], Grouping.DEPARTMENT, favourable=4)
    assert first.figures is not None
    assert second.figures is not None
    assert (first.name, first.figures.favourable, first.figures.ratio, first.figures.z) == (
        "Optics",
        Decimal("80.0"),
        Decimal("100.0"),
        None,
    )
    assert (second.figures.favourable, second.figures.ratio) == (Decimal("60.0"), Decimal("75.0"))
    assert second.figures.is_below_four_fifths
    # By hand: (0.6 - 0.8) / sqrt(0.7 x 0.3 x (1/5 + 1/5)) = -0.69.
    assert second.figures.z == Decimal("-0.69")


def test_exactly_four_fifths_is_not_below_them() -> None:
    optics = ratings(STRICT, 4, 4, 4, 4, 4)
    sales = ratings(MILD, 4, 4, 4, 4, 2, group="Sales")
    lines = {line.name: line.figures for line in by_group([*optics, *sales], *BY_DEPARTMENT)}
    sold = lines["Sales"]
    assert sold is not None
    assert (sold.ratio, sold.is_below_four_fifths) == (Decimal("80.0"), False)


BY_DEPARTMENT = (Grouping.DEPARTMENT, 4)


def test_no_group_is_compared_with_one_that_is_too_small() -> None:
    rated = [*ratings(STRICT, 5, 5, 5, group="Board"), *ratings(MILD, 3, 3, 4, 4, 4)]
    optics, board = by_group(rated, *BY_DEPARTMENT)
    assert (board.name, board.ratings, board.figures) == ("Board", 3, None)
    assert optics.figures is not None
    assert (optics.figures.ratio, optics.figures.z) == (None, None)


def test_who_belongs_to_no_group_is_not_left_out() -> None:
    [line] = by_group(ratings(STRICT, 3, 3, 3, 3, 3), Grouping.LEVEL, favourable=4)
    assert (line.name, line.ratings) == ("not said", 5)


def test_nobody_favoured_anywhere_is_no_difference() -> None:
    rated = [*ratings(STRICT, 1, 1, 1, 1, 1), *ratings(MILD, 2, 2, 2, 2, 2, group="Sales")]
    figures = [line.figures for line in by_group(rated, *BY_DEPARTMENT)]
    assert [each and (each.ratio, each.z) for each in figures] == [(None, None), (None, None)]


def test_the_caveat_names_the_rule_and_its_limits() -> None:
    for words in ("29 CFR 1607.4(D)", "rule of thumb", "small groups", "no legal advice"):
        assert words in CAVEAT


def test_levels_are_counted_before_and_after() -> None:
    assert level_shifts(ratings(STRICT, 2, 3, moved=1), (2, 3, 4)) == (
        LevelShift(2, 1, 0),
        LevelShift(3, 1, 2),
        LevelShift(4, 0, 0),
    )


def test_the_favourable_level_begins_the_upper_half_of_the_scale() -> None:
    found = []
    for most in (2, 3, 4, 5):
        levels = [Level(value=n, label=str(n), meaning="x.") for n in range(1, most + 1)]
        found.append(favourable_level(RatingScale(levels=tuple(levels))))
    assert found == [2, 3, 3, 4]


levels = st.lists(st.integers(1, 5), min_size=1, max_size=30)


@given(levels, levels, st.integers(1, 10))
def test_small_groups_never_show_a_figure(one: list[int], other: list[int], smallest: int) -> None:
    rated = [*ratings(STRICT, *one), *ratings(MILD, *other, group="Sales")]
    shown = [
        *((line.ratings, line.figures is not None) for line in by_rater(rated, smallest)),
        *(
            (line.ratings, line.figures is not None)
            for line in by_group(rated, *BY_DEPARTMENT, smallest)
        ),
    ]
    assert all(is_shown == (ratings >= smallest) for ratings, is_shown in shown)
    assert sum(ratings for ratings, _ in shown) == 2 * len(rated)


@given(levels)
def test_a_mean_lies_among_the_ratings_and_the_spread_is_within_half_their_range(
    given_levels: list[int],
) -> None:
    found = spread(given_levels)
    assert found is not None
    assert min(given_levels) <= found.mean <= max(given_levels)
    half = Fraction(max(given_levels) - min(given_levels), 2)
    assert 0 <= found.deviation <= half + Fraction(1, 100)
