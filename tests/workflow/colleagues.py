"""A cycle in which colleagues are named, approved and asked, on a real engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pydantic import JsonValue

from activities.intake.cycle_file import read_cycle
from domain.definition.cycle import CycleDefinition
from domain.ids import PersonId, StepId
from domain.review import events as e
from domain.review.verdict import ALLOWED, Verdict
from gateway.submitting import Desk, Submission
from gateway.surroundings import ReviewContext
from storage.read_models.peer_feedback import Heard, peer_feedback
from storage.read_models.reviews import StepLine
from storage.read_models.timeline_seen import steps_seen_by, timeline_seen_by
from storage.read_models.viewing import viewing
from storage.read_models.waiting import wait_for
from tests.workflow.company import Company, Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.under_way import UnderWay
from workflows.messages import Receipt

NOMINATED = Path(__file__).parent / "nominated.yaml"
REVIEWEE, MANAGER, PEERS = "101", "10", ("102", "103", "104")
"""Employee numbers; 105 is in the cycle too, and nobody else."""
Answers = Mapping[str, JsonValue]


def nominated() -> CycleDefinition:
    """The definition of the file beside this one, which has no fault."""
    reading = read_cycle(NOMINATED.read_text())
    assert reading.definition is not None, reading.problems
    return reading.definition


@dataclass(frozen=True)
class Colleagues:
    """A cycle that runs, and somebody who types for everybody."""

    office: Engine
    company: Company
    launched: Launched
    definition: CycleDefinition

    async def review_of(self, number: str) -> UnderWay:
        return await self.launched.review_of(number)

    async def submit(
        self,
        step: str,
        actor: str,
        answers: Answers,
        verdict: Verdict | None = None,
        *,
        of: str = REVIEWEE,
    ) -> Receipt:
        """Hand a step in through the gateway, and wait until the read models show it."""
        review = await self.review_of(of)
        spec = self.definition.step(StepId(step))
        submission = Submission(
            id=str(uuid4()),
            review=review.plan.review,
            step=spec.id,
            actor=self.company[actor],
            verdict=verdict or ALLOWED[spec.act][0],
            answers=answers,
        )
        context = ReviewContext(
            self.launched.id, review.plan.reviewee, self.definition, review.plan.tempo
        )
        answer = await Desk(self.office.archive, self.office.client).submit(submission, context)
        assert isinstance(answer, Receipt)
        assert await wait_for(self.office.archive.readers, answer.position or 0, 20)
        return answer

    async def nominate(
        self, *numbers: str, of: str = REVIEWEE, actor: str | None = None
    ) -> Receipt:
        return await self.submit("nominate", actor or of, {"peers": list(numbers)}, of=of)

    async def approve(self, of: str = REVIEWEE) -> Receipt:
        return await self.submit("approve", MANAGER, {}, of=of)

    async def heard_by(self, number: str, of: str = REVIEWEE) -> list[Heard]:
        """What somebody may see of the anonymous feedback."""
        archive, review = self.office.archive, (await self.review_of(of)).plan.review
        look = await viewing(archive.readers, review, self.company[number])
        return await peer_feedback(archive, review, self.definition, look)

    async def told_to(self, number: str, of: str = REVIEWEE) -> list[str]:
        """The timeline of a review, as somebody may see it."""
        readers, review = self.office.archive.readers, (await self.review_of(of)).plan.review
        look = await viewing(readers, review, self.company[number])
        entries = await timeline_seen_by(readers, review, self.definition, look)
        return [entry.sentence for entry in entries]

    async def steps_of(self, step: str, number: str, of: str = REVIEWEE) -> list[StepLine]:
        """The seats of a step, as somebody may see them."""
        readers, review = self.office.archive.readers, (await self.review_of(of)).plan.review
        look = await viewing(readers, review, self.company[number])
        seen = await steps_seen_by(readers, review, self.definition, look)
        return [line for line in seen if line.step == step]

    async def asked(self, of: str = REVIEWEE) -> list[PersonId | None]:
        """Who was asked in the end."""
        named = await (await self.review_of(of)).all(e.PeersNamed)
        return [person for event in named for person in event.peers]


async def colleagues_on(
    office: Engine, folder: Path, definition: CycleDefinition | None = None
) -> Colleagues:
    """Launch the cycle for five of a company of twelve."""
    used = definition or nominated()
    company = await hire(office, folder, 12)
    launched = await company.launch(used, reviewees=(REVIEWEE, *PEERS, "105"))
    review = await launched.review_of(REVIEWEE)
    await review.until_it_waits()
    results = await office.archive.journal.read(launched.id)
    assert await wait_for(office.archive.readers, results[-1].position, 20)
    return Colleagues(office, company, launched, used)
