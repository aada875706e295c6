"""An erased person is in no table by name any more; what happened to others stays."""

from functools import partial

from domain.erasure.events import ErasureEvent, SubjectErased
from domain.views.ratings import forgotten
from storage.journal import Words
from storage.projections.shelf import Shelf, Unopened


def fold_erasure(shelf: Shelf, event: ErasureEvent) -> None:
    """Take an erased person out, in the order of the log; the rest is read from the log itself.

    What is left is what a rebuild makes of a log in which nothing about them opens any more.
    """
    if isinstance(event, SubjectErased):
        shelf.unopened.append(Unopened(None, event.subject, partial(_take_out, shelf, event)))


def _take_out(shelf: Shelf, event: SubjectErased, _: Words | None) -> None:
    for review in shelf.reviews_about(event.subject):
        rating = shelf.ratings.get(review)
        if rating is not None:
            rating.take(forgotten(rating.standing))
            shelf.touch(rating)
    row = shelf.people.pop(event.subject, None)
    if row is None:
        return
    shelf.let_go(row)
    if row.is_stored:
        shelf.gone.append(row)
