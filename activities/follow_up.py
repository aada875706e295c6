"""Sets going what a review asked for: its actions are tasked, its development plan begins."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

import structlog
from pydantic import JsonValue
from temporalio.client import Client

from activities.everyday import Everyday, everyday
from activities.tasking import NewAction, Tasking
from domain.actions.events import Origin
from domain.definition.cycle import CycleDefinition
from domain.definition.words import FieldKind
from domain.errors import ReviewError
from domain.follow_ups import FollowUp, FollowUpCarriedOut
from domain.ids import ActionId, PersonId, ReviewId, StepId, action_of, follow_ups_of
from domain.review.events import StepSubmitted
from storage.archive import Archive
from storage.errors import LogOutOfReach
from storage.journal import Entry

StartPlan = Callable[[Archive, Client, ReviewId, datetime], Awaitable[None]]
"""Begins the development plan of a completed review; called again it changes nothing."""

_log: Final = structlog.get_logger()


class FollowUps:
    """Carries out what a review asked for; carried out twice is carried out once."""

    def __init__(self, archive: Archive, client: Client, start_plan: StartPlan) -> None:
        """Read and record in this archive, and start workflows through this client."""
        self._archive = archive
        self._client = client
        self._start_plan = start_plan

    async def carry_out(self, asked: FollowUp) -> None:
        """Set it going and record that it is; what is refused waits for the next start.

        Raises:
            LogOutOfReach: the database did not answer; asking again is safe.
            RPCError: Temporal did not answer; asking again is safe.
        """
        real = datetime.now(UTC)
        between = await everyday(self._archive, real, asked.cycle)
        at = between.tempo.virtual(real)
        actions: tuple[ActionId, ...] = ()
        try:
            if asked.kind == "actions":
                actions = await self._task(asked, between)
            else:
                await self._start_plan(self._archive, self._client, asked.review, asked.at)
        except LogOutOfReach:
            raise
        except ReviewError as refusal:
            _log.warning("follow_up_refused", code=refusal.code)
            return
        done = FollowUpCarriedOut(
            at=at, review=asked.review, event=asked.event, kind=asked.kind, actions=actions
        )
        await self._archive.journal.append(follow_ups_of(asked.review), None, [Entry(done)])

    async def _task(self, asked: FollowUp, between: Everyday) -> tuple[ActionId, ...]:
        """Task every action of a submission; of somebody who was erased there are none left."""
        recorded = await self._archive.journal.read(asked.review, unseal=True)
        found = next((each for each in recorded if each.stored.event_id == asked.event), None)
        event = found.event if found else None
        if found is None or not isinstance(event, StepSubmitted) or event.content is None:
            return ()
        subject = PersonId(event.content.subject)
        words = (found.confidential or {}).get(subject, {})
        origin = Origin(kind="review", cycle=asked.cycle, review=asked.review, event=asked.event)
        tasked: list[ActionId] = []
        for number, item in enumerate(_wanted(words, between.definition, event.step), start=1):
            action = NewAction(
                id=action_of(asked.event, number),
                subject=subject,
                owner=PersonId(UUID(str(item["owner"]))),
                on=date.fromisoformat(str(item["due"])),
                what=str(item["what"]),
                tasked_by=event.actor,
                origin=origin,
                must_begin=True,
            )
            await Tasking(self._archive, self._client).task(action)
            tasked.append(action.id)
        return tuple(tasked)


def _wanted(
    words: Mapping[str, JsonValue], definition: CycleDefinition, step: StepId
) -> list[dict[str, JsonValue]]:
    """List the actions in the answers of a form, as `domain.actions.asked` keeps them."""
    form = definition.step(step).form
    fields = definition.forms[form].fields if form else ()
    answers = (words.get(field.id) for field in fields if field.kind is FieldKind.ACTIONS)
    lists = (answer for answer in answers if isinstance(answer, list))
    return [item for answer in lists for item in answer if isinstance(item, dict)]
