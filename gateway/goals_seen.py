"""The objectives of a review, as far as somebody may see them."""

from domain.definition.cycle import CycleDefinition
from domain.definition.words import FieldKind, Role
from domain.ids import PersonId, StepId
from domain.visibility import Written, may_read, readers, self_assessments
from storage.archive import Archive
from storage.read_models.goals import ReviewGoals, goals_of_review
from storage.read_models.reviews import ReviewLine
from storage.read_models.viewing import Viewing


async def goals_seen(
    archive: Archive, review: ReviewLine, definition: CycleDefinition, look: Viewing
) -> ReviewGoals | None:
    """Give the objectives, without the readings in forms that the reader may not read yet.

    None where the form that sets objectives is not for the reader.
    """
    if not _may_see_goals(definition, look):
        return None
    scored = self_assessments(definition)

    def is_open(step: StepId, author: PersonId) -> bool:
        form = definition.forms[definition.step(step).form or ""]
        about = Written(step=step, form=form, is_self_assessment=step in scored)
        return all(
            may_read(about, field, look.as_author(author), look.progressed)
            for field in form.fields
            if field.kind is FieldKind.GOAL_PROGRESS
        )

    return await goals_of_review(archive, review, definition, is_open)


def _may_see_goals(definition: CycleDefinition, look: Viewing) -> bool:
    """Whether the reader is among those who may read the form that sets objectives."""
    return any(
        look.viewer.acting_roles & (readers(form, field) | {Role.REVIEWEE})
        for form in definition.forms.values()
        for field in form.fields
        if field.kind is FieldKind.GOALS
    )
