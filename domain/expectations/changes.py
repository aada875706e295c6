"""What a file changes in the role profiles that stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from domain.errors import ReviewError
from domain.expectations.profile import Behaviour, ProfileSet, RoleProfile
from domain.expectations.sheet import ProfileSheet, profiles_in


class ValueTwice(ReviewError):
    """A family has a behaviour of the same id as a value of the organisation; rename one."""

    code: ClassVar[str] = "value_twice"


@dataclass(frozen=True)
class Changes:
    """What is new, what is gone, and how all stands afterwards.

    `values` is None where the values of the organisation stay as they are.
    """

    published: tuple[RoleProfile, ...]
    withdrawn: tuple[RoleProfile, ...]
    values: tuple[Behaviour, ...] | None
    after: ProfileSet

    def __bool__(self) -> bool:
        return bool(self.published or self.withdrawn) or self.values is not None


def changes_by(sheet: ProfileSheet, standing: ProfileSet) -> Changes:
    """Say what a sheet without faults changes; the same sheet again changes nothing.

    Families that the sheet does not name stay as they are. A level that a named family has no
    more is withdrawn. Without `values` those of the organisation stay.

    Raises:
        ValueTwice: a value and a behaviour of a family would have the same id.
    """
    values = standing.shared_values if sheet.values is None else sheet.values
    told = ProfileSet(profiles_in(sheet), values)
    families = sheet.families.keys()
    kept = [each for place, each in standing.items() if place[0] not in families]
    after = ProfileSet((*kept, *told.values()), values)
    _refuse_twins(after)
    return Changes(
        published=tuple(
            each for place, each in told.items() if _differs(each, standing.get(place))
        ),
        withdrawn=tuple(
            each for place, each in standing.items() if place[0] in families and place not in told
        ),
        values=None if values == standing.shared_values else values,
        after=after,
    )


def _differs(told: RoleProfile, standing: RoleProfile | None) -> bool:
    return standing is None or standing.with_values(()) != told.with_values(())


def _refuse_twins(profiles: ProfileSet) -> None:
    for profile in profiles.values():
        for twin in _twins(profile):
            raise ValueTwice(
                f"The family '{profile.family}' has a behaviour '{twin}', and so have the values "
                "of the organisation. Nothing was changed; give one of them another id."
            )


def _twins(profile: RoleProfile) -> Iterator[str]:
    shared = {value.id for value in profile.values}
    return (behaviour.id for behaviour in profile.behaviours if behaviour.id in shared)
