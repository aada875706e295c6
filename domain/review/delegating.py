"""Handing one's part in somebody's review to a colleague, without asking HR first.

The rule: managers, their managers and HR partners may hand over their part in a review, the open
step and those that come after it, to somebody who carries such a duty already. They are the ones
whose consent would be asked otherwise, so no second consent is; the reason is sealed and on the
record. The whole part goes, not the one step, because who rates a year also talks about it.

Never handed over: what the person under review does, for nobody can assess, sign or plan in their
name; peer feedback, which is turned down instead, for whoever is asked was chosen; the panel's
session. Never a successor: the person under review and anybody they lead; somebody with another
part in the review, for nobody answers a dispute about their own rating or witnesses themselves; and
people who neither lead nor care for others, since with the part comes all that may be read in it.
"""

from dataclasses import dataclass
from typing import Final

from domain.definition.words import Act, Role
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.reporting_line import chain
from domain.review.plan import ReviewPlan
from domain.review.refusals import NotToBeDelegated, NotYourself

DELEGABLE: Final = frozenset({Role.MANAGER, Role.SECOND_LINE_MANAGER, Role.HR_PARTNER})
"""Parts that can be handed over by whoever has them."""


def may_be_delegated(role: Role, act: Act) -> bool:
    """Tell whether a step can be handed to a colleague by the one who has it."""
    return role in DELEGABLE and act is not Act.CALIBRATE


@dataclass(frozen=True)
class Successor:
    """Whom somebody names to take their part.

    `has_duty` says that they lead people or care for some as HR partner; `is_here` that they are
    employed and have not left; `has_part` that they have another part in the review.
    """

    person: Person
    has_duty: bool
    is_here: bool
    has_part: bool


def other_parts(plan: ReviewPlan, role: Role) -> frozenset[PersonId]:
    """Name whoever acts in a review in another role; colleagues who give feedback do not count.

    Of them nothing may show here.
    """
    return frozenset(
        seat.person
        for step in plan.steps
        if step.role not in (role, Role.PEER)
        for seat in step.seats
        if seat is not None
    )


def check_successor(
    named: Successor, actor: PersonId, reviewee: PersonId, people: Organisation
) -> None:
    """Refuse a successor who must not have the part; `people` knows those above the successor.

    Raises:
        NotYourself: it would be the person under review, or the one who asks.
        NotToBeDelegated: says what speaks against them.
    """
    person = named.person
    if person.id == reviewee:
        raise NotYourself
    if person.id == actor:
        raise NotToBeDelegated("You have this step already; name somebody else.")
    if not named.is_here:
        raise NotToBeDelegated("That person cannot take it: they are not at work here at present.")
    if any(above.id == reviewee for above in chain(people, person.id)):
        raise NotToBeDelegated("Nobody reviews somebody who leads them; name somebody else.")
    if named.has_part:
        raise NotToBeDelegated("They have another part in this review already; name somebody else.")
    if not named.has_duty:
        raise NotToBeDelegated(
            "Only somebody who leads people, or is an HR partner, can take this; ask HR if it has "
            "to be somebody else."
        )
