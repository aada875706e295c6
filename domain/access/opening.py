"""What of a fact is open to the person it is about, and why the rest is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from pydantic import BaseModel, JsonValue

from domain.access.copy import Part, Said
from domain.actions.events import ActionEvent
from domain.alignment.events import ObjectiveFact
from domain.anonymity import anonymous_steps
from domain.calibration.events import SessionEvent
from domain.cycle.events import CycleEvent
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import Form, FormField
from domain.definition.words import Role, VisibleFrom
from domain.delivery.events import DeliveryEvent
from domain.development.events import PlanEvent
from domain.erasure.events import ErasureEvent
from domain.feedback.events import FeedbackEvent, FeedbackGiven
from domain.feedback.readers import may_read_feedback
from domain.ids import PersonId
from domain.offices import OfficeEvent
from domain.operations.events import OperationEvent
from domain.people_events import PersonFact
from domain.progress.events import ProgressEvent
from domain.review.events import CalibrationSettled, ReviewEvent, StepSentBack, StepSubmitted
from domain.visibility import Progressed, Viewer, Written, may_read, readers, self_assessments

Words = Mapping[str, JsonValue]

WITHOUT_A_NAME: Final = "It was written without a name: what may be read of it stands together."
FOR_OTHERS: Final = "It was written without a name, and for others to read."
UNNAMED: Final = frozenset({WITHOUT_A_NAME, FOR_OTHERS})
"""Why nothing is told of a step at which colleagues write without a name."""

ABOUT_ANOTHER: Final = "It is about somebody else."
OF_THE_PANEL: Final = "It was said in the calibration panel: the panel and HR read it."
FOR_HR: Final = "A reason kept for HR and auditors. Ask HR for it."
NOT_SHARED: Final = "Held, and not open to you until your result is shared with you."
NOT_THE_READER: Final = "Whoever wrote it did not write it for you to read."
TAKEN_BACK: Final = "Whoever wrote it took it back."

_UNTIL: Final = {
    VisibleFrom.SUBMITTED: "it is handed in",
    VisibleFrom.RATED: "your manager has rated",
    VisibleFrom.SHARED: "your result is shared with you",
    VisibleFrom.SIGNED: "your review is signed",
}
_AUTHORS: Final = ("actor", "by", "giver", "tasked_by")
_OPEN_TO_SUBJECT: Final = (PersonFact, PlanEvent, ActionEvent, ProgressEvent, ObjectiveFact)


@dataclass(frozen=True)
class Sight:
    """From where the person looks at a fact.

    Attributes:
        person: who asks for the copy.
        definition: of the cycle the fact belongs to, if it does.
        viewer: their roles in the review.
        progressed: how far the review is.
        is_rating_open: whether they may read the rating that stands.
        leading: who leads the receiver of feedback now.
        withdrawn: feedback that was taken back.
    """

    person: PersonId
    definition: CycleDefinition | None = None
    viewer: Viewer = field(default_factory=Viewer)
    progressed: Progressed = field(default_factory=Progressed)
    is_rating_open: bool = False
    leading: frozenset[PersonId] = frozenset()
    withdrawn: frozenset[UUID] = frozenset()


@dataclass
class Opened:
    """What is open of the words of a fact, and why each of the others is not."""

    said: list[Said] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


def opened(event: BaseModel, words: Mapping[UUID, Words], sight: Sight) -> Opened:
    """Sort the words of a fact: what the person gets, and what is withheld and why."""
    found = Opened()
    for subject, part in words.items():
        for name, answer in part.items():
            why = _closed(event, subject, name, sight)
            if why:
                found.closed.append(why)
            else:
                label = _label(event, name, sight.definition)
                found.said.append(Said(name=name, question=label, answer=answer))
    return found


def named_as(value: object, person: PersonId, path: str = "") -> Iterator[str]:
    """Find the places of a fact at which the id of a person stands."""
    match value:
        case UUID() if value == person:
            yield path
        case BaseModel():
            for name in type(value).model_fields:
                yield from named_as(getattr(value, name), person, f"{path}.{name}".lstrip("."))
        case dict():
            for name, each in value.items():
                mine = name == person
                yield from [f"{path}[you]"] if mine else named_as(each, person, f"{path}[{name}]")
        case tuple() | list():
            for number, each in enumerate(value):
                yield from named_as(each, person, f"{path}[{number}]")
        case _:
            return


def is_open_session(event: SessionEvent, person: PersonId) -> bool:
    """Tell whether somebody has a part in a session, and is not only spoken of in it."""
    spoken_of = ("plan.members", "content")
    return any(not path.startswith(spoken_of) for path in named_as(event, person))


def plain_facts(event: BaseModel) -> dict[str, JsonValue]:
    """Give days, numbers and kinds of a fact, without the id of anybody or anything."""
    found = event.model_dump(mode="json", exclude={"type", "details", "request", "submission"})
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, str | int | bool) and not isinstance(getattr(event, name), UUID)
    }


def part_of(event: BaseModel, *, is_own: bool) -> Part:
    """Say what a fact is about; `is_own` says whether it belongs to a review of the person."""
    kinds: dict[Part, tuple[type, ...]] = {
        Part.PERSON: (PersonFact, OfficeEvent),
        Part.FEEDBACK: (FeedbackEvent,),
        Part.ACTIONS: (ActionEvent,),
        Part.PLANS: (PlanEvent,),
        Part.OBJECTIVES: (ObjectiveFact,),
        Part.CALIBRATION: (SessionEvent,),
        Part.MESSAGES: (DeliveryEvent,),
        Part.CYCLES: (CycleEvent, OperationEvent),
        Part.KEEPING: (ErasureEvent,),
    }
    for part, types in kinds.items():
        if isinstance(event, types):
            return part
    return Part.OWN_REVIEWS if is_own else Part.REVIEWS_OF_OTHERS


def _closed(  # noqa: PLR0911 - one answer a kind of fact
    event: BaseModel, subject: UUID, name: str, sight: Sight
) -> str:
    """Say why words are not open; nothing where they are."""
    if isinstance(event, FeedbackGiven):
        return _feedback(event, sight)
    if sight.person in _authors(event):
        return ""
    if subject != sight.person:
        is_open = isinstance(event, ObjectiveFact) or _has_action(event, sight.person)
        return "" if is_open else FOR_HR if isinstance(event, ErasureEvent) else ABOUT_ANOTHER
    if isinstance(event, _OPEN_TO_SUBJECT):
        return ""
    if isinstance(event, SessionEvent):
        return OF_THE_PANEL
    if isinstance(event, CalibrationSettled):
        return "" if sight.is_rating_open else NOT_SHARED
    if isinstance(event, StepSubmitted | StepSentBack):
        return _on_step(event, name, sight)
    return FOR_HR


def _has_action(event: BaseModel, person: PersonId) -> bool:
    """Whether an action is theirs or was asked by them; who only hears that it is late reads none.

    As on the pages: see `storage.read_models.actions`.
    """
    paths = named_as(event, person) if isinstance(event, ActionEvent) else ()
    return any(".rungs[" not in path for path in paths)


def _feedback(given: FeedbackGiven, sight: Sight) -> str:
    if given.giver == sight.person:
        return ""
    if given.feedback in sight.withdrawn:
        return TAKEN_BACK
    is_open = may_read_feedback(given, sight.person, sight.leading)
    return "" if is_open else NOT_THE_READER


def _on_step(event: StepSubmitted | StepSentBack, name: str, sight: Sight) -> str:
    definition, step = sight.definition, _step(event, sight.definition)
    if definition is None or step is None:
        return NOT_SHARED
    form = definition.forms.get(step.form or "")
    if form is not None and step.id in anonymous_steps(definition):
        roles = sight.viewer.acting_roles
        is_reader = any(roles & readers(form, each) for each in form.fields)
        return WITHOUT_A_NAME if is_reader else FOR_OTHERS
    asked = next((one for one in form.fields if one.id == name), None) if form else None
    if form is None or asked is None:
        return _remark(event, definition, sight)
    return _answer(step, form, asked, sight)


def _remark(event: StepSubmitted | StepSentBack, definition: CycleDefinition, sight: Sight) -> str:
    """A word beside a verdict is open where the step comes back to them, or all is shared."""
    back = event.to_step if isinstance(event, StepSentBack) else None
    comes_back = any(s.id == back and s.role is Role.REVIEWEE for s in definition.steps)
    return "" if comes_back or sight.progressed.is_shared else NOT_SHARED


def _answer(step: Step, form: Form, asked: FormField, sight: Sight) -> str:
    scored = self_assessments(sight.definition) if sight.definition else frozenset()
    written = Written(step=step.id, form=form, is_self_assessment=step.id in scored)
    if may_read(written, asked, sight.viewer, sight.progressed):
        return ""
    if not sight.viewer.acting_roles & readers(form, asked):
        return NOT_THE_READER
    return f"Held, and not open to you until {_UNTIL[form.visible_from]}."


def _authors(event: BaseModel) -> set[object]:
    return {getattr(event, name, None) for name in _AUTHORS} - {None}


def _step(event: StepSubmitted | StepSentBack, definition: CycleDefinition | None) -> Step | None:
    steps = definition.steps if definition else ()
    return next((step for step in steps if step.id == event.step), None)


def _label(event: BaseModel, name: str, definition: CycleDefinition | None) -> str:
    if not isinstance(event, ReviewEvent) or not isinstance(event, StepSubmitted):
        return ""
    step = _step(event, definition)
    form = definition.forms.get(step.form or "") if definition and step else None
    return next((one.label for one in form.fields if one.id == name), "") if form else ""
