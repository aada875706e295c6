"""What colleagues said on anonymous forms: as a whole for its readers, by name for HR alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from domain.anonymity import Given, Voices, anonymous_steps, countable, voices
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import Form
from domain.ids import PersonId, ReviewId, StepId
from domain.review.events import ReviewEvent, StepSubmitted
from domain.review.evolve import fold
from domain.review.state import ReviewState
from domain.review.verdict import Verdict
from domain.views.withheld import knows_authors
from domain.visibility import Viewer, Written, may_read
from storage.archive import Archive
from storage.journal import Recorded
from storage.one_look import asked_once
from storage.read_models.viewing import Viewing


@dataclass(frozen=True, slots=True)
class ByName:
    """What one colleague handed in: answers, or the reason for turning it down."""

    author: PersonId
    at: datetime
    verdict: Verdict
    words: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Heard:
    """One anonymous step as a reader may see it.

    `form` has the questions that reader may read. `voices` is what all see of the answers;
    `by_name` is for HR alone, while it goes on as well.
    """

    step: StepId
    step_title: str
    form: Form
    voices: tuple[Voices, ...] = ()
    by_name: tuple[ByName, ...] = ()


@dataclass(frozen=True, slots=True)
class _HandedIn:
    """What was handed in at one step in its latest round, and whether it is over."""

    step: Step
    form: Form
    by_name: tuple[ByName, ...]
    is_over: bool

    @property
    def given(self) -> list[Given]:
        return [
            Given(author=each.author, at=each.at, answers=dict(each.words))
            for each in self.by_name
            if each.verdict is Verdict.SUBMITTED
        ]


async def peer_feedback(
    archive: Archive, review: ReviewId, definition: CycleDefinition, look: Viewing
) -> list[Heard]:
    """Give the anonymous feedback in a review that somebody may read, in the order of the steps.

    What is not to be seen yet, or never will be, is not there at all: a reader cannot tell a form
    that nobody filled in from one that too few did, or that still waits for somebody.
    """
    steps = await _handed_in(archive, review, definition)
    found = [_seen_of(each, look) for each in steps]
    return [heard for heard in found if heard is not None]


async def countable_feedback(
    archive: Archive, review: ReviewId, definition: CycleDefinition
) -> dict[str, tuple[dict[str, JsonValue], ...]]:
    """Give what a score may be formed of: form name -> answers of anonymous forms, if any show."""
    return {
        each.step.form or "": countable(each.form, each.given, is_over=each.is_over)
        for each in await _handed_in(archive, review, definition)
    }


def _seen_of(handed_in: _HandedIn, look: Viewing) -> Heard | None:
    form, step = _readable(handed_in, look.viewer, look), handed_in.step
    if form is None:
        return None
    if knows_authors(look.viewer):
        return Heard(step.id, step.title, form, by_name=_cut(handed_in.by_name, form))
    shown = voices(form, handed_in.given, is_over=handed_in.is_over)
    return Heard(step.id, step.title, form, shown) if shown else None


def _readable(handed_in: _HandedIn, viewer: Viewer, look: Viewing) -> Form | None:
    """Give the form with the questions a viewer may read; None when there are none."""
    about = Written(step=handed_in.step.id, form=handed_in.form)
    fields = tuple(
        field for field in handed_in.form.fields if may_read(about, field, viewer, look.progressed)
    )
    return handed_in.form.model_copy(update={"fields": fields}) if fields else None


def _cut(by_name: Sequence[ByName], form: Form) -> tuple[ByName, ...]:
    """Leave out the answers to questions that are not for the reader."""
    questions = {field.id for field in form.fields}
    return tuple(
        ByName(
            each.author,
            each.at,
            each.verdict,
            {
                question: answer
                for question, answer in each.words.items()
                if question in questions or each.verdict is Verdict.TURNED_DOWN
            },
        )
        for each in by_name
    )


async def _handed_in(
    archive: Archive, review: ReviewId, definition: CycleDefinition
) -> list[_HandedIn]:
    question = (id(archive.journal), "handed in without names", review)
    return await asked_once(question, lambda: _folded(archive, review, definition))


async def _folded(
    archive: Archive, review: ReviewId, definition: CycleDefinition
) -> list[_HandedIn]:
    recorded = await archive.journal.read(review, unseal=True)
    state = fold(each.event for each in recorded if isinstance(each.event, ReviewEvent))
    hidden = anonymous_steps(definition)
    return [
        _HandedIn(
            step,
            definition.forms[step.form or ""],
            _by_name(recorded, step.id, state),
            is_over=state.is_closed or step.id in state.done,
        )
        for step in definition.steps
        if step.id in hidden
    ]


def _by_name(recorded: Sequence[Recorded], step: StepId, state: ReviewState) -> tuple[ByName, ...]:
    """Give what each colleague handed in last, in the latest round of a step."""
    latest: dict[PersonId, ByName] = {}
    for each in recorded:
        event = each.event
        if not isinstance(event, StepSubmitted) or event.step != step:
            continue
        if event.round == state.rounds.get(step, 1):
            parts = (each.confidential or {}).values()
            words = {name: answer for part in parts for name, answer in part.items()}
            latest[event.actor] = ByName(event.actor, event.at, event.verdict, words)
    return tuple(latest.values())
