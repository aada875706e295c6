"""What HR writes down about roles: families and levels, skills told once, the values of all."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from domain.definition.texts import Name, Sentence, Title
from domain.expectations.profile import (
    Accountability,
    Behaviour,
    ExpectedSkill,
    FamilyKey,
    LevelKey,
    RoleProfile,
    SkillLevel,
    WordPicture,
)
from domain.value import Value

Levels = Annotated[tuple[SkillLevel, ...], Field(min_length=2, max_length=20)]


class SheetSkill(Value):
    """A skill, told once for all families; a picture that is not there yet is None."""

    title: Title = Field(description="The skill in a few words.")
    levels: dict[SkillLevel, Sentence | None] = Field(
        description="Level number -> word picture: what somebody at this level can be seen doing."
    )

    @property
    def pictures(self) -> tuple[WordPicture, ...]:
        """The word pictures there are, lowest first."""
        told = ((level, self.levels[level]) for level in sorted(self.levels))
        return tuple(WordPicture(level=level, picture=said) for level, said in told if said)


class SheetProfile(Value):
    """What a family asks for at one level."""

    title: Title = Field(description="The role as people read it.")
    purpose: Sentence = Field(description="What the role is there for, in a sentence or two.")
    accountabilities: tuple[Accountability, ...] = Field(
        min_length=1, max_length=20, description="What somebody in the role answers for."
    )
    skills: dict[Name, SkillLevel] = Field(
        default_factory=dict, max_length=30, description="Skill name -> level that is expected."
    )


class Family(Value):
    """A job family: the levels it has, and a profile for each of them.

    A family without levels is one that is no more.
    """

    title: Title = Field(description="The family as people read it.")
    levels: tuple[LevelKey, ...] = Field(
        max_length=30, description="The levels of the family, lowest first."
    )
    behaviours: tuple[Behaviour, ...] = Field(
        default=(), max_length=20, description="What the family adds to the values of all."
    )
    profiles: dict[LevelKey, SheetProfile] = Field(
        default_factory=dict, description="Level -> what is asked for there."
    )


class ProfileSheet(Value):
    """Everything one file says. Without `values` the values stay as they are."""

    values: tuple[Behaviour, ...] | None = Field(
        default=None, max_length=20, description="The values of the whole organisation."
    )
    skill_levels: Levels | None = Field(
        default=None, description="The levels that every skill is told for."
    )
    skills: dict[Name, SheetSkill] = Field(default_factory=dict, description="Name -> skill.")
    families: dict[FamilyKey, Family] = Field(
        default_factory=dict, description="Name -> job family."
    )


def profiles_in(sheet: ProfileSheet) -> Iterator[RoleProfile]:
    """Give every profile of a sheet in which `problems_of` finds no fault."""
    for key, family in sheet.families.items():
        for level in family.levels:
            told = family.profiles[level]
            yield RoleProfile(
                family=key,
                family_title=family.title,
                level=level,
                title=told.title,
                purpose=told.purpose,
                accountabilities=told.accountabilities,
                skills=tuple(
                    _expected(name, sheet.skills[name], expected)
                    for name, expected in told.skills.items()
                ),
                behaviours=family.behaviours,
                values=sheet.values or (),
            )


def _expected(name: str, skill: SheetSkill, expected: int) -> ExpectedSkill:
    return ExpectedSkill(id=name, title=skill.title, levels=skill.pictures, expected=expected)
