"""What the log tells outside, page by page: the same for webhooks and for the feed."""

from collections.abc import Collection, Mapping, Sequence

from domain.anonymity import anonymous_steps
from domain.ids import CycleId, ReviewId, StepId
from domain.process_facts import KINDS, Place, ProcessFact, process_fact
from storage.archive import Archive
from storage.journal import Recorded
from storage.read_models.cycles import cycle_of
from storage.read_models.reviews import cycles_of_reviews

Hidden = Mapping[ReviewId, frozenset[StepId]]


class FactsTold:
    """Reads the log as other programs may hear it; keep it, it remembers what cycles hide."""

    def __init__(self, archive: Archive) -> None:
        """Read from this archive."""
        self._archive = archive
        self._anonymous: dict[CycleId, frozenset[StepId]] = {}

    async def after(
        self, position: int, until: int, limit: int, types: Collection[str] = ()
    ) -> list[tuple[int, ProcessFact | None]]:
        """Give each position after one, with nothing in the place of what is not told.

        `until` is how far the read models show the log: whoever asks back finds it there. `types`
        names what is wanted; all that is told where it is empty.
        """
        page = await self._archive.journal.read_after(position, limit)
        page = [each for each in page if each.position <= until]
        hidden = await self._hidden(page)
        return [(each.position, self._fact(each, types, hidden)) for each in page]

    def _fact(
        self, recorded: Recorded, types: Collection[str], hidden: Hidden
    ) -> ProcessFact | None:
        type_, stored = recorded.stored.type, recorded.stored
        if stored.tenant_id != self._archive.organisation or (types and type_ not in types):
            return None
        if KINDS.get(type_) == "review" and ReviewId(recorded.stream) not in hidden:
            return None
        place = Place(
            organisation=stored.tenant_id,
            stream=recorded.stream,
            event=stored.event_id,
            position=recorded.position,
            recorded_at=recorded.recorded_at,
        )
        anonymous = hidden.get(ReviewId(recorded.stream), frozenset())
        return process_fact(recorded.event, type_, place, anonymous)

    async def _hidden(self, page: Sequence[Recorded]) -> Hidden:
        """Say of which steps of which reviews nobody may hear when they were done."""
        reviews = {
            ReviewId(each.stream) for each in page if KINDS.get(each.stored.type) == "review"
        }
        cycles = await cycles_of_reviews(self._archive.readers, reviews)
        for cycle in set(cycles.values()) - self._anonymous.keys():
            found = await cycle_of(self._archive.readers, cycle)
            self._anonymous[cycle] = anonymous_steps(found.definition) if found else frozenset()
        return {review: self._anonymous[cycle] for review, cycle in cycles.items()}
