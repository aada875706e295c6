"""What the fields of a form are drawn from: objectives, profile, colleagues, who will read."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition
from domain.definition.forms import Form
from domain.definition.words import FieldKind
from domain.ids import PersonId
from domain.people import Person
from domain.progress.measured import Measured
from domain.readers import readers_sentence
from domain.visibility import Written, self_assessments
from gateway.fields.facts import Colleague, FieldFacts
from gateway.objectives import tree_of
from gateway.step.place import Lying
from gateway.surroundings import rules_for
from storage.archive import Archive
from storage.read_models.colleagues import colleagues_of
from storage.read_models.nominations import people_with_those_above
from storage.read_models.people import people_by_id

_OF_PEOPLE: Final = frozenset({FieldKind.PEOPLE, FieldKind.ACTIONS, FieldKind.PLAN})
_NOTHING_READ: Final[Mapping[str, Measured]] = MappingProxyType({})

MOST_ABOVE: Final = 200
"""Objectives above that are offered in a list; nobody looks through more."""


async def facts_for(
    archive: Archive,
    lies: Lying,
    form: Form,
    answers: Mapping[str, JsonValue],
    latest: Mapping[str, Measured] = _NOTHING_READ,
) -> FieldFacts:
    """Gather what a form is drawn from; only what the kinds of its questions ask for.

    `latest` is what was read last of each objective, as far as the one at the form may know it.
    """
    kinds = {field.kind for field in form.fields}
    context = lies.context
    rules = await rules_for(archive, lies.place.review, context, form, answers)
    return FieldFacts(
        scale=rules.scale,
        goals=rules.goals,
        latest=latest,
        goal_rules=rules.goal_rules,
        above=await _above(archive, lies) if rules.above is not None else None,
        profile=rules.profile,
        development=rules.development,
        peers=rules.peers,
        people=await _people(archive, lies, answers) if kinds & _OF_PEOPLE else (),
        today=rules.today,
        readers=readers_of(lies, form),
    )


def readers_of(lies: Lying, form: Form) -> dict[str, str]:
    """Say under each question who will read the answer and from when on."""
    definition: CycleDefinition = lies.looked.cycle.definition
    about = Written(
        step=lies.spec.id,
        form=form,
        is_self_assessment=lies.spec.id in self_assessments(definition),
    )
    return {field.id: readers_sentence(about, field, lies.spec.role) for field in form.fields}


async def _above(archive: Archive, lies: Lying) -> dict[str, str]:
    """Give what a goal may serve, title by key: all of it, or of very much what lies near.

    Near is what those above the person under review own, and what serves nothing itself.
    """
    tree = await tree_of(archive)
    standing = [each for _, each in tree.walk() if not each.is_retired]
    if len(standing) > MOST_ABOVE:
        near = await people_with_those_above(archive.readers, [lies.looked.reviewee.id])
        standing = [each for each in standing if each.owner in near or each.parent is None]
    return {each.key: each.title for each in standing[:MOST_ABOVE]}


async def _people(
    archive: Archive, lies: Lying, answers: Mapping[str, JsonValue]
) -> Sequence[Colleague]:
    """Give the team around the person under review, and whoever is named already."""
    around = await colleagues_of(archive.readers, lies.looked.reviewee.id)
    named = await people_by_id(archive.readers, list(_ids_in(list(answers.values()))))
    others = [person for person in named.values() if person.id not in around]
    return [_colleague(person) for person in (*around.values(), *others)]


def _colleague(person: Person) -> Colleague:
    return Colleague(person.id, person.display_full_name, person.work_email)


def _ids_in(answers: Iterable[JsonValue]) -> Iterable[PersonId]:
    for answer in answers:
        match answer:
            case str():
                try:
                    yield PersonId(UUID(answer))
                except ValueError:
                    continue
            case list():
                yield from _ids_in(answer)
            case dict():
                yield from _ids_in(answer.values())
            case _:
                continue
