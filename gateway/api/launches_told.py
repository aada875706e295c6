"""What a launch would do, as programs are told it."""

from datetime import date, datetime

from pydantic import Field

from gateway.api.shapes import Shape
from gateway.launch_preview import Preview


class LeftOutTold(Shape):
    """Why some people get no review."""

    reason: str
    count: int
    names: tuple[str, ...]


class BlockedTold(Shape):
    """A step that would have nobody."""

    reviewee: str
    number: str
    step: str
    missing: str


class StepsTold(Shape):
    """A step as it would fall to people."""

    stage: str
    title: str
    role: str
    steps: int
    people: int
    opens: date
    due: date


class MessageTold(Shape):
    """A first message, as it would go out."""

    to: str = Field(description="The employee number of the recipient.")
    at: datetime
    subject: str
    text: str


class Rehearsed(Shape):
    """What a launch would do; nothing of it is done."""

    key: str
    title: str
    asked: int
    reviews: int
    left_out: tuple[LeftOutTold, ...]
    blocked: tuple[BlockedTold, ...]
    blocked_in_all: int
    steps: tuple[StepsTold, ...]
    groups: tuple[int, ...]
    lacking: tuple[str, ...]
    remarks: tuple[str, ...]
    messages: tuple[MessageTold, ...]
    messages_in_all: int


def rehearsed(preview: Preview) -> Rehearsed:
    """Tell what a launch would do."""
    return Rehearsed(
        key=preview.key,
        title=preview.title,
        asked=preview.asked,
        reviews=preview.reviews,
        left_out=tuple(LeftOutTold.model_validate(each) for each in preview.left_out),
        blocked=tuple(BlockedTold.model_validate(each) for each in preview.blocked),
        blocked_in_all=preview.blocked_in_all,
        steps=tuple(StepsTold.model_validate(each) for each in preview.steps),
        groups=preview.groups,
        lacking=preview.lacking,
        remarks=preview.remarks,
        messages=tuple(
            MessageTold(
                to=each.recipient.employee_number,
                at=each.at,
                subject=each.words.subject,
                text=each.words.text,
            )
            for each in preview.messages
        ),
        messages_in_all=preview.messages_in_all,
    )
