"""A development plan that is recorded command by command, as the gateway and the weeks do."""

from domain.development import commands as c
from domain.development.decide import decide
from domain.development.state import PlanState
from domain.ids import PlanId, ReviewId, plan_id
from storage.development import entries_of, plan_in
from storage.event_store import Appended
from storage.journal import Journal
from tests.unit.development.a_plan import begin


class RecordedPlan:
    """A plan in the log of a test."""

    def __init__(self, journal: Journal, review: ReviewId, rhythm: str = "usual") -> None:
        self.journal, self.review = journal, review
        self.beginning = begin(rhythm)

    @property
    def id(self) -> PlanId:
        return plan_id(self.review)

    async def begin(self) -> PlanState:
        begun = self.beginning.begun.model_copy(update={"review": self.review})
        return await self.ask(self.beginning.model_copy(update={"begun": begun}))

    async def ask(self, *commands: c.Command) -> PlanState:
        """Record what follows from each, and say where the plan stands then."""
        for command in commands:
            recorded = await self.journal.read(self.id, unseal=True)
            state = plan_in(recorded)
            told = decide(state, command)
            reviewee = self.beginning.begun.reviewee
            if told:
                outcome = await self.journal.append(
                    self.id, len(recorded), entries_of(told, reviewee)
                )
                assert isinstance(outcome, Appended)
        return plan_in(await self.journal.read(self.id, unseal=True))
