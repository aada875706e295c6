"""Who reads feedback: said before it is sent, and kept to afterwards."""

from collections.abc import Set as AbstractSet

from domain.feedback.events import FeedbackGiven
from domain.feedback.words import REACHES_MANAGER, REACHES_RECEIVER, VisibleTo, go_together
from domain.ids import PersonId


def may_read_feedback(
    given: FeedbackGiven, reader: PersonId | None, leading: AbstractSet[PersonId]
) -> bool:
    """Tell whether somebody may read feedback, or so much as know that it was given.

    HR has no right of its own here: it reads counts, and what everyone reads.

    Args:
        given: what was given and not withdrawn.
        reader: who would read; None is somebody of the organisation without a name.
        leading: who leads the receiver now, and so stands in the place of who led them then.
    """
    if given.visible_to is VisibleTo.EVERYONE:
        return go_together(given.kind, given.visible_to)
    if reader is None:
        return False
    if reader == given.giver:
        return True
    if reader == given.receiver:
        return given.visible_to in REACHES_RECEIVER
    return reader in leading and given.visible_to in REACHES_MANAGER


def told_of(given: FeedbackGiven) -> tuple[PersonId, ...]:
    """List who is told that there is feedback: the receiver first, then who led them then."""
    found: list[PersonId] = []
    if given.visible_to in REACHES_RECEIVER:
        found.append(given.receiver)
    if given.visible_to in REACHES_MANAGER and given.manager is not None:
        found.append(given.manager)
    return tuple(person for person in dict.fromkeys(found) if person != given.giver)


def who_will_read(visible_to: VisibleTo, receiver: str, *, is_led_by_another: bool) -> str:
    """Tell a giver, before sending, who will read the words.

    "Read by you, Ansgar and Ansgar's manager, as soon as you send it."

    Args:
        visible_to: what the giver chose.
        receiver: the name of the person it is about.
        is_led_by_another: whether somebody other than the giver leads that person.
    """
    if visible_to is VisibleTo.EVERYONE:
        return "Read by everyone in the organisation, as soon as you send it."
    others = [receiver] if visible_to in REACHES_RECEIVER else []
    if visible_to in REACHES_MANAGER and is_led_by_another:
        others.append(f"{receiver}'s manager")
    return f"Read by {_joined(others)}.{_later(visible_to, receiver)}"


def _joined(others: list[str]) -> str:
    if not others:
        return "you alone"
    return f"{', '.join(['you', *others[:-1]])} and {others[-1]}, as soon as you send it"


def _later(visible_to: VisibleTo, receiver: str) -> str:
    is_handed_on = visible_to in REACHES_MANAGER
    handed_on = f" Whoever leads {receiver} later reads it too." if is_handed_on else ""
    return f"{handed_on} HR counts it and does not read it."
