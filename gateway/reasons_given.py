"""Why somebody sent back, disputed, declined or answered, for those who may read it."""

from dataclasses import dataclass
from datetime import datetime

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.words import Role
from domain.ids import PersonId, ReviewId, StepId
from domain.review.events import StepReopened
from domain.review.verdict import Verdict
from domain.verdict_forms import COMMENT, REASON, WITHOUT_FORM, reason_readers
from storage.archive import Archive
from storage.read_models.viewing import Viewing
from storage.read_models.written import Written, written


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """What somebody said with their verdict; of a step done several times, each time."""

    step: StepId
    step_title: str
    round: int
    verdict: Verdict
    author: PersonId
    at: datetime
    words: str


async def reasons_given(
    archive: Archive, review: ReviewId, definition: CycleDefinition, reader: Viewing
) -> list[ReasonGiven]:
    """Give every reason and comment of a review that the reader may read, oldest first.

    Whoever gave a reason always reads it.
    """
    steps = {step.id: step for step in definition.steps}
    found: list[ReasonGiven] = []
    for each in await written(archive.journal, review):
        step = steps.get(each.step)
        words = each.words.get(REASON, each.words.get(COMMENT))
        if step is None or not isinstance(words, str) or not _is_reason(step, each.verdict):
            continue
        if _may_read(definition, step, each, reader):
            found.append(
                ReasonGiven(
                    each.step, step.title, each.round, each.verdict, each.author, each.at, words
                )
            )
    return found


def _is_reason(step: Step, verdict: Verdict) -> bool:
    """Whether the words stand beside a verdict, and are no answers to a form."""
    return step.form is None or verdict in WITHOUT_FORM


def _may_read(definition: CycleDefinition, step: Step, each: Written, reader: Viewing) -> bool:
    if each.author == reader.reader:
        return True
    roles = reader.viewer.acting_roles
    if each.verdict is Verdict.TURNED_DOWN and step.form:
        form = definition.forms[step.form]
        if form.anonymous:
            return roles == {Role.HR_PARTNER}
    return bool(roles & reason_readers(definition, step, each.verdict))


@dataclass(frozen=True, slots=True)
class Reopened:
    """That HR opened a step again, and why."""

    at: datetime
    words: str


async def reopened_because(
    archive: Archive, review: ReviewId, step: StepId, round_: int
) -> Reopened | None:
    """Give why HR opened this round of a step, for the one who is to do it again."""
    recorded = await archive.journal.read(review)
    here = [
        each
        for each in recorded
        if isinstance(each.event, StepReopened)
        and (each.event.step, each.event.round + 1) == (step, round_)
    ]
    for each in await archive.journal.opened(here[-1:]):
        words = next(iter((each.confidential or {}).values()), {}).get(REASON)
        if isinstance(each.event, StepReopened) and isinstance(words, str):
            return Reopened(each.event.at, words)
    return None
