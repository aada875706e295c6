"""Questions with a score for each of several lines: objectives, items, the role profile."""

from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from domain.definition.forms import FormField
from domain.definition.words import FieldKind
from domain.expectations.profile import ExpectedSkill, RoleProfile
from domain.views.telling_goals import measure_in_words, number_in_words, reading_in_words
from gateway.fields.controls import Option, Part, Picks, Told
from gateway.fields.facts import FieldFacts
from gateway.fields.naming import below
from gateway.fields.plain_questions import level_options, scale_title
from gateway.fields.repeating import Asking
from gateway.fields.written import as_level, parts_of

_EXPECTED: Final = ", expected in this role"

Line = tuple[str, str, str]
"""A line to score: the path of its field, its title, and what it says of itself."""


def goal_score_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a line of levels for each objective, with its measure and its latest reading."""
    lines = [
        (goal.id, (below(field.id, goal.id), goal.title, _told_of(goal.id, asking.facts)))
        for goal in asking.facts.goals
    ]
    return _scored(lines, answer, asking.facts)


def item_score_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a line of levels for each of the items of the field, by their places."""
    lines = [(item, (below(field.id, place), item, "")) for place, item in enumerate(field.items)]
    return _scored(lines, answer, asking.facts)


def profile_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a line for each accountability, skill or value, with what is expected in words."""
    profile = asking.facts.profile
    if profile is None:
        return ()
    if field.kind is FieldKind.SKILLS:
        told = parts_of(answer)
        return tuple(
            _skill(field.id, skill, as_level(told.get(skill.id))) for skill in profile.skills
        )
    return _scored(list(_expected(field, profile)), answer, asking.facts)


def _expected(field: FormField, profile: RoleProfile) -> Iterator[tuple[str, Line]]:
    if field.kind is FieldKind.ACCOUNTABILITIES:
        for each in profile.accountabilities:
            yield each.id, (below(field.id, each.id), each.title, each.expected)
    else:
        for value in profile.to_be:
            words = f"Looks like: {value.looks_like} Not: {value.not_like}"
            yield value.id, (below(field.id, value.id), value.title, words)


def _scored(
    lines: list[tuple[str, Line]], answer: JsonValue, facts: FieldFacts
) -> tuple[Part, ...]:
    """Draw the lines, and before them what the levels mean."""
    scale = facts.scale
    if scale is None or not lines:
        return ()
    told = parts_of(answer)
    meanings = tuple(f"{each.value} {each.label}: {each.meaning}" for each in scale.levels)
    return (
        Told(scale_title(scale), meanings, is_folded=True),
        *(
            Picks(path, level_options(scale, as_level(told.get(key))), title, hint, is_compact=True)
            for key, (path, title, hint) in lines
        ),
    )


def _skill(path: str, skill: ExpectedSkill, told: str) -> Picks:
    options = tuple(
        Option(
            str(each.level),
            f"Level {each.level}{_EXPECTED if each.level == skill.expected else ''}",
            told == str(each.level),
            each.picture,
        )
        for each in skill.levels
    )
    nothing = Option("", "Not seen", not told)
    return Picks(below(path, skill.id), (*options, nothing), skill.title)


def _told_of(goal_id: str, facts: FieldFacts) -> str:
    goal = next(each for each in facts.goals if each.id == goal_id)
    words = f"Weight {number_in_words(goal.weight)} %; {measure_in_words(goal.measure)}."
    latest = facts.latest.get(goal.id)
    if latest is None:
        return words
    return f"{words} Latest reading: {reading_in_words(goal.measure, latest)}."
