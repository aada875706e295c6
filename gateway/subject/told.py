"""Says in a sentence what happened, with nobody named whom the person would not see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from domain.access.copy import Said
from domain.actions.events import ActionEvent
from domain.definition.cycle import CycleDefinition
from domain.definition.forms import FormField
from domain.definition.words import FieldKind
from domain.development.events import PlanEvent
from domain.feedback.events import FeedbackEvent
from domain.goals import read_goals
from domain.ids import PersonId
from domain.people_events import PersonChanged, PersonFact, PersonJoined, PersonLeft, PersonReturned
from domain.progress.events import ProgressEvent
from domain.review.events import CalibrationSettled, OnStep, ReviewEvent, StepSubmitted
from domain.views.telling import SOME_COLLEAGUE, Telling
from domain.views.telling_answers import Speech, answer_in_words, level_in_words
from domain.views.timeline import sentence
from storage.archive import Archive
from storage.event_types import DomainEvent
from storage.read_models.people import Names, names_of
from storage.read_models.timeline import people_in


@dataclass(frozen=True)
class Teller:
    """Tells what happened, in the zone of whose copy it is.

    `titles` are those of objectives, by id, as far as the person was given them.
    """

    names: Names
    titles: dict[str, str] = field(default_factory=dict)

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
        if isinstance(event, PersonFact):
            return _of_directory(event, person)
        return f"{self.what(event, definition).capitalize()}."

    def spoken(
        self, event: DomainEvent, definition: CycleDefinition | None, said: Said, person: PersonId
    ) -> Said:
        """Give an answer as people read it; one that is no answer of a form stays as it is."""
        speech = Speech(
            self.titles, definition.rating_scale if definition else None, self._called(person)
        )
        if isinstance(event, CalibrationSettled) and said.name == "rating":
            return said.model_copy(update={"shown": level_in_words(said.answer, speech)})
        asked = _asked(event, definition, said.name)
        if asked is None:
            return said
        if asked.kind is FieldKind.GOALS:
            self.titles.update({goal.id: goal.title for goal in read_goals(said.answer)[0]})
        shown = answer_in_words(asked, said.answer, speech)
        return said.model_copy(update={"shown": shown})

    def _called(self, reader: PersonId) -> Callable[[PersonId], str]:
        known = self.names.known

        def name_of(person: PersonId) -> str:
            named = known.get(person)
            return "you" if person == reader else named.name if named else SOME_COLLEAGUE

        return name_of

    def what(self, event: DomainEvent, definition: CycleDefinition | None) -> str:
        """Name the kind of a thing that is withheld, and the step it was written at."""
        kind = "".join(f" {c.lower()}" if c.isupper() else c for c in event.type).strip()
        if isinstance(event, OnStep) and definition is not None:
            titles = {step.id: step.title for step in definition.steps}
            return f'{kind}: "{titles.get(event.step, event.step)}"'
        return kind


def _asked(event: DomainEvent, definition: CycleDefinition | None, name: str) -> FormField | None:
    """Find the question of a form that an answer belongs to."""
    if definition is None or not isinstance(event, StepSubmitted):
        return None
    step = next((one for one in definition.steps if one.id == event.step), None)
    form = definition.forms.get(step.form or "") if step else None
    return next((one for one in form.fields if one.id == name), None) if form else None


def _of_directory(event: PersonFact, person: PersonId) -> str:
    """Say what the directory learned, and of whom: of the person, or of who has them as leader."""
    if event.person == person:
        return f"You {_happened(event, 'your')}."
    manager, partner = (getattr(event, name, None) for name in ("manager", "hr_partner"))
    ties = ["reports to you"] if manager == person else []
    ties += ["has you as HR partner"] if partner == person else []
    tie = f" who {' and '.join(ties)}" if ties else " else"
    return f"Somebody{tie} {_happened(event, 'their')}."


def _happened(event: PersonFact, whose: str) -> str:
    match event:
        case PersonJoined():
            return "entered the directory"
        case PersonChanged(changed=changed):
            what = ", ".join(name.replace("_", " ") for name in changed)
            return f"got another entry in {whose} record: {what}"
        case PersonLeft():
            return "left"
        case PersonReturned():
            return "came back"
        case _:
            return f"got another entry in {whose} record"
