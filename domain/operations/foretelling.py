"""What an order to a review would bring about, said from the facts that would follow."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain.review import events as e


def foretold(events: Iterable[e.Event]) -> tuple[str, ...]:
    """Say of each fact that people would feel what it would mean; by ids, and without a name."""
    return tuple(sentence for event in events for sentence in _sentences(event))


def _sentences(event: e.Event) -> Iterator[str]:
    match event:
        case e.StepNudged():
            yield f"{event.recipient} would be asked after {event.step}, due {_at(event.due)}."
        case e.ReviewPaused():
            yield "The clocks of the review would stop: no reminder, and nothing is handed in."
        case e.ReviewResumed():
            yield "The clocks of the review would run again."
        case e.DeadlineMoved():
            yield f"{event.step} would be due {_at(event.due)} instead of {_at(event.was)}."
        case e.PartHandedOver():
            to = event.to.person if event.to else "nobody"
            role = event.role.value.replace("_", " ") if event.role else "every part"
            yield f"The part of the {role} would go from {event.from_person or 'nobody'} to {to}."
        case e.StepHandedOver():
            yield f"{event.step} would lie before {event.to.person}, due {_at(event.due)}."
        case e.StepBlocked():
            yield f"{event.step} would be blocked, before {event.owner}."
        case _:
            return


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
