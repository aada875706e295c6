"""Where the link beside each thing of a message leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from activities.notify.linking import Linker
from activities.notify.told import Told
from domain.ids import PersonId, ReviewId
from domain.people import Person
from domain.reach import ActionReach, Link, StepReach
from domain.views.notices import Reason

MY_WORK: Final = "/work"

_OF_ACTIONS: Final = frozenset({Reason.ACTION_TASKED, Reason.ACTION_REMINDER, Reason.ACTION_RUNG})
_HR_DECIDES: Final = frozenset({Reason.STEP_BLOCKED, Reason.MORE_TIME_ASKED})


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses a message carries: one for each thing, and the page with all of somebody's."""

    things: Mapping[tuple[object, ...], str] = field(default_factory=dict)
    work: str = ""

    def to(self, told: Told) -> str:
        """Give the address that opens a thing, empty where there is none."""
        return self.things.get(told.thing, "")


NO_LINKS: Final = Links()
"""Where there is no page to open, messages name the command instead."""


async def links_for(
    told: Iterable[Told], people: Mapping[PersonId, Person], linker: Linker | None
) -> Links:
    """Make the address of every thing somebody is told.

    Only who has to do a step or an action gets an address that opens just that; what others are
    told of opens on a page that asks them to sign in.
    """
    if linker is None:
        return NO_LINKS
    things: dict[tuple[object, ...], str] = {}
    for each in told:
        place = _place(each, people)
        if isinstance(place, str):
            things[each.thing] = linker.page(place)
        else:
            things[each.thing] = await linker.to(place)
    return Links(things, linker.page(MY_WORK))


def _place(told: Told, people: Mapping[PersonId, Person]) -> Link | str:
    notice = told.notice
    if notice.instance is not None and told.is_mine:
        step, seat, round_ = notice.instance
        reach = StepReach(review=ReviewId(told.about), step=step, seat=seat, round=round_)
        return Link(person=notice.recipient, reach=reach)
    if notice.reason in _OF_ACTIONS and told.is_mine:
        return Link(person=notice.recipient, reach=ActionReach(action=told.about))
    return page_of(told, people)


def page_of(told: Told, people: Mapping[PersonId, Person]) -> str:
    """Give the path of the page on which the reader finds the thing after signing in."""
    reason = told.notice.reason
    kind = reason.partition("_")[0]
    match kind:
        case "session":
            return f"/board/{told.about}"
        case "action":
            return f"/actions/{told.about}"
        case "plan" | "check":
            return f"/plans/{told.about}"
        case "feedback":
            return "/feedback"
        case "recurrence":
            return "/hr/recurring"
        case _:
            return _page_of_review(told, people)


def _page_of_review(told: Told, people: Mapping[PersonId, Person]) -> str:
    reader = told.notice.recipient
    if told.notice.reason is Reason.REVIEW_COMPLETED:
        return f"/reviews/{told.about}"
    reviewee = people.get(told.reviewee) if told.reviewee else None
    is_partner = reviewee is not None and reviewee.hr_partner == reader
    if told.notice.reason in _HR_DECIDES or is_partner:
        return f"/hr/reviews/{told.about}"
    return MY_WORK
