"""How reviews are gathered into calibration sessions."""

from collections.abc import Mapping, Sequence

from domain.definition.rating import Calibration
from domain.definition.words import GroupBy
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.reporting_line import second_line_of

EVERYONE = "everyone"
OTHERS = "others"


def groups(
    rules: Calibration, people: Organisation, reviewees: Sequence[Person]
) -> Mapping[str, tuple[PersonId, ...]]:
    """Give each group its reviewees, in the order given.

    Groups smaller than the minimum are looked at together; should even these be too few, they
    join the largest group, so that no session has fewer people than the definition asks for.
    """
    found: dict[str, list[PersonId]] = {}
    for person in reviewees:
        found.setdefault(_key(rules.group_by, people, person), []).append(person.id)
    large = {key: members for key, members in found.items() if len(members) >= rules.minimum_group}
    small = [one for key, members in found.items() if key not in large for one in members]
    if small and (len(small) >= rules.minimum_group or not large):
        large[OTHERS] = small
    elif small:
        largest = max(large, key=lambda key: len(large[key]))
        large[largest] = [*large[largest], *small]
    return {key: tuple(members) for key, members in large.items()}


def _key(group_by: GroupBy, people: Organisation, person: Person) -> str:
    match group_by:
        case GroupBy.EVERYONE:
            return EVERYONE
        case GroupBy.DEPARTMENT:
            return person.department
        case GroupBy.LOCATION:
            return person.location
        case GroupBy.SECOND_LINE_MANAGER:
            above = second_line_of(people, person.id)
            return str(above.id) if above else OTHERS
