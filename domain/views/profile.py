"""A role profile laid out for a page, beside the form it is answered in: to do, to have, to be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue

from domain.definition.words import FieldKind
from domain.expectations.profile import Accountability, Behaviour, ExpectedSkill, RoleProfile
from domain.value import Value

Given = Mapping[FieldKind, JsonValue]
"""Answers of one person by kind of field, as `domain.expectations.scores` keeps them."""

_NOTHING: Final[Given] = MappingProxyType({})


class DoLine(Value):
    """An accountability, and the level of the rating scale it was scored with."""

    id: str
    title: str
    expected: str
    score: int | None = None


class Picture(Value):
    """One level of a skill in a picture, and whether it is the one expected or the one seen."""

    level: int
    picture: str
    is_expected: bool
    is_seen: bool = False


class HaveLine(Value):
    """A skill with all its levels, the expected one marked, and where it was seen."""

    id: str
    title: str
    expected: int
    levels: tuple[Picture, ...]
    seen: int | None = None

    @property
    def gap(self) -> int | None:
        """By how many levels what was seen lies above (or, negative, below) what is expected."""
        return None if self.seen is None else self.seen - self.expected

    @property
    def comparison(self) -> str:
        """Say what was seen against what is expected, in a few words."""
        match self.gap:
            case None:
                return f"level {self.expected} is expected"
            case 0:
                return f"seen at level {self.seen}, as expected"
            case gap:
                side = "above" if gap > 0 else "below"
                return f"seen at level {self.seen}, {side} the expected level {self.expected}"


class BeLine(Value):
    """A value or behaviour, what it looks like and what not, and how it was scored."""

    id: str
    title: str
    looks_like: str
    not_like: str
    score: int | None = None


class ProfilePage(Value):
    """A whole profile as a page shows it."""

    family: str
    level: str
    title: str
    purpose: str
    to_do: tuple[DoLine, ...]
    to_have: tuple[HaveLine, ...]
    to_be: tuple[BeLine, ...]


def profile_page(profile: RoleProfile, given: Given = _NOTHING) -> ProfilePage:
    """Lay a profile out, with the answers of one person in their places if there are any.

    What was not answered, or answered on a line that the profile does not have, is not shown.
    """
    done = _levels(given.get(FieldKind.ACCOUNTABILITIES))
    seen = _levels(given.get(FieldKind.SKILLS))
    lived = _levels(given.get(FieldKind.VALUES))
    return ProfilePage(
        family=profile.family_title,
        level=profile.level,
        title=profile.title,
        purpose=profile.purpose,
        to_do=tuple(_do(each, done.get(each.id)) for each in profile.accountabilities),
        to_have=tuple(_have(each, seen.get(each.id)) for each in profile.skills),
        to_be=tuple(_be(each, lived.get(each.id)) for each in profile.to_be),
    )


def _levels(answer: JsonValue) -> dict[str, int]:
    if not isinstance(answer, dict):
        return {}
    return {key: level for key, level in answer.items() if isinstance(level, int)}


def _do(line: Accountability, score: int | None) -> DoLine:
    return DoLine(id=line.id, title=line.title, expected=line.expected, score=score)


def _have(skill: ExpectedSkill, seen: int | None) -> HaveLine:
    levels = tuple(
        Picture(
            level=each.level,
            picture=each.picture,
            is_expected=each.level == skill.expected,
            is_seen=each.level == seen,
        )
        for each in skill.levels
    )
    return HaveLine(
        id=skill.id, title=skill.title, expected=skill.expected, levels=levels, seen=seen
    )


def _be(line: Behaviour, score: int | None) -> BeLine:
    return BeLine(
        id=line.id,
        title=line.title,
        looks_like=line.looks_like,
        not_like=line.not_like,
        score=score,
    )
