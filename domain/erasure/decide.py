"""What may be done with somebody's data: a hold beats the times of keeping, both beat erasure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.erasure import refusals as r
from domain.erasure.events import HoldPlaced, HoldReleased, RetentionLoaded, SubjectErased
from domain.erasure.retention import Holding, RetentionRules, dues, is_over, over_on
from domain.erasure.standing import Standing
from domain.erasure.still_to_do import StillToDo
from domain.erasure.words import Ground
from domain.ids import PersonId

SHORTEST_NAME: Final = 3
"""So many letters make a part of a name worth looking for."""


@dataclass(frozen=True)
class Case:
    """Everything an erasure depends on.

    Attributes:
        holding: what is held about the person.
        ground: why they are to be erased.
        still: what still hangs on them.
        today: the day it is.
    """

    holding: Holding
    ground: Ground
    still: StillToDo
    today: date


def place_hold(
    now: Standing, subject: PersonId, at: datetime, by: PersonId | None = None
) -> HoldPlaced:
    """Keep everything about a person until further notice.

    Raises:
        ErasedAlready: there is nothing left to keep.
        HeldAlready: it is kept already.
    """
    if subject in now.erased:
        raise r.ErasedAlready
    if subject in now.held:
        raise r.HeldAlready(
            f"This person's data is under hold already, {_since(now.held[subject])}; release it "
            "before you give another reason: `perennial subject release`."
        )
    return HoldPlaced(at=at, number=now.number + 1, by=by, subject=subject)


def release_hold(
    now: Standing, subject: PersonId, at: datetime, by: PersonId | None = None
) -> HoldReleased:
    """Let the times of keeping decide again.

    Raises:
        NotHeld: there is no hold to release.
    """
    if subject not in now.held:
        raise r.NotHeld
    return HoldReleased(at=at, number=now.number + 1, by=by, subject=subject)


def load_retention(
    now: Standing, rules: RetentionRules, at: datetime, by: PersonId | None = None
) -> RetentionLoaded | None:
    """Keep data for these times from now on; None when they hold already."""
    if rules == now.rules:
        return None
    return RetentionLoaded(at=at, number=now.number + 1, by=by, rules=rules)


def erase(
    now: Standing, case: Case, at: datetime, by: PersonId | None = None
) -> SubjectErased | None:
    """Erase a person; None when that was recorded before and is only to be brought to its end.

    Raises:
        UnderHold: a legal hold keeps everything.
        StillInReview: a review of theirs is open.
        StillHasSteps: something of others hangs on them, or an action is theirs to do.
        NoRetentionRule: the ground is that the time is over, and no rule names a time.
        RetentionNotOver: the ground is that the time is over, and it is not.
    """
    subject = case.holding.person
    if subject in now.erased:
        return None
    may_erase(now, case)
    return SubjectErased(at=at, number=now.number + 1, by=by, subject=subject, ground=case.ground)


def erase_again(
    now: Standing, subject: PersonId, ground: Ground, at: datetime, by: PersonId | None
) -> SubjectErased | None:
    """Erase somebody whom a ledger says was erased before, whatever an older log thinks of it."""
    if subject in now.erased:
        return None
    return SubjectErased(at=at, number=now.number + 1, by=by, subject=subject, ground=ground)


def may_erase(now: Standing, case: Case) -> None:
    """Refuse with a sentence what must not be erased; raises as `erase`."""
    hold = now.held.get(case.holding.person)
    if hold is not None:
        raise r.UnderHold(
            f"This person's data is under a legal hold, {_since(hold)}; release it first: "
            "`perennial subject release`."
        )
    if case.still.reviews:
        raise r.StillInReview
    if case.still.is_for_others:
        raise r.StillHasSteps(case.still.sentence())
    if case.ground is Ground.RETENTION_OVER:
        _refuse_before_time(now.rules, case)


def names_the_person(reason: str, marks: Iterable[str]) -> bool:
    """Tell whether a reason holds a name, an address or a number of the person.

    Of a name each part that has three letters counts.
    """
    text = reason.casefold()
    whole = {mark.casefold() for mark in marks if mark}
    parts = {part for mark in whole for part in mark.split() if len(part) >= SHORTEST_NAME}
    words = {word.strip(".,;:!?()'\"") for word in text.split()}
    return bool(parts & words) or bool(whole & words) or any(" " in w and w in text for w in whole)


def _refuse_before_time(rules: RetentionRules | None, case: Case) -> None:
    found = dues(case.holding, rules)
    if found is None:
        raise r.NoRetentionRule(
            "No rule says how long the data of this person is kept. Load one with `perennial "
            "subject retention load FILE`, or name a ground of the law with --ground."
        )
    if is_over(found, case.today):
        return
    on = over_on(found)
    until = f"is over on {on}" if on else "begins with the end of employment or of the last cycle"
    raise r.RetentionNotOver(
        f"The time of keeping {until}. Wait for it, or name a ground of the law with --ground."
    )


def _since(hold: HoldPlaced) -> str:
    who = f"person {hold.by}" if hold.by else "the command line, which named nobody"
    return f"placed on {hold.at:%Y-%m-%d} by {who}"
