"""Changes in flight for one review, some, or all of a cycle: each recorded and told once."""

from dataclasses import dataclass
from typing import ClassVar, Final

from pydantic import JsonValue
from temporalio.client import Client

from activities import naming
from activities.change_reviews import ReviewsChange, command_of, withdraw_from_session
from domain.cycle.events import Change
from domain.errors import ReviewError
from domain.ids import CycleId, PersonId, ReviewId, StepId
from domain.stamping import NOT_STAMPED
from gateway.asking import Answer, Wish, ask
from gateway.submitting import content_id
from storage.archive import Archive
from storage.read_models.reviews import review_of
from storage.staging import Sealed
from workflows.messages import ChangeAsked, Joining, Receipt

UPDATES: Final[dict[Change, str]] = {
    "pause": "pause",
    "resume": "resume",
    "cancel": "cancel",
    "close": "cancel",
    "reopen": "reopen",
    "nudge": "nudge",
}
"""What a review is asked, for each thing that can be done to it."""


class SayWhy(ReviewError):
    """Please say why: HR reads it in the audit, and so does whom it affects."""

    code: ClassVar[str] = "say_why"


@dataclass(frozen=True)
class Ordered:
    """What HR wants done to these reviews; none named means to every open one.

    `words` are the reason, or the personal line of a nudge.
    """

    request: str
    cycle: CycleId
    change: Change
    by: PersonId
    words: str
    reviews: tuple[ReviewId, ...] = ()
    steps: tuple[StepId, ...] = ()
    late: bool = False
    spared: tuple[PersonId, ...] = ()


@dataclass(frozen=True)
class Added:
    """Whom HR takes into a cycle that runs."""

    request: str
    cycle: CycleId
    people: tuple[PersonId, ...]
    by: PersonId
    words: str


class Changes:
    """Passes HR's changes on; words are sealed before anything else is told of them."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Stage reasons in this archive and ask through this client."""
        self._archive = archive
        self._client = client

    async def carry_out(self, ordered: Ordered) -> Answer:
        """Have a change done: one review is asked itself, several are told by their cycle.

        Raises:
            SayWhy: there is no reason; only a nudge needs no words.
            Refused: the one review, or the cycle, cannot be changed like that.
        """
        sealed = await self._seal(
            ordered.request, ordered.words, is_needed=ordered.change != "nudge"
        )
        if len(ordered.reviews) == 1:
            return await self._ask_review(ordered, ordered.reviews[0], sealed)
        asked = ChangeAsked(
            change=ordered.change,
            steps=ordered.steps,
            reviews=ordered.reviews,
            late=ordered.late,
            spared=ordered.spared,
            request=ordered.request,
            by=ordered.by,
            content=sealed.ref if sealed else None,
        )
        name = naming.cycle_workflow(ordered.cycle)
        wish = Wish(name, "change_reviews", asked, ordered.request, sealed)
        return await ask(self._archive, self._client, wish)

    async def add(self, added: Added) -> Answer:
        """Take people into a cycle that runs.

        Raises:
            SayWhy: there is no reason.
            Refused: the cycle is closed or paused, or everybody is in it already.
        """
        sealed = await self._seal(added.request, added.words, is_needed=True)
        joining = Joining(
            people=added.people,
            request=added.request,
            by=added.by,
            content=sealed.ref if sealed else None,
        )
        name = naming.cycle_workflow(added.cycle)
        wish = Wish(name, "add_people", joining, added.request, sealed)
        return await ask(self._archive, self._client, wish)

    async def _ask_review(
        self, ordered: Ordered, review: ReviewId, sealed: Sealed | None
    ) -> Answer:
        asked = ReviewsChange(
            cycle=ordered.cycle,
            at=NOT_STAMPED,
            change=ordered.change,
            steps=ordered.steps,
            late=ordered.late,
            spared=ordered.spared,
            request=ordered.request,
            by=ordered.by,
            content=sealed.ref if sealed else None,
        )
        name, update = naming.review_workflow(ordered.cycle, review), UPDATES[ordered.change]
        wish = Wish(name, update, command_of(asked), ordered.request, sealed)
        answer = await ask(self._archive, self._client, wish)
        if update == "cancel" and isinstance(answer, Receipt):
            line = await review_of(self._archive.readers, review)
            if line is not None:
                await withdraw_from_session(self._client, line)
        return answer

    async def _seal(self, request: str, words: str, *, is_needed: bool) -> Sealed | None:
        """Seal HR's words under the organisation's key: they are about the process."""
        if not words.strip():
            if is_needed:
                raise SayWhy
            return None
        said: dict[str, JsonValue] = {"reason": words.strip()}
        organisation = self._archive.organisation
        return await self._archive.vault.sealed(content_id(request), organisation, said)
