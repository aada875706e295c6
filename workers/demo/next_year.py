"""The year after the one that was played: it has just begun, and is there to be lived by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from pydantic import JsonValue

from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId
from domain.people import Organisation, Person
from domain.tempo import Segment, Tempo
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from workers.office import Office

YEAR: Final = timedelta(weeks=52)
"""So many weeks later each date falls on the same day of the week."""

NUMBER_OF_MANAGER: Final = "1003"
NUMBER_OF_REVIEWEE: Final = "1004"
NUMBER_OF_HR: Final = "1104"

_SETTLED_IN: Final = timedelta(days=1, hours=9)
"""How far into its first stage the year is when it is launched: the second day, before noon."""


def a_year_later(definition: CycleDefinition) -> CycleDefinition:
    """Give the same process for the next year."""
    first, second = definition.begins.year, definition.begins.year + 1
    moved = _moved(definition.model_dump(mode="json", exclude_defaults=True))
    later = CycleDefinition.model_validate(moved)
    names = {
        "key": definition.key.replace(f"{first}", f"{second}"),
        "title": definition.title.replace(f"{first}", f"{second}"),
    }
    return later.model_copy(update=names)


def team_of(people: Organisation, number: str = NUMBER_OF_MANAGER) -> list[Person]:
    """Give a manager with everybody below, as far down as it goes."""
    chief = people.by_number(number)
    if chief is None:
        raise ValueError(f"the sample has nobody with the number {number}")
    team = [chief]
    for person in team:
        team.extend(each for each in people.values() if each.manager == person.id)
    return team


async def begin_next_year(
    office: Office, definition: CycleDefinition, people: Organisation, owner: PersonId
) -> CycleId:
    """Launch the next year for one team; from now on its time runs like ours."""
    later = a_year_later(definition)
    opens = later.stages[0].opens.on or later.begins
    now = datetime.combine(opens, datetime.min.time(), UTC) + _SETTLED_IN
    tempo = Tempo(segments=(Segment(real=datetime.now(UTC), virtual=now, rate=1.0),))
    still_here = [each.id for each in team_of(people) if not each.has_left(opens)]
    request = LaunchRequest(later, still_here, owner, tempo)
    cycle, _ = await launch(office.archive, office.client, request)
    return cycle


def _moved(value: JsonValue) -> JsonValue:
    """Move every date of a definition, wherever it stands."""
    match value:
        case dict():
            return {name: _moved(part) for name, part in value.items()}
        case list():
            return [_moved(part) for part in value]
        case str():
            day = _day(value)
            return f"{day + YEAR}" if day else value
        case _:
            return value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.count("-") == 2 else None  # noqa: PLR2004
    except ValueError:
        return None
