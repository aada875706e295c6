"""Role profiles: what is expected of somebody in a job family at a level, to do, have and be."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.definition.texts import Name, Sentence, Title
from domain.people import Person
from domain.value import Value

FamilyKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
LevelKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=20)]
SkillLevel = Annotated[int, Field(ge=0, le=100)]


class Accountability(Value):
    """Something to do: what somebody in the role answers for."""

    id: Name = Field(description="Name of the accountability in answers.")
    title: Title = Field(description="The accountability in a few words.")
    expected: Sentence = Field(description="What is expected, in a sentence or two.")


class WordPicture(Value):
    """One level of a skill, told so that two people recognise the same thing in it."""

    level: SkillLevel = Field(description="The number of the level.")
    picture: Sentence = Field(description="What somebody at this level can be seen doing.")


class Skill(Value):
    """Something to have: a skill, its levels lowest first, each with a word picture."""

    id: Name
    title: Title
    levels: tuple[WordPicture, ...] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        numbers = self.numbers
        if any(one >= other for one, other in pairwise(numbers)):
            raise ValueError("the levels of a skill rise from the lowest to the highest")
        return self

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its levels, lowest first."""
        return tuple(picture.level for picture in self.levels)


class ExpectedSkill(Skill):
    """A skill with the level that a role asks for: one of its own."""

    expected: SkillLevel

    @model_validator(mode="after")
    def _asks_for_a_level_there_is(self) -> Self:
        if self.expected not in self.numbers:
            raise ValueError("the expected level is one of the levels of the skill")
        return self


class Behaviour(Value):
    """Something to be: a value or a behaviour, what it looks like and what it does not."""

    id: Name = Field(description="Name of the value in answers.")
    title: Title = Field(description="The value in a few words.")
    looks_like: Sentence = Field(description="What somebody does who lives by it.")
    not_like: Sentence = Field(description="What somebody does who does not.")


class RoleProfile(Value):
    """What a job family asks for at a level.

    `values` are those of the whole organisation, `behaviours` what the family adds to them.
    """

    family: FamilyKey
    family_title: Title
    level: LevelKey
    title: Title
    purpose: Sentence
    accountabilities: tuple[Accountability, ...] = Field(min_length=1, max_length=20)
    skills: tuple[ExpectedSkill, ...] = Field(default=(), max_length=30)
    behaviours: tuple[Behaviour, ...] = Field(default=(), max_length=20)
    values: tuple[Behaviour, ...] = Field(default=(), max_length=20)

    @property
    def to_be(self) -> tuple[Behaviour, ...]:
        """The values of the organisation, then what the family adds."""
        return (*self.values, *self.behaviours)

    def with_values(self, values: tuple[Behaviour, ...]) -> "RoleProfile":
        """Give the profile in an organisation of these values."""
        return self if values == self.values else self.model_copy(update={"values": values})


class ProfileSet(Mapping[tuple[str, str], RoleProfile]):
    """All role profiles of an organisation by family and level, and the values they share.

    Built from profiles; of two for the same family and level the later stands. Every profile in
    it carries the values of the set. Capitals of a level do not matter.
    """

    def __init__(
        self, profiles: Iterable[RoleProfile] = (), values: Iterable[Behaviour] = ()
    ) -> None:
        self.shared_values = tuple(values)
        self._profiles = {
            _key(each.family, each.level): each.with_values(self.shared_values) for each in profiles
        }

    def __getitem__(self, place: tuple[str, str]) -> RoleProfile:
        return self._profiles[_key(*place)]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    @property
    def families(self) -> dict[str, tuple[str, ...]]:
        """Family -> its levels, in the order in which they came."""
        found: dict[str, tuple[str, ...]] = {}
        for profile in self._profiles.values():
            found[profile.family] = (*found.get(profile.family, ()), profile.level)
        return found


def family_key(words: str) -> str:
    """Give the key a job family goes by: capitals, spaces and hyphens do not matter."""
    return "_".join(words.replace("-", " ").replace("_", " ").casefold().split())


def place_of(person: Person) -> tuple[str, str] | None:
    """Give the family and level whose profile is meant for a person; None when one is not said."""
    if not person.job_family or not person.level:
        return None
    return _key(person.job_family, person.level)


def profile_of(person: Person, profiles: ProfileSet) -> RoleProfile | None:
    """Give the role profile of a person, by family and level; None when there is none."""
    place = place_of(person)
    return None if place is None else profiles.get(place)


def _key(family: str, level: str) -> tuple[str, str]:
    return family_key(family), level.strip().casefold()
