"""What holds between cycles: the hours, the tempo and the HR of the cycle launched last."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from activities.notify.reader import BETWEEN_CYCLES
from domain.definition.cycle import CycleDefinition
from domain.ids import CycleId, PersonId
from domain.tempo import Tempo
from storage.archive import Archive
from storage.read_models.cycles import Cycle, all_cycles, cycle_of

YEARS_AHEAD: Final = 2
"""For so many years from now public holidays are looked up."""

# What a definition cannot be without, though nothing of it is ever opened.
_NO_CYCLE: Final = CycleDefinition.model_validate(
    {
        "key": "between-cycles",
        "title": BETWEEN_CYCLES,
        "begins": "2000-01-03",
        "ends": "2000-12-29",
        "stages": [
            {
                "id": "none",
                "title": BETWEEN_CYCLES,
                "steps": [
                    {
                        "id": "none",
                        "title": BETWEEN_CYCLES,
                        "role": "reviewee",
                        "due": {"working_days": 5},
                    }
                ],
            }
        ],
    }
)


@dataclass(frozen=True, slots=True)
class Everyday:
    """What is looked up in a definition where no cycle is concerned, and how time runs."""

    definition: CycleDefinition
    tempo: Tempo
    hr_owner: PersonId | None


async def everyday(archive: Archive, real: datetime, cycle: CycleId | None = None) -> Everyday:
    """Give what holds at that real moment, whichever cycles run.

    Without a cycle, hours are those of the one that was launched last, and time runs as in the last
    that still runs, or as usual. Holidays reach from a year before that moment to two years after.
    """
    latest, tempo = await (_of(archive, cycle) if cycle else _of_the_latest(archive))
    year = tempo.virtual(real).year
    definition = (latest.definition if latest else _NO_CYCLE).model_copy(
        update={
            "title": BETWEEN_CYCLES,
            "begins": date(year - 1, 1, 1),
            "ends": date(year + YEARS_AHEAD - 1, 12, 31),
        }
    )
    return Everyday(definition, tempo, latest.hr_owner if latest else None)


async def _of(archive: Archive, cycle: CycleId) -> tuple[Cycle | None, Tempo]:
    found = await cycle_of(archive.readers, cycle)
    return found, found.tempo if found else Tempo()


async def _of_the_latest(archive: Archive) -> tuple[Cycle | None, Tempo]:
    cycles = await all_cycles(archive.readers, archive.organisation)
    running = next((cycle for cycle in cycles if cycle.state == "running"), None)
    return running or next(iter(cycles), None), running.tempo if running else Tempo()
