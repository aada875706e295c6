"""Whatever happens to a review, the tables show the seats and open steps that it has."""

from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis.stateful import invariant

from domain.definition.words import Act
from domain.review.plan import PlannedStep
from domain.review.state import OpenStep
from storage.projections.fold_review import fold_review
from storage.projections.shelf import LogEntry, ReviewRows, Shelf
from tests.unit.review.test_any_review import AnyReview


class AnyReviewShown(AnyReview):
    def __init__(self) -> None:
        super().__init__()
        self.shelf, self.folded = Shelf(), 0

    def rows(self) -> ReviewRows:
        """Take what is new in the log into the tables."""
        review = self.state.planned.review
        for event in self.events[self.folded :]:
            self.folded += 1
            name = uuid5(review, event.key())
            place = (self.folded, review, self.folded, name, UUID(int=7))
            fold_review(self.shelf, LogEntry(*place, event.type, 1, event), event)
        return self.shelf.reviews[review]

    @invariant()
    def everybody_sits_where_the_review_has_them(self) -> None:
        if self.state.plan is None:
            return
        seats = self.rows().seats
        for step in self.state.planned.steps:
            if step.act is not Act.CALIBRATE:
                shown = [row.person for (name, _), row in seats.items() if name == step.id]
                assert shown[: len(step.seats)] == self._people(step)
                named = [row.is_named for (name, _), row in seats.items() if name == step.id]
                assert sum(named) == len(step.seats), "nobody else has been named"

    @invariant()
    def what_is_open_is_shown_as_open(self) -> None:
        if self.state.plan is None:
            return
        steps = self.rows().steps.values()
        shown = {
            (row.step, row.seat, row.round, row.assignee, row.state == "blocked", row.times)
            for row in steps
            if row.state in {"open", "blocked"}
        }
        assert shown == {self._as_shown(instance) for instance in self.state.open}

    @staticmethod
    def _people(step: PlannedStep) -> list[UUID | None]:
        return [seat.person if seat else None for seat in step.seats]

    @staticmethod
    def _as_shown(at: OpenStep) -> tuple[object, ...]:
        return at.step, at.seat, at.round, at.assignee, at.is_blocked, at.times


TestAnyReviewShown = AnyReviewShown.TestCase
TestAnyReviewShown.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
