"""What people do with a development plan: straight into the log, and nothing of it in Temporal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from pydantic import JsonValue
from temporalio.client import Client
from temporalio.service import RPCError

from activities.plan_actions import PlanActions
from domain.answers import NotAnAnswer, is_blank, text_of
from domain.definition.conversation import Development
from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from domain.development import commands as c
from domain.development.asked import read_plan
from domain.development.decide import decide
from domain.development.refusals import NoPlan
from domain.development.state import PlanState
from domain.development.words import CheckInWords, Decision, PlanWords, Progress
from domain.errors import ReviewError
from domain.form_rules import FormRules
from domain.ids import PersonId, PlanId
from gateway.noting import note
from gateway.submitting import AnswersNotAccepted
from gateway.surroundings import ReviewContext, rules_for
from storage.archive import Archive
from storage.development import entries_of, plan_in, read_plan_stream
from storage.journal import Entry, Recorded
from storage.read_models.cycles import cycle_of

PLAN: Final = "plan"
PLAN_FORM: Final = Form(
    title="Development plan",
    fields=(FormField(id=PLAN, label="Development plan", kind=FieldKind.PLAN),),
)
"""The one question of which an edited plan is the answer."""


_log: Final = structlog.get_logger()


class PlanNotAccepted(AnswersNotAccepted):
    """The plan cannot be taken like this."""

    def __init__(self, sentences: Sequence[str]) -> None:
        """Carry everything that is wrong, each a sentence, and speak all of it."""
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


@dataclass(frozen=True)
class OnPlan:
    """Who asks something of a plan, and when; the same request is carried out once."""

    plan: PlanId
    by: PersonId
    at: datetime
    request: str


class PlanDesk:
    """Takes what people say of their plans; every method gives the position in the log."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Record in this archive; actions of plans are asked for through this client."""
        self._archive = archive
        self._client = client

    async def edit(self, asked: OnPlan, answer: JsonValue) -> int:
        """Change the plan, which pauses it until the other has acknowledged it too.

        Raises:
            PlanNotAccepted: says everything that is wrong with the plan.
            ReviewError: what `domain.development.refusals` name.
        """
        rules = await self._rules(asked.plan, answer)

        def command(state: PlanState) -> c.Command:
            state.side(asked.by)  # what is wrong with an answer would tell others of the plan
            plan = _read(answer, rules, state)
            return c.EditPlan(
                at=asked.at,
                by=asked.by,
                request=asked.request,
                plan=plan,
                rules=rules.development,
            )

        return await self._note(asked.plan, command)

    async def acknowledge(self, asked: OnPlan) -> int:
        """Acknowledge whatever waits for this person: an edition, talks the other noted."""
        return await self._note(asked.plan, lambda _: c.AcknowledgePlan(at=asked.at, by=asked.by))

    async def hold(self, asked: OnPlan, notes: str, aims: dict[str, Progress]) -> int:
        """Note that the two have talked, in words, and how each aim stands.

        Raises: as `edit`.
        """
        words = CheckInWords(notes=_text(notes, "Please say what you talked about."), aims=aims)
        command = c.HoldCheckIn(at=asked.at, by=asked.by, request=asked.request, words=words)
        return await self._note(asked.plan, lambda _: command)

    async def decide(self, asked: OnPlan, decision: Decision, reason: str) -> int:
        """Say how it goes on after the last check-in; raises as `edit`."""
        command = c.DecideOnPlan(
            at=asked.at,
            by=asked.by,
            request=asked.request,
            decision=decision,
            reason=_text(reason, "Please say why."),
            rules=await self._development(asked.plan),
        )
        return await self._note(asked.plan, lambda _: command)

    async def close(self, asked: OnPlan) -> int:
        """Close the plan, if the other has asked for that too; else ask for it."""
        return await self._note(asked.plan, lambda _: c.ClosePlan(at=asked.at, by=asked.by))

    async def _note(self, plan: PlanId, command: Callable[[PlanState], c.Command]) -> int:
        def follows(recorded: Sequence[Recorded]) -> Sequence[Entry]:
            state = plan_in(recorded)
            if state.begun is None:
                raise NoPlan
            return entries_of(decide(state, command(state)), state.opened.reviewee)

        position = await note(self._archive, plan, follows, unseal=True)
        await self._settle(plan)
        return position

    async def _settle(self, plan: PlanId) -> None:
        """Bring the actions in line; should that fail, the next weekly look makes it good."""
        try:
            state = await read_plan_stream(self._archive.journal, plan)
            await PlanActions(self._archive, self._client).settle(state)
        except (ReviewError, RPCError) as failure:
            _log.warning("actions_of_plan_wait", kind=type(failure).__name__)

    async def _development(self, plan: PlanId) -> Development:
        return (await self._context(plan)).definition.development or Development()

    async def _rules(self, plan: PlanId, answer: JsonValue) -> FormRules:
        context = await self._context(plan)
        state = await read_plan_stream(self._archive.journal, plan)
        answers = {PLAN: answer}
        return await rules_for(self._archive, state.opened.review, context, PLAN_FORM, answers)

    async def _context(self, plan: PlanId) -> ReviewContext:
        state = await read_plan_stream(self._archive.journal, plan)
        if state.begun is None:
            raise NoPlan
        begun = state.begun
        cycle = await cycle_of(self._archive.readers, begun.cycle)
        if cycle is None:
            raise NoPlan
        return ReviewContext(begun.cycle, begun.reviewee, cycle.definition, cycle.tempo)


def _read(answer: JsonValue, rules: FormRules, state: PlanState) -> PlanWords:
    known = None if state.is_over else state
    try:
        kept = read_plan(answer, rules.development, rules.profile, rules.find, rules.today, known)
    except NotAnAnswer as refused:
        raise PlanNotAccepted(refused.sentences) from None
    return PlanWords.model_validate(kept)


def _text(words: str, missing: str) -> str:
    try:
        if is_blank(words):
            raise AnswersNotAccepted(missing)
        return text_of(words)
    except NotAnAnswer as refused:
        raise AnswersNotAccepted(" ".join(refused.sentences)) from None
