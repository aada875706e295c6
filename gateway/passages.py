"""What was written in a review, as far as one person may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition
from domain.definition.forms import FormField
from domain.ids import PersonId, ReviewId, StepId
from domain.visibility import Written, may_read, self_assessments
from storage.archive import Archive
from storage.read_models.viewing import Viewing
from storage.read_models.written import Written as Submitted
from storage.read_models.written import written


@dataclass(frozen=True, slots=True)
class Passage:
    """One answer somebody gave, with its question; the last round of a step counts."""

    step: StepId
    step_title: str
    author: PersonId
    at: datetime
    field: FormField
    answer: JsonValue


async def passages(
    archive: Archive, review: ReviewId, definition: CycleDefinition, reader: Viewing
) -> list[Passage]:
    """Give every answer of a review that the reader may read, in the order of the steps.

    Anonymous forms are left out: what may be shown of them is decided for all answers together,
    see `storage.read_models.peer_feedback`. A reader's own words are always among them.
    """
    latest = _latest(await written(archive.journal, review))
    scored = self_assessments(definition)
    found: list[Passage] = []
    for step in definition.steps:
        if step.form is None:
            continue
        form = definition.forms[step.form]
        about = Written(step=step.id, form=form, is_self_assessment=step.id in scored)
        for handed_in in latest.get(step.id, ()):
            viewer = reader.as_author(handed_in.author)
            if form.anonymous and not viewer.is_author:
                continue
            found.extend(
                Passage(step.id, step.title, handed_in.author, handed_in.at, field, answer)
                for field in form.fields
                if (answer := handed_in.words.get(field.id)) is not None
                and may_read(about, field, viewer, reader.progressed)
            )
    return found


def _latest(submitted: Sequence[Submitted]) -> dict[StepId, list[Submitted]]:
    """Keep what each author handed in last on each step."""
    by_author: dict[tuple[StepId, PersonId], Submitted] = {}
    for each in submitted:
        by_author[each.step, each.author] = each
    latest: dict[StepId, list[Submitted]] = {}
    for each in by_author.values():
        latest.setdefault(each.step, []).append(each)
    return latest
