"""Role profiles: loaded by HR, and found for a person as they stood when a cycle was launched."""

from datetime import datetime

from domain.expectations.changes import Changes, changes_by
from domain.expectations.profile import ProfileSet, RoleProfile, place_of
from domain.expectations.sheet import ProfileSheet
from domain.ids import CycleId, PersonId
from storage.archive import Archive
from storage.read_models.people import person_of


async def load_profiles(
    archive: Archive, sheet: ProfileSheet, at: datetime, *, dry_run: bool = False
) -> Changes:
    """Record what a sheet without faults changes, whole or not at all; or, dry, only say it.

    Raises:
        ValueTwice: a value and a behaviour of a family would have the same id.
        ProfilesChanged: somebody else changed the same profiles meanwhile.
        LogOutOfReach: the database did not answer; loading again is safe.
    """
    journal = archive.profiles
    shelf = await journal.shelf()
    changes = changes_by(sheet, shelf.profiles)
    if not dry_run:
        await journal.record(changes, shelf, at)
    return changes


async def profiles_of_cycle(archive: Archive, cycle: CycleId | None) -> ProfileSet:
    """Give all profiles as they stood when the cycle was launched; without one, as they stand.

    Raises:
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    return await archive.profiles.as_of(await _position(archive, cycle))


async def profile_in_cycle(
    archive: Archive, cycle: CycleId | None, person: PersonId
) -> RoleProfile | None:
    """Give the profile of a person as it stood when the cycle was launched; None without one.

    Family and level are those the person has today. Without a cycle it is the profile as it
    stands. Quick: it reads two events.

    Raises:
        LogOutOfReach: the database did not answer; asking again is safe.
    """
    found = await person_of(archive.readers, person)
    place = place_of(found) if found else None
    if place is None:
        return None
    return await archive.profiles.one(*place, await _position(archive, cycle))


async def _position(archive: Archive, cycle: CycleId | None) -> int | None:
    return None if cycle is None else await archive.profiles.beginning_of(cycle)
