"""The invented company at work on an installation, and its cycles of a minute or two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from activities.intake.cycle_file import read_cycle
from activities.intake.people_import import import_people
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId
from domain.people import Organisation
from domain.tempo import Tempo
from gateway.api.scopes import Scope
from gateway.api.tokens import issue_token
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from tests.invented_people import file_of, line
from workers.office import Office

YEAR: Final = Path(__file__).parent / "year.yaml"
JOINED: Final = datetime(2026, 1, 2, 9, tzinfo=UTC)
OPENED: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)
ENDS: Final = datetime(2027, 12, 31, tzinfo=UTC)
DAY_SECONDS: Final = 1.5
"""So many real seconds are a day of a cycle."""

TEAM: Final = 4
HEAD, HEAD_OF_HR, HR = "1", "2", "3"


@dataclass(frozen=True)
class Company:
    """Everybody, and the token with which a program acts for each."""

    office: Office
    people: Organisation
    tokens: Mapping[PersonId, str]

    @property
    def reviewees(self) -> list[PersonId]:
        """Everybody but those at the top and in HR."""
        apart = {HEAD, HEAD_OF_HR, HR}
        return [one.id for one in self.people.values() if one.employee_number not in apart]


@dataclass(frozen=True)
class Running:
    """A cycle that was launched for somebody."""

    cycle: CycleId
    tempo: Tempo
    reviewees: tuple[PersonId, ...]


async def hire(office: Office, folder: Path, size: int) -> Company:
    """Import a company with so many people who will be reviewed, in teams of four."""
    file = folder / "people.csv"
    file.write_bytes(file_of(_lines(size)))
    archive = office.archive
    await import_people(file, archive.directory, await archive.naming_key(), JOINED)
    people = await archive.people()
    at, scopes = datetime.now(UTC), tuple(Scope)
    issued = {who: await issue_token(archive, who, "faults", scopes, at) for who in people}
    return Company(office, people, {who: each.secret for who, each in issued.items()})


async def begin(company: Company, key: str) -> Running:
    """Launch a cycle under that key for everybody, whose time runs fast from now on."""
    days = (ENDS - OPENED) / timedelta(days=1)
    tempo = Tempo.accelerated(datetime.now(UTC), OPENED, [(ENDS, days * DAY_SECONDS)])
    owner = company.people.by_number(HR)
    assert owner is not None
    definition = year().model_copy(update={"key": key})
    request = LaunchRequest(definition, company.reviewees, owner.id, tempo)
    cycle, _ = await launch(company.office.archive, company.office.client, request)
    return Running(cycle, tempo, tuple(company.reviewees))


def year() -> CycleDefinition:
    """The process of every cycle here."""
    found = read_cycle(YEAR.read_text()).definition
    assert found is not None
    return found


def _lines(size: int) -> list[str]:
    """A head, two people in HR, and managers under the head, each with a team."""
    lines = [line(HEAD), line(HEAD_OF_HR, HEAD), line(HR, HEAD_OF_HR)]
    for place in range(size):
        manager = str(10 + place // (TEAM + 1))
        is_manager = place % (TEAM + 1) == 0
        number = manager if is_manager else f"{manager}{place % (TEAM + 1)}"
        lines.append(line(number, HEAD if is_manager else manager))
    return lines
