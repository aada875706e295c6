"""What HR did to somebody else's step, in sentences."""

from domain.review import events as review
from domain.views.telling import Telling


def by_hr(event: review.StepReopened | review.StepNudged, tell: Telling) -> str:
    """Say that a step was opened again and what comes again with it, or who was asked after it."""
    who, step = tell.name(event.by), tell.step(event.step)
    if isinstance(event, review.StepNudged):
        due = tell.day(event.due, event.recipient)
        return f"{who} asked {tell.name(event.recipient)} after {step}, due {due}."
    told = f"{who} opened {step} again, with a reason"
    if not event.withdrawn:
        return f"{told}."
    follow = ", ".join(tell.step(each) for each in event.withdrawn)
    return f"{told}; what followed it comes again: {follow}."
