"""Says in a sentence what happened, with nobody named whom the person would not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from domain.actions.events import ActionEvent
from domain.definition.cycle import CycleDefinition
from domain.development.events import PlanEvent
from domain.feedback.events import FeedbackEvent
from domain.ids import PersonId
from domain.progress.events import ProgressEvent
from domain.review.events import OnStep, ReviewEvent
from domain.views.telling import Telling
from domain.views.timeline import sentence
from storage.archive import Archive
from storage.event_types import DomainEvent
from storage.read_models.people import Names, names_of
from storage.read_models.timeline import people_in


@dataclass(frozen=True)
class Teller:
    """Tells what happened, in the zone of whose copy it is."""

    names: Names

    @classmethod
    async def of(cls, archive: Archive, person: PersonId, events: Sequence[DomainEvent]) -> Self:
        """Know everybody who is named in these facts."""
        people = {found for event in events for found in people_in(event)}
        return cls(await names_of(archive.readers, people, reader=person))

    def told(self, event: DomainEvent, definition: CycleDefinition | None, person: PersonId) -> str:
        """Give the sentence; some facts are told by their kind alone."""
        tell = Telling.of(definition, self.names.name_of, self.names.zone_of)
        if isinstance(event, ReviewEvent | ActionEvent | ProgressEvent | PlanEvent):
            return sentence(event, tell)
        if isinstance(event, FeedbackEvent):
            giver = getattr(event, "giver", None)
            who = "You" if giver == person else self.names.name_of(giver) if giver else "Somebody"
            receiver = getattr(event, "receiver", None)
            whom = "you" if receiver == person else self.names.name_of(receiver) if receiver else ""
            if event.type == "FeedbackGiven":
                return f"{who} gave feedback to {whom}."
        return f"{self.what(event, definition).capitalize()}."

    def what(self, event: DomainEvent, definition: CycleDefinition | None) -> str:
        """Name the kind of a thing that is withheld, and the step it was written at."""
        kind = "".join(f" {c.lower()}" if c.isupper() else c for c in event.type).strip()
        if isinstance(event, OnStep) and definition is not None:
            titles = {step.id: step.title for step in definition.steps}
            return f'{kind}: "{titles.get(event.step, event.step)}"'
        return kind
