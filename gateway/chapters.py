"""What was written in a review as a reader reads it: step by step, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from domain.anonymity import Voices
from domain.definition.forms import FormField
from domain.definition.words import Act, Role
from domain.ids import StepId
from domain.views.telling_answers import Speech, answer_in_words
from gateway.passages import Passage
from gateway.review_told import ToldReview
from storage.read_models.peer_feedback import ByName, Heard

NAMELESS: Final = "Several colleagues, without names and in no order"


@dataclass(frozen=True)
class Said:
    """A question and what was answered, line by line; `question` is "" for a reason alone."""

    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """What one person, or several without names, handed in on a step.

    `at` is None where nobody may know when it was.
    """

    step: StepId
    title: str
    act: Act
    role: Role
    by: str
    at: datetime | None
    said: tuple[Said, ...]


def chapters(told: ToldReview) -> tuple[Chapter, ...]:
    """Give everything written that the reader may read, in the order of the steps."""
    definition = told.looked.cycle.definition
    order = {step.id: place for place, step in enumerate(definition.steps)}
    found = [*_with_names(told), *_heard(told)]
    return tuple(sorted(found, key=lambda chapter: order[chapter.step]))


def _with_names(told: ToldReview) -> Iterator[Chapter]:
    together: dict[tuple[StepId, object], list[Passage]] = {}
    for passage in told.beside.passages:
        together.setdefault((passage.step, passage.author), []).append(passage)
    for passages in together.values():
        first = passages[0]
        said = (_said(each.field, each.answer, told.speech) for each in passages)
        yield _chapter(told, first.step, told.names.name_of(first.author), first.at, tuple(said))


def _heard(told: ToldReview) -> Iterator[Chapter]:
    for heard in told.beside.heard:
        fields = {field.id: field for field in heard.form.fields}
        if heard.voices:
            said = tuple(_voice(fields[each.question], each, told.speech) for each in heard.voices)
            yield _chapter(told, heard.step, NAMELESS, None, said)
        yield from (_by_name(told, heard, each) for each in heard.by_name)


def _by_name(told: ToldReview, heard: Heard, one: ByName) -> Chapter:
    fields = {field.id: field for field in heard.form.fields}
    said = tuple(_said(fields.get(name), words, told.speech) for name, words in one.words.items())
    by = f"{told.names.name_of(one.author)} (the name is for HR alone)"
    return _chapter(told, heard.step, by, one.at, said)


def _chapter(
    told: ToldReview, step: StepId, by: str, at: datetime | None, said: tuple[Said, ...]
) -> Chapter:
    known = told.looked.cycle.definition.step(step)
    return Chapter(step, known.title, known.act, known.role, by, at, said)


def _said(field: FormField | None, answer: JsonValue, speech: Speech) -> Said:
    """Put a question before its answer; what has no question is a reason."""
    if field is None:
        return Said("", (str(answer),))
    return Said(field.label, answer_in_words(field, answer, speech))


def _voice(field: FormField, voice: Voices, speech: Speech) -> Said:
    line = f": {speech.titles.get(voice.line, voice.line)}" if voice.line else ""
    mean = (f"{voice.mean} on average",) if voice.mean is not None else ()
    told = (line for answer in voice.answers for line in answer_in_words(field, answer, speech))
    return Said(f"{field.label}{line}", (*mean, *told))
