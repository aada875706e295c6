"""Reads what somebody says of a role profile: a score for a line, the level seen for a skill."""

from collections.abc import Callable, Mapping
from typing import Final

from pydantic import JsonValue

from domain.answers import NotAnAnswer, is_blank, level_of, number_of, shown
from domain.definition.forms import FormField
from domain.definition.rating import RatingScale
from domain.definition.words import FieldKind
from domain.expectations.profile import RoleProfile, Skill

PROFILE_KINDS: Final = (FieldKind.ACCOUNTABILITIES, FieldKind.SKILLS, FieldKind.VALUES)
"""The kinds of fields whose lines are those of the role profile."""

NO_PROFILE: Final = (
    "There is no role profile for this person, so there is nothing to score here. HR can help: "
    "enter the person's job family and level, and load a profile for them."
)

_Level = Callable[[JsonValue], int]


def read_scores(
    field: FormField, answer: JsonValue, profile: RoleProfile | None, scale: RatingScale | None
) -> JsonValue:
    """Give the scores by line, in the order of the profile; lines left out have none.

    Accountabilities and values are scored on the rating scale, a skill with the level at which it
    is seen: one of its own.

    Raises:
        NotAnAnswer: says everything that is wrong, in sentences.
        ValueError: the field is not about a role profile.
    """
    if profile is None:
        raise NotAnAnswer(NO_PROFILE)
    if not isinstance(answer, dict):
        raise NotAnAnswer("Please give a score for each of the lines.")
    lines = _lines(field.kind, profile, scale)
    titles = titles_of(field.kind, profile)
    problems = [
        f"There is no '{shown(key)}' to score here; the lines are: {', '.join(titles)}."
        for key in answer
        if key not in lines
    ]
    scores: dict[str, JsonValue] = {}
    for key, level in lines.items():
        if is_blank(answer.get(key)):
            continue
        try:
            scores[key] = level(answer[key])
        except NotAnAnswer as refused:
            problems.extend(f"{titles[key]}: {sentence}" for sentence in refused.sentences)
    if field.required and lines and not scores and not problems:
        problems.append("Please give at least one score.")
    if problems:
        raise NotAnAnswer(*problems)
    return scores


def titles_of(kind: FieldKind, profile: RoleProfile) -> dict[str, str]:
    """Give the lines that a field of the kind asks about: id -> title, in order.

    Raises:
        ValueError: the kind is not about a role profile.
    """
    match kind:
        case FieldKind.ACCOUNTABILITIES:
            return {each.id: each.title for each in profile.accountabilities}
        case FieldKind.SKILLS:
            return {each.id: each.title for each in profile.skills}
        case FieldKind.VALUES:
            return {each.id: each.title for each in profile.to_be}
        case _:
            raise ValueError(f"a field of the kind {kind} is not about a role profile")


def _lines(
    kind: FieldKind, profile: RoleProfile, scale: RatingScale | None
) -> Mapping[str, _Level]:
    """Say for each line how its answer is read."""
    if kind is FieldKind.SKILLS:
        return {skill.id: _seen_level(skill) for skill in profile.skills}
    return dict.fromkeys(titles_of(kind, profile), lambda answer: level_of(answer, scale))


def _seen_level(skill: Skill) -> _Level:
    def read(answer: JsonValue) -> int:
        number = number_of(answer)
        for level in skill.numbers:
            if number == level:
                return level
        levels = ", ".join(map(str, skill.numbers))
        raise NotAnAnswer(f"{shown(answer)} is not one of its levels: {levels}.")

    return read
