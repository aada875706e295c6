"""What travels from the last cycle into this one, and who may see which part of it when."""

from decimal import Decimal

from domain.value import Value
from domain.visibility import INSIDERS, Progressed, Viewer, may_read_last_rating


class EarlierGoal(Value):
    """An objective of the last cycle and how far it came, in per cent of the way."""

    title: str
    weight: Decimal
    attained: Decimal | None = None


class EarlierAim(Value):
    """What somebody set out to learn, as the plan of the last cycle says it."""

    aim: str
    skill: str | None = None


class EarlierReview(Value):
    """The last cycle of a person, as context for this one.

    `rating` is the level that stood at its end, `level` what that level is called. `is_close` says
    that the plan had a tighter rhythm. `withheld` names what the reader will see later.
    """

    cycle: str
    goals: tuple[EarlierGoal, ...] = ()
    rating: int | None = None
    level: str | None = None
    strengths: str | None = None
    aims: tuple[EarlierAim, ...] = ()
    is_close: bool | None = None
    withheld: tuple[str, ...] = ()


def as_seen(
    earlier: EarlierReview, viewer: Viewer, progressed: Progressed, *, independent_first: bool
) -> EarlierReview | None:
    """Give the last cycle as this reader may see it now; None to whom it is no business of.

    Independent first: a manager who has yet to rate sees the objectives and the aims, but neither
    the rating nor the rhythm of the plan, which would tell it. Managers lean on last year's rating
    as much as on the self-rating (Bohnet, Hauser and Kristal 2025).
    """
    if not viewer.acting_roles & INSIDERS:
        return None
    if may_read_last_rating(viewer, progressed, independent_first=independent_first):
        return earlier
    hidden = {"rating": None, "level": None, "is_close": None}
    return earlier.model_copy(update={**hidden, "withheld": ("rating",)})
