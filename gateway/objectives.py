"""Objectives above: loaded from a file, set, changed, read and retired, at any time of a cycle.

Who changes an objective is checked against the tree as it stands; of two who change the same one
at once the second is refused. Should two changes of different objectives close a circle between
them, the tree and the coverage report tell it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from activities.intake.objectives_file import read_objectives_file
from domain.alignment.above import Above
from domain.alignment.changes import differences, read, retired
from domain.alignment.entry import Line, ObjectiveRules
from domain.alignment.events import ObjectiveSet, Told
from domain.alignment.loading import Reading, check_objectives
from domain.alignment.objective import Objective, OwnReading
from domain.alignment.refusals import ObjectiveIsRetired, ObjectiveNotSound, UnknownObjective
from domain.alignment.tree import ObjectiveTree
from domain.people import Organisation
from storage.archive import Archive
from storage.objectives import Standing


@dataclass(frozen=True)
class Loaded:
    """What a file of objectives came to, and what follows (or followed) from it."""

    reading: Reading
    told: tuple[Told, ...]

    @property
    def added(self) -> int:
        """Count the objectives that are new."""
        return sum(isinstance(one.event, ObjectiveSet) for one in self.told)

    @property
    def changed(self) -> int:
        """Count those of which something changed."""
        return len(self.told) - self.added

    @property
    def unchanged(self) -> int:
        """Count those that stay as they are."""
        return len(self.reading.objectives) - len(self.told)


@dataclass(frozen=True)
class Retired:
    """An objective that is retired, and what still serves it and has to find another."""

    objective: Objective
    left_behind: tuple[Objective, ...]


async def tree_of(archive: Archive) -> ObjectiveTree:
    """Give the tree of objectives above as it stands."""
    return (await archive.objectives.standing()).tree


async def above_of(archive: Archive) -> Above:
    """Give the names by which goals may serve the objectives above."""
    return (await tree_of(archive)).above()


async def load_objectives(
    archive: Archive, file: Path, at: datetime, *, dry_run: bool = False
) -> Loaded:
    """Read a file and record what it changes; with any problem, or dry, nothing is recorded.

    Raises:
        ObjectivesFileUnreadable: there is no such file, or it may not be read.
        TreeChanged: somebody else changed the same objectives meanwhile.
        LogOutOfReach: the database did not answer; loading again is safe.
    """
    standing = await archive.objectives.standing()
    reading = read_objectives_file(file, await _rules(archive, await archive.people(), standing))
    told = _told(reading.objectives, standing, at)
    if told and not dry_run:
        await archive.objectives.record(told)
    return Loaded(reading, told)


async def set_objective(archive: Archive, cells: Mapping[str, str], at: datetime) -> Loaded:
    """Add an objective or change one, by the columns of the file; what is not given stays.

    Raises:
        ObjectiveNotSound: says everything that is wrong with it.
        ObjectiveIsRetired: it is not changed any more.
        TreeChanged: somebody else changed it meanwhile.
    """
    standing = await archive.objectives.standing()
    rules = await _rules(archive, await archive.people(), standing)
    known = standing.tree.find(cells.get("key", ""))
    if known is not None and known.is_retired:
        raise ObjectiveIsRetired(f"“{known.title}” is retired; it is not changed any more.")
    named = dict(cells) | ({} if known is None else {"key": known.key})
    reading = _without_the_rest(check_objectives([Line(1, named)], rules))
    if reading.problems:
        raise ObjectiveNotSound([problem.sentence for problem in reading.problems])
    told = _told(reading.objectives, standing, at)
    if told:
        await archive.objectives.record(told)
    return Loaded(reading, told)


async def retire_objective(
    archive: Archive, name: str, *, reason: str, on: date, at: datetime
) -> Retired:
    """Retire an objective from a day on; a second time changes nothing.

    Raises:
        UnknownObjective: there is none of that key or title.
        ObjectiveNotSound: the day is still to come.
        TreeChanged: somebody else changed it meanwhile.
    """
    standing = await archive.objectives.standing()
    objective = known_objective(standing.tree, name)
    version = standing.version_of(objective.id)
    told = retired(objective, version, on=on, reason=reason, at=at)
    if told:
        await archive.objectives.record(told)
    children = (await tree_of(archive)).children_of(objective.id)
    return Retired(objective, tuple(one for one in children if not one.is_retired))


async def read_objective(
    archive: Archive, name: str, reading: OwnReading, at: datetime
) -> Objective:
    """Record how far an objective has come by its own measure; give it as it stands then.

    Raises:
        UnknownObjective: there is none of that key or title.
        ObjectiveIsRetired: nothing is read of it any more.
        ReadingNotPossible: the reading does not fit its measure, or lies in the future.
        TreeChanged: somebody else changed it meanwhile.
    """
    standing = await archive.objectives.standing()
    objective = known_objective(standing.tree, name)
    told = read(objective, standing.version_of(objective.id), reading, at)
    if told:
        await archive.objectives.record(told)
    return (await tree_of(archive))[objective.id]


def known_objective(tree: ObjectiveTree, name: str) -> Objective:
    """Find an objective by its key or title.

    Raises:
        UnknownObjective: there is none; names what was looked for.
    """
    found = tree.find(name)
    if found is None:
        raise UnknownObjective(
            f"'{name[:80]}' is not an objective of this organisation; `perennial goals tree` lists "
            "them with their keys."
        )
    return found


def _without_the_rest(reading: Reading) -> Reading:
    """Leave out what is said about the objectives that were not given: only one was meant."""
    return replace(reading, remarks=tuple(one for one in reading.remarks if one.line is not None))


async def _rules(archive: Archive, people: Organisation, standing: Standing) -> ObjectiveRules:
    return ObjectiveRules(await archive.naming_key(), people, standing.tree)


def _told(said: Sequence[Objective], standing: Standing, at: datetime) -> tuple[Told, ...]:
    return tuple(
        told
        for one in said
        for told in differences(standing.tree.get(one.id), standing.version_of(one.id), one, at)
    )
