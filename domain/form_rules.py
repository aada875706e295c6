"""What the answers to a form are held against beside the form itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.alignment.above import Above
from domain.definition.conversation import Development, Peers
from domain.definition.rating import GoalRules, RatingScale
from domain.expectations.profile import RoleProfile
from domain.goals import Goal
from domain.ids import PersonId


def _nobody(_: str) -> PersonId | None:
    return None


@dataclass(frozen=True)
class FormRules:
    """What is known around a form when it is handed in.

    Attributes:
        scale: the levels of a rating.
        goal_rules: how many objectives there may be, and whether they serve one above.
        goals: the objectives agreed so far: those that a score or a reading may name.
        above: the objectives above that a goal may serve; None leaves that unchecked.
        profile: what the role of the reviewee asks for.
        development: the rules of development plans.
        peers: how many colleagues may be named.
        find: gives the person whom a number or an address names.
        today: the day of the cycle on which it is handed in.
    """

    scale: RatingScale | None = None
    goal_rules: GoalRules = GoalRules()  # noqa: RUF009 - a frozen value
    goals: tuple[Goal, ...] = ()
    above: Above | None = None
    profile: RoleProfile | None = None
    development: Development = Development()  # noqa: RUF009 - a frozen value
    peers: Peers = Peers()  # noqa: RUF009 - a frozen value
    find: Callable[[str], PersonId | None] = _nobody
    today: date = date.max
