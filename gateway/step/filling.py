"""A form of a step as a page: what was written so far, what is wrong with it, and what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from pydantic import JsonValue

from domain.forms import FieldProblem
from gateway.fields.facts import FieldFacts
from gateway.fields.reading import read_answers
from gateway.fields.shown import ShownAnswer, shown_answers
from gateway.fields.widgets import Widget, faults, widgets
from gateway.site.front import Front
from gateway.site.posted import Posted
from gateway.step.drafting import Answers, Writing
from gateway.step.form_facts import facts_for
from gateway.step.place import Lying
from gateway.step.sight import Sight, form_for
from gateway.step.ways import Way
from storage.drafts import Draft

VERSION = "_version"
SEED = "_seed"
WAY = "_way"
DO = "_do"
SHOWN = "_shown"
CONFIRMED = "confirmed"
UNTICKED = "Tick the box to say that this is what you want. Nothing was recorded."


@dataclass(frozen=True)
class Filled:
    """A form as it is filled in: which version of the draft it shows, and which seed names it."""

    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    version: int = 0
    seed: UUID = field(default_factory=uuid4)
    saved_at: datetime | None = None
    problems: tuple[FieldProblem, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    came_back: str | None = None

    @classmethod
    def of(cls, draft: Draft | None) -> "Filled":
        """Take what was saved; without a draft the form is empty and gets a seed of its own."""
        if draft is None:
            return cls()
        came_back = draft.refused
        told = (draft.answers, draft.version, draft.submission, draft.saved_at)
        return cls(*told, came_back=came_back)

    @classmethod
    def unticked(cls, writing: Writing) -> "Filled":
        """Take what was just written, of which nothing was kept for want of a tick."""
        problem = FieldProblem(field=CONFIRMED, sentence=UNTICKED)
        return cls(writing.answers, writing.based_on, writing.seed, problems=(problem,))

    def refused(self, problems: Sequence[FieldProblem]) -> "Filled":
        """Give the same with what is wrong with it."""
        return replace(self, problems=tuple(problems))


@dataclass(frozen=True)
class Drawn:
    """A form laid out: its questions, and everything that is wrong, each with where it is."""

    way: Way
    filled: Filled
    questions: tuple[Widget, ...]
    faults: tuple[tuple[str, str], ...]

    @property
    def unticked(self) -> str:
        """Say that the box was not ticked; nothing where it was."""
        return next((told for place, told in self.faults if place == CONFIRMED), "")


async def drawn(front: Front, sight: Sight, way: Way, filled: Filled) -> Drawn:
    """Lay a form out for the one who fills it in."""
    form = form_for(sight.lies, way)
    whole = tuple(
        (CONFIRMED if each.field == CONFIRMED else "", each.sentence)
        for each in filled.problems
        if each.field in ("", CONFIRMED)
    )
    if form is None:
        return Drawn(way, filled, (), whole)
    latest = sight.beside.latest
    facts = await facts_for(front.archive, sight.lies, form, filled.answers, latest)
    told: dict[str, tuple[str, ...]] = {}
    for problem in filled.problems:
        told[problem.field] = (*told.get(problem.field, ()), problem.sentence)
    questions = widgets(form, filled.answers, facts, told, filled.rows)
    known = {each.field for each in questions}
    strange = tuple(
        ("", each.sentence)
        for each in filled.problems
        if each.field not in known and each.field not in ("", CONFIRMED)
    )
    return Drawn(way, filled, questions, (*faults(questions), *strange, *whole))


async def shown(
    front: Front, lies: Lying, way: Way, answers: Mapping[str, JsonValue]
) -> tuple[tuple[ShownAnswer, ...], FieldFacts]:
    """Give answers in words, each with its question, and what is known around them."""
    form = form_for(lies, way)
    if form is None:
        return (), FieldFacts()
    facts = await facts_for(front.archive, lies, form, answers)
    return shown_answers(form, answers, facts), facts


async def writing_in(front: Front, lies: Lying, way: Way, sent: Posted) -> Writing:
    """Read what a page sent of a form."""
    form = form_for(lies, way)
    answers: Answers = {}
    if form is not None:
        answers = read_answers(form, sent, await facts_for(front.archive, lies, form, {}))
    return Writing(answers, sent.whole(VERSION), _seed(sent.one(SEED)))


def _seed(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        return uuid4()
