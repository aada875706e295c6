"""What follows from a rating: a recommendation, its band, recognition, and development."""

from collections.abc import Mapping

from domain.definition.rating import Outcome
from domain.rounding import shortly


def outcome_of(final: int | None, outcomes: Mapping[int, Outcome]) -> Outcome | None:
    """Give what a definition says follows from the rating that stands; None where it says nothing.

    Nothing is paid by it: it is a recommendation for the reward round.
    """
    return None if final is None else outcomes.get(final)


def band_in_words(outcome: Outcome) -> str:
    """Tell the band of an outcome: "1 to 3 %", "at least 3 %", "at most 0 %", or nothing."""
    lowest, highest = outcome.lowest, outcome.highest
    if lowest is not None and highest is not None:
        if lowest == highest:
            return f"{shortly(lowest, 4)} %"
        return f"{shortly(lowest, 4)} to {shortly(highest, 4)} %"
    if lowest is not None:
        return f"at least {shortly(lowest, 4)} %"
    return "" if highest is None else f"at most {shortly(highest, 4)} %"
