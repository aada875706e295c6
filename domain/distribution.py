"""How the ratings of a group are spread, and how far that is from the guideline."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction


def distribution(ratings: Iterable[int]) -> dict[int, int]:
    """Count the people at each level that was given, lowest level first."""
    return dict(sorted(Counter(ratings).items()))


def quota(guideline: Mapping[int, Decimal], people: int) -> dict[int, int]:
    """Share people out over the levels as the guideline says, to exactly their number.

    By largest remainder: each level gets the whole part of its share, and those left over go to
    the levels with the largest remainders. Between equal remainders the higher level comes
    first, in favour of the people. 4 people at 33.3/33.4/33.3 are 1/2/1.
    Raises ValueError for a negative number of people, or a guideline without any share.
    """
    whole = sum(map(Fraction, guideline.values()))
    if people < 0 or whole <= 0 or any(share < 0 for share in guideline.values()):
        raise ValueError("a quota needs a number of people and a guideline that gives shares")
    shares = {level: Fraction(part) * people / whole for level, part in sorted(guideline.items())}
    places = {level: int(share) for level, share in shares.items()}
    left = people - sum(places.values())
    by_remainder = sorted(shares, key=lambda level: (shares[level] % 1, level), reverse=True)
    for level in by_remainder[:left]:
        places[level] += 1
    return places


def departures(guideline: Mapping[int, Decimal], ratings: Sequence[int]) -> tuple[str, ...]:
    """Tell, highest level first, where the ratings depart from the guideline.

    Empty when they follow it, when nobody is rated or when there is no guideline.
    """
    if not guideline or not ratings:
        return ()
    expected, found = quota(guideline, len(ratings)), distribution(ratings)
    levels = sorted(expected.keys() | found.keys(), reverse=True)
    return tuple(
        f"Level {level}: {_people(found.get(level, 0))};"
        f" the guideline says {expected.get(level, 0)}"
        f" ({guideline.get(level, Decimal(0))} % of {len(ratings)})."
        for level in levels
        if found.get(level, 0) != expected.get(level, 0)
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"
