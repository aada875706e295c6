"""Files that were taken out of Perennial in which a person stands: no erasure reaches them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.ids import PersonId
from gateway.looked_at import What
from storage.archive import Archive
from storage.read_models.reviews import reviews_of_person
from storage.views import ViewsAsked, views_found, views_of_cycle

MOST: Final = 1000
TAKEN: Final = (What.EXPORT.value, What.DOCUMENT.value, What.REWARDS.value)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file somebody took: what it was, when, and by whom; None by a command that named nobody."""

    what: str
    at: datetime
    by: PersonId | None


async def taken_out(archive: Archive, person: PersonId) -> tuple[TakenOut, ...]:
    """List the documents about a person, and the exports of cycles they were in, latest first.

    To be asked before an erasure takes the record of who saw what with it.
    """
    reviews = await reviews_of_person(archive.readers, person)
    about = ViewsAsked(subject=person, reviews=tuple(each.review for each in reviews))
    found = list(await views_found(archive.hosts, about, MOST))
    for cycle in {each.cycle for each in reviews}:
        found += await views_of_cycle(archive.hosts, cycle, MOST)
    files = {each.id: each for each in found if each.view.what.startswith(TAKEN)}
    own = {each.review for each in reviews}
    return tuple(
        TakenOut(each.view.what, each.view.at, _taker(archive, each.view.viewer))
        for each in sorted(files.values(), key=lambda each: each.id, reverse=True)
        if each.view.review is None or each.view.review in own
    )


def _taker(archive: Archive, viewer: PersonId) -> PersonId | None:
    """Views of a command that names no reader stand under the organisation."""
    return None if viewer == PersonId(archive.organisation) else viewer
