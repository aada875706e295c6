"""How long the checks before a launch take: who has no role profile, and whether the tree holds.

Ten thousand people, a fiftieth of them without a profile, and as many objectives, held against a
bare loop over the same people and objectives that only looks each of them up.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from activities.intake.profile_template import profile_template
from activities.intake.profiles_file import read_profiles
from activities.population import populate
from domain.alignment.faults import faults_between
from domain.alignment.tree import ObjectiveTree
from domain.definition.conversation import Expectations
from domain.expectations.lacking import lacking_profiles
from domain.expectations.profile import ProfileSet
from domain.expectations.sheet import profiles_in
from domain.people import Organisation
from tests.bench.bare_starts import megabytes
from tests.bench.stand import Row
from tests.invented_objectives import objective
from tests.invented_people import person
from tests.played_cycle import launch_of

PEOPLE = 10_000
TEAM = 10
WITHOUT = PEOPLE // 50
ROUNDS = 4
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
BUDGET_SECONDS = 5.0
BUDGET_RATIO = 0.02
BUDGET_MEGABYTES = 4.0


async def measure() -> list[Row]:
    """Check before a launch, again and again; the fastest round is the least disturbed one."""
    people, profiles, tree = _company(), _profiles(), _tree()
    checks, bare, memory = [], [], []
    for _ in range(ROUNDS):
        checks.append(_seconds(lambda: _check(people, profiles, tree)))
        bare.append(_seconds(lambda: _look_up(people, profiles, tree)))
        memory.append(megabytes())
    # The first round fills what is computed once and kept.
    grown = memory[-1] - memory[1]
    return [
        Row(
            f"checks of a launch, {PEOPLE:,} people",
            max(checks),
            BUDGET_SECONDS,
            "s",
            is_least=False,
        ),
        Row("checks of a launch against bare look-ups", min(bare) / min(checks), BUDGET_RATIO),
        Row("checks of a launch, memory", grown, BUDGET_MEGABYTES, "MB", is_least=False),
    ]


def _check(people: Organisation, profiles: ProfileSet, tree: ObjectiveTree) -> None:
    """Do what comes before a launch; what is found has to be what was put there."""
    launch = launch_of(people, tuple(people))
    asking = {"expectations": Expectations(required=True, meets=3)}
    definition = launch.definition.model_copy(update=asking)
    asked = launch.model_copy(update={"definition": definition})
    missed = populate(asked, people, AT, profiles).without_profile
    lacking = lacking_profiles((people[each] for each in missed), profiles)
    faults = faults_between(ObjectiveTree(tree.values()), ObjectiveTree())
    if (len(lacking), len(faults)) != (WITHOUT, 0):
        raise AssertionError(f"{len(lacking)} people and {len(faults)} objectives were found")


def _look_up(people: Organisation, profiles: ProfileSet, tree: ObjectiveTree) -> None:
    """Do the least that one could: find each profile and each objective above by its key."""
    places = {(profile.family, profile.level) for profile in profiles.values()}
    found = sum((one.job_family, one.level) in places for one in people.values())
    above = sum(one.parent in tree for one in tree.values())
    if not (found and above):
        raise AssertionError


def _company() -> Organisation:
    """Teams of ten in a pyramid; every fiftieth has a level that no profile is told for."""
    levels = ("L1", "L2", "L3", "L4", "L5")
    families = ("engineering", "operations", "customer", "corporate")
    return Organisation(
        person(
            str(number),
            None if number == 1 else str((number - 2) // TEAM + 1),
            job_family=families[number % 4],
            level="L9" if number % 50 == 0 else levels[number % 5],
            department=f"Department {number % 20}",
        )
        for number in range(1, PEOPLE + 1)
    )


def _profiles() -> ProfileSet:
    sheet = read_profiles(profile_template().encode()).sheet
    if sheet is None:
        raise AssertionError
    return ProfileSet(profiles_in(sheet), sheet.values or ())


def _tree() -> ObjectiveTree:
    return ObjectiveTree(
        objective(f"o{number}", None if number == 1 else f"o{(number - 2) // TEAM + 1}")
        for number in range(1, PEOPLE + 1)
    )


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(row) for row in asyncio.run(measure())) + "\n")
