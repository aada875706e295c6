"""What stands around a form when it is handed in: goals, profile, colleagues, the day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from domain.alignment.above import Above
from domain.definition.conversation import Development
from domain.definition.cycle import CycleDefinition
from domain.definition.forms import Form
from domain.definition.words import FieldKind
from domain.expectations.profile import RoleProfile
from domain.expectations.scores import PROFILE_KINDS
from domain.form_rules import FormRules
from domain.goals import Goal
from domain.ids import CycleId, PersonId, ReviewId
from domain.tempo import Tempo
from gateway.objectives import above_of
from gateway.profiles import profile_in_cycle
from storage.archive import Archive
from storage.read_models.goals import standing_goals_of
from storage.read_models.people import named_people, person_of

LONGEST_NAME: Final = 320
"""Characters of the longest word that is looked up in the directory: a work address."""

MOST_NAMES: Final = 200

_OF_GOALS: Final = frozenset(
    {FieldKind.GOAL_SCORES, FieldKind.GOAL_PROGRESS, FieldKind.GOAL_CHANGES}
)
_OF_ALIGNMENT: Final = frozenset({FieldKind.GOALS, FieldKind.GOAL_CHANGES})
_OF_PROFILE: Final = frozenset({*PROFILE_KINDS, FieldKind.PLAN})
_OF_DAYS: Final = frozenset({FieldKind.GOAL_PROGRESS, FieldKind.ACTIONS, FieldKind.PLAN})
_OF_PEOPLE: Final = frozenset({FieldKind.PEOPLE, FieldKind.ACTIONS, FieldKind.PLAN})


@dataclass(frozen=True)
class ReviewContext:
    """What one has to know of a review to check what is handed in on it."""

    cycle: CycleId
    reviewee: PersonId
    definition: CycleDefinition
    tempo: Tempo = Tempo()  # noqa: RUF009 - a frozen value

    @property
    def now(self) -> datetime:
        """Give the present moment of the cycle."""
        return self.tempo.virtual(datetime.now(UTC))


async def rules_for(
    archive: Archive,
    review: ReviewId,
    context: ReviewContext,
    form: Form,
    answers: Mapping[str, JsonValue],
) -> FormRules:
    """Gather what the answers are held against; only what the kinds of the questions ask for."""
    kinds = {field.kind for field in form.fields}
    definition = context.definition
    people = await _people(archive, form, answers) if kinds & _OF_PEOPLE else {}
    return FormRules(
        scale=definition.rating_scale,
        goal_rules=definition.goals,
        goals=await _goals(archive, review, context) if kinds & _OF_GOALS else (),
        above=await _above(archive, context) if kinds & _OF_ALIGNMENT else None,
        profile=await _profile(archive, context) if kinds & _OF_PROFILE else None,
        development=definition.development or Development(),
        peers=definition.peers,
        find=lambda words: people.get(words.strip()),
        today=await _today(archive, context) if kinds & _OF_DAYS else context.now.date(),
    )


async def _goals(archive: Archive, review: ReviewId, context: ReviewContext) -> tuple[Goal, ...]:
    return await standing_goals_of(archive.journal, review, context.definition)


async def _above(archive: Archive, context: ReviewContext) -> Above | None:
    """Give the objectives above; None where the cycle does not ask for alignment."""
    return await above_of(archive) if context.definition.goals.aligned else None


async def _profile(archive: Archive, context: ReviewContext) -> RoleProfile | None:
    return await profile_in_cycle(archive, context.cycle, context.reviewee)


async def _today(archive: Archive, context: ReviewContext) -> date:
    """Give the day it is where the reviewee lives."""
    reviewee = await person_of(archive.readers, context.reviewee)
    zone = ZoneInfo(reviewee.time_zone) if reviewee else UTC
    return context.now.astimezone(zone).date()


async def _people(
    archive: Archive, form: Form, answers: Mapping[str, JsonValue]
) -> dict[str, PersonId]:
    """Look up everybody whom the answers about people may name, in one query."""
    asked = [answers.get(field.id) for field in form.fields if field.kind in _OF_PEOPLE]
    words = list(dict.fromkeys(each for answer in asked for each in _words_in(answer)))
    return await named_people(archive.readers, archive.organisation, words[:MOST_NAMES])


def _words_in(answer: JsonValue, depth: int = 3) -> Iterator[str]:
    match answer:
        case str() if len(answer) <= LONGEST_NAME:
            yield answer.strip()
        case int() if not isinstance(answer, bool):
            yield str(answer)
        case list() if depth:
            for part in answer:
                yield from _words_in(part, depth - 1)
        case dict() if depth:
            for part in answer.values():
                yield from _words_in(part, depth - 1)
        case _:
            return
