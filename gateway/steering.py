"""Changes in flight that HR asks for: deadlines and changes of hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue
from temporalio.client import Client

from activities import naming
from activities.calendars import calendars_of
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import CycleId, PersonId, ReviewId, StageId
from domain.people import Organisation, Person
from domain.review.commands import Extend, HandOver
from domain.review.plan import Seat
from domain.review.planning import Setting, is_quiet, seat_of
from domain.working_calendar import WorkingCalendar
from gateway.asking import Answer, Wish, ask
from gateway.submitting import content_id
from storage.archive import Archive
from storage.staging import Sealed
from workflows.messages import StageMove


@dataclass(frozen=True)
class NewDeadline:
    """A stage gets a new deadline: for one review, for a group, or for the whole cycle."""

    request: str
    cycle: CycleId
    stage: StageId
    by_rule: When
    reviews: Sequence[ReviewId] = ()
    by: PersonId | None = None
    reason: str = ""


@dataclass(frozen=True)
class NewHands:
    """A part in a review goes to somebody else, or to nobody."""

    request: str
    cycle: CycleId
    review: ReviewId
    role: Role | None
    from_person: PersonId | None
    to: Seat | None
    calendars: Mapping[str, WorkingCalendar]
    by: PersonId | None = None
    reason: str = ""


class Steering:
    """Passes HR's changes on to cycles and reviews."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Stage reasons in this archive and ask through this client."""
        self._archive = archive
        self._client = client

    async def move_deadline(self, asked: NewDeadline) -> Answer:
        """Move a deadline; one review is asked itself, several are told by their cycle.

        Raises:
            Refused: the new deadline lies in the past, or the stage is over or unknown.
        """
        sealed = await self._reason(asked.request, asked.reason)
        content = sealed.ref if sealed else None
        if len(asked.reviews) == 1:
            command = Extend(
                stage=asked.stage,
                by_rule=asked.by_rule,
                request=asked.request,
                by=asked.by,
                content=content,
            )
            name = naming.review_workflow(asked.cycle, asked.reviews[0])
            return await self._ask(Wish(name, "extend", command, asked.request, sealed))
        move = StageMove(
            stage=asked.stage,
            by_rule=asked.by_rule,
            reviews=tuple(asked.reviews),
            request=asked.request,
            by=asked.by,
            content=content,
        )
        name = naming.cycle_workflow(asked.cycle)
        return await self._ask(Wish(name, "move_stage_deadline", move, asked.request, sealed))

    async def hand_over(self, asked: NewHands) -> Answer:
        """Give a part to somebody else.

        Raises:
            Refused: nobody holds that part, or it would be the reviewee's own.
        """
        sealed = await self._reason(asked.request, asked.reason)
        command = HandOver(
            request=asked.request,
            role=asked.role,
            from_person=asked.from_person,
            to=asked.to,
            calendars=dict(asked.calendars),
            by=asked.by,
            content=sealed.ref if sealed else None,
        )
        name = naming.review_workflow(asked.cycle, asked.review)
        return await self._ask(Wish(name, "hand_over", command, asked.request, sealed))

    async def _ask(self, wish: Wish) -> Answer:
        return await ask(self._archive, self._client, wish)

    async def _reason(self, request: str, reason: str) -> Sealed | None:
        """Seal HR's reason under the organisation's key: it is about the process."""
        if not reason:
            return None
        words: dict[str, JsonValue] = {"reason": reason}
        return await self._archive.vault.sealed(
            content_id(request), self._archive.organisation, words
        )


def seat_for(
    setting: Setting, reviewee: Person, person: Person, role: Role | None
) -> tuple[Seat, dict[str, WorkingCalendar]]:
    """Seat a person in a review that runs already, with the ladder their role climbs."""
    ladder = _ladder(setting.definition, role)
    quiet = is_quiet(setting.definition, role)
    seat = seat_of(setting, reviewee, person, ladder, quiet=quiet)
    return seat, calendars_of(setting.definition, [person])


def setting_of(
    archive: Archive, cycle: CycleId, definition: CycleDefinition, people: Organisation
) -> Setting:
    """Look at the organisation as it stands now, for changes in a cycle that runs."""
    return Setting(
        organisation_id=archive.organisation,
        cycle=cycle,
        definition=definition,
        people=people,
        calendars={},
        on=definition.begins,
    )


def _ladder(definition: CycleDefinition, role: Role | None) -> str | None:
    """Give the ladder of the first step of that role; of any step when no role is named."""
    for step in definition.steps:
        if step.ladder is not None and role in (None, step.role):
            return step.ladder
    return None
