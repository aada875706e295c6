"""What stands behind a row, on demand: its moves, the last cycle, objectives, what was written."""

import asyncio
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.definition.cycle import CycleDefinition
from domain.definition.words import FieldKind, Role
from domain.views.telling_answers import Speech, answer_in_words
from gateway.board.seat import Seat
from gateway.calibration_reasons import MoveSeen, moves_of
from gateway.earlier import last_rating
from gateway.goals_seen import goals_seen
from gateway.passages import Passage, passages
from gateway.site.visitor import NotFound
from storage.archive import Archive
from storage.read_models.board import TableRow
from storage.read_models.goals import goals_of_review
from storage.read_models.people import names_of
from storage.read_models.reviews import ReviewLine, review_of
from storage.read_models.viewing import Viewing, viewing

_PER_CENT = 100


@dataclass(frozen=True)
class Attained:
    """An objective and how far it came, in whole per cent of the way; None without a reading."""

    title: str
    weight: str
    percent: int | None


@dataclass(frozen=True)
class Answered:
    """A question somebody answered, and the answer line by line."""

    step: str
    by: str
    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class RowHistory:
    """What a panel may know of a row beside its rating.

    Attributes:
        last: cycle, level and its name of the last rating before this review.
        goals: the objectives; empty where their form is not for the panel.
        answers: what was written and is meant for the panel, or for the reader otherwise.
    """

    last: tuple[str, int, str | None] | None
    goals: tuple[Attained, ...]
    answers: tuple[Answered, ...]


async def moves_of_row(
    archive: Archive, seat: Seat, row: TableRow
) -> tuple[tuple[MoveSeen, str], ...]:
    """Give the moves of a row with the name of each mover, oldest first."""
    recorded = await archive.journal.read(seat.session.session)
    found = await moves_of(archive, recorded, row.review, seat.cycle.definition)
    names = await names_of(archive.readers, {move.by for move in found if move.by})
    return tuple((move, names.name_of(move.by) if move.by else "") for move in found)


async def history_of(archive: Archive, seat: Seat, row: TableRow) -> RowHistory:
    """Gather what the reader may see behind a row.

    Raises:
        NotFound: the review is not there any more.
    """
    review = await review_of(archive.readers, row.review)
    if review is None:
        raise NotFound
    definition = seat.cycle.definition
    look = _at_table(await viewing(archive.readers, row.review, seat.visitor.id))
    last, goals, answers = await asyncio.gather(
        last_rating(archive, review, definition, look),
        _goals(archive, review, definition, look),
        _answers(archive, review, definition, look),
    )
    return RowHistory(last, goals, answers)


def _at_table(look: Viewing) -> Viewing:
    """Let somebody look as one of the panel as well, beside their other parts in the review."""
    roles = look.viewer.roles | {Role.PANEL}
    return replace(look, viewer=look.viewer.model_copy(update={"roles": roles}))


async def _goals(
    archive: Archive, review: ReviewLine, definition: CycleDefinition, look: Viewing
) -> tuple[Attained, ...]:
    found = await goals_seen(archive, review, definition, look)
    return tuple(
        Attained(each.goal.title, f"{each.goal.weight:f}", _percent(each.attained))
        for each in (found.picture.goals if found else ())
    )


def _percent(attained: Fraction | None) -> int | None:
    return None if attained is None else round(attained * _PER_CENT)


async def _answers(
    archive: Archive, review: ReviewLine, definition: CycleDefinition, look: Viewing
) -> tuple[Answered, ...]:
    found = await passages(archive, review.review, definition, look)
    goals = await goals_of_review(archive, review, definition) if found else None
    titles = {each.goal.id: each.goal.title for each in goals.picture.goals} if goals else {}
    names = await names_of(archive.readers, {each.author for each in found})
    speech = Speech(titles, definition.rating_scale, names.name_of)
    return tuple(
        Answered(
            each.step_title,
            names.name_of(each.author),
            each.field.label,
            answer_in_words(each.field, each.answer, speech),
        )
        for each in found
        if _is_narrative(each)
    )


def _is_narrative(passage: Passage) -> bool:
    """Objectives stand in a list of their own."""
    return passage.field.kind is not FieldKind.GOALS
