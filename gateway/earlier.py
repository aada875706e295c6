"""The last cycle of a person, gathered for whoever may see it beside this one."""

from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act, FieldKind, Role
from domain.history import EarlierAim, EarlierGoal, EarlierReview, as_seen
from domain.ids import PersonId
from domain.visibility import may_read_last_rating, readers
from storage.archive import Archive
from storage.read_models.cycles import Cycle, cycle_of
from storage.read_models.goals import goals_of_review
from storage.read_models.ratings import rating_of
from storage.read_models.reviews import ReviewLine, reviews_of_person
from storage.read_models.viewing import Viewing, viewing
from storage.read_models.written import written

_PER_CENT: Final = 100
_TENTH: Final = Decimal("0.1")


async def earlier_review(
    archive: Archive, review: ReviewLine, definition: CycleDefinition, reader: Viewing
) -> EarlierReview | None:
    """Give the last completed review of the same person before this one, as the reader sees it.

    None when there is none, or when it is no business of the reader's.
    """
    found = await _last_before(archive, review)
    if found is None:
        return None
    earlier, cycle = found
    whole = await _whole(archive, earlier, cycle, reader.viewer.acting_roles)
    return as_seen(
        whole, reader.viewer, reader.progressed, independent_first=definition.independent_first
    )


async def last_rating(
    archive: Archive, review: ReviewLine, definition: CycleDefinition, reader: Viewing
) -> tuple[str, int, str | None] | None:
    """Give the cycle, the level and its name of the last rating before this review.

    None when there is none, or the reader may not read it now; a panel may, which needs no part in
    the review itself.
    """
    is_first = definition.independent_first
    if not may_read_last_rating(reader.viewer, reader.progressed, independent_first=is_first):
        return None
    found = await _last_before(archive, review)
    level = await rating_of(archive.readers, found[0].review) if found else None
    if found is None or level is None:
        return None
    return found[1].title, level, _called(found[1].definition, level)


async def is_yet_to_rate_after(archive: Archive, review: ReviewLine, reader: PersonId) -> bool:
    """Tell whether somebody is to rate the same person anew, and has not done so.

    As long as a later cycle that is independent first waits for their rating, this review would
    tell them what stands beside the form only afterwards.
    """
    for line in await reviews_of_person(archive.readers, PersonId(review.reviewee)):
        if line.opened_at <= review.opened_at or line.state != "open":
            continue
        cycle = await cycle_of(archive.readers, line.cycle)
        if cycle is None or not _rates(cycle.definition):
            continue
        look = await viewing(archive.readers, line.review, reader)
        is_first = cycle.definition.independent_first
        is_manager = Role.MANAGER in look.viewer.acting_roles
        if is_manager and not may_read_last_rating(
            look.viewer, look.progressed, independent_first=is_first
        ):
            return True
    return False


def _rates(definition: CycleDefinition) -> bool:
    return any(step.act is Act.RATE for step in definition.steps)


async def _last_before(archive: Archive, review: ReviewLine) -> tuple[ReviewLine, Cycle] | None:
    lines = await reviews_of_person(archive.readers, PersonId(review.reviewee))
    for line in lines:
        is_before = line.opened_at < review.opened_at and line.cycle != review.cycle
        if is_before and line.state == "completed":
            cycle = await cycle_of(archive.readers, line.cycle)
            return (line, cycle) if cycle else None
    return None


async def _whole(
    archive: Archive, review: ReviewLine, cycle: Cycle, roles: AbstractSet[Role]
) -> EarlierReview:
    """Gather what these roles might read then: objectives and plan as their forms said."""
    picture = (await goals_of_review(archive, review, cycle.definition)).picture
    goals = picture.goals if _is_for(FieldKind.GOALS, cycle.definition, roles) else ()
    rating = await rating_of(archive.readers, review.review)
    shows_plan = _is_for(FieldKind.PLAN, cycle.definition, roles)
    plan = await _plan(archive, review, cycle.definition) if shows_plan else {}
    return EarlierReview(
        cycle=cycle.title,
        goals=tuple(
            EarlierGoal(title=one.goal.title, weight=one.goal.weight, attained=_shown(one.attained))
            for one in goals
        ),
        rating=rating,
        level=_called(cycle.definition, rating),
        strengths=_text(plan.get("strengths")),
        aims=_aims(plan.get("aims")),
        is_close=_is_close(cycle.definition, plan.get("rhythm")),
    )


def _is_for(kind: FieldKind, definition: CycleDefinition, roles: AbstractSet[Role]) -> bool:
    """Whether some form shows its answers of a kind to one of these roles."""
    return any(
        roles & (readers(form, field) | {Role.REVIEWEE})
        for form in definition.forms.values()
        for field in form.fields
        if field.kind is kind
    )


async def _plan(
    archive: Archive, review: ReviewLine, definition: CycleDefinition
) -> dict[str, JsonValue]:
    """Give the development plan that was handed in last in a review; empty without one."""
    fields = {
        step.id: field.id
        for step in definition.steps
        if step.form is not None
        for field in definition.forms[step.form].fields
        if field.kind is FieldKind.PLAN
    }
    found: JsonValue = None
    for each in await written(archive.journal, review.review) if fields else ():
        if each.step in fields:
            found = each.words.get(fields[each.step], found)
    return found if isinstance(found, dict) else {}


def _shown(attained: Fraction | None) -> Decimal | None:
    if attained is None:
        return None
    exact = Decimal(attained.numerator * _PER_CENT) / Decimal(attained.denominator)
    return exact.quantize(_TENTH)


def _called(definition: CycleDefinition, rating: int | None) -> str | None:
    levels = definition.rating_scale.levels if definition.rating_scale else ()
    return next((level.label for level in levels if level.value == rating), None)


def _is_close(definition: CycleDefinition, rhythm: JsonValue) -> bool | None:
    rules = definition.development
    if rules is None or not isinstance(rhythm, str) or rhythm not in rules.rhythms:
        return None
    return rules.rhythms[rhythm].decides


def _text(answer: JsonValue) -> str | None:
    return answer if isinstance(answer, str) else None


def _aims(answer: JsonValue) -> tuple[EarlierAim, ...]:
    told = answer if isinstance(answer, list) else []
    return tuple(
        EarlierAim(aim=str(aim.get("what", "")), skill=_text(aim.get("skill")))
        for aim in told
        if isinstance(aim, dict)
    )
