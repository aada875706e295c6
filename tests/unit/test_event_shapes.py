"""No event changes its shape unnoticed."""

from typing import ClassVar

from pydantic import TypeAdapter

from domain.review.events import ReviewPaused
from storage.event_types import EVENT_TYPES, EventType
from tests.unit.event_shapes import frozen_shapes, shapes_of_today, thawed
from tests.unit.test_upcasting import ADVICE

WHAT_TO_DO = (
    f"{ADVICE} Then, and also where what is new has a default and old facts read as they did, "
    "write the shape down: python -m tests.unit.event_shapes"
)


class PausedForAReason(ReviewPaused):
    """A pause as it might be recorded one day."""

    reason: str = ""


class PausedForAReasonByVersion(PausedForAReason):
    """The same, with the version step that it takes."""

    schema_version: ClassVar[int] = 2


class ReviewPausedToldOtherwise(ReviewPaused):
    """The clocks of a review stand still, in other words."""


def test_the_shape_of_every_event_is_the_one_that_was_frozen_for_its_version() -> None:
    changed = thawed(shapes_of_today(), frozen_shapes())
    assert not changed, f"{', '.join(changed)} {WHAT_TO_DO}"


def kinds_with(model: type[ReviewPaused]) -> dict[str, EventType]:
    return {"ReviewPaused": EventType(model, TypeAdapter(model), model.schema_version)}


def test_a_field_more_is_noticed_with_and_without_a_version_step() -> None:
    for model in (PausedForAReason, PausedForAReasonByVersion):
        assert thawed(shapes_of_today(kinds_with(model)), frozen_shapes()) == ["ReviewPaused"]


def test_other_words_about_an_event_are_no_other_shape() -> None:
    told = shapes_of_today(kinds_with(ReviewPausedToldOtherwise))
    assert told == {("ReviewPaused", 1): frozen_shapes()["ReviewPaused", 1]}


def test_every_frozen_shape_is_of_an_event_that_can_still_be_read() -> None:
    assert {name for name, _ in frozen_shapes()} <= set(EVENT_TYPES)
