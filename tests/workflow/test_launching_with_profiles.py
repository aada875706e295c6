from pathlib import Path

from domain.definition.conversation import Expectations
from domain.expectations.profile import RoleProfile
from domain.ids import CycleId
from domain.people_events import differences
from gateway.profiles import load_profiles, profile_in_cycle, profiles_of_cycle
from storage.read_models.waiting import wait_for
from tests.unit.roles import profile, sheet
from tests.workflow.company import JOINED, Company, annual, hire
from tests.workflow.engine import Engine

FINER = ("to the micron", "to the nanometre")
STRICT = annual().model_copy(update={"expectations": Expectations(meets=3)})


async def enter_roles(company: Company, *numbers: str) -> None:
    """Enter family and level of some people, as an import does; wait until pages know of it."""
    archive = company.engine.archive
    directory = await archive.directory.directory()
    role = {"job_family": "optics", "level": "L1"}
    events = [
        event
        for number in numbers
        for known in [directory.organisation[company[number]]]
        for event in differences(
            known, directory.versions[known.id], known.model_copy(update=role), JOINED
        )
    ]
    await archive.directory.record(events)
    assert await wait_for(archive.readers, await archive.store.head(), 30)


async def profile_of(company: Company, number: str, cycle: CycleId | None) -> RoleProfile | None:
    return await profile_in_cycle(company.engine.archive, cycle, company[number])


async def test_people_without_a_role_profile_are_left_out_and_the_launch_says_so(
    office: Engine, tmp_path: Path
) -> None:
    company = await hire(office, tmp_path, 8)
    await load_profiles(office.archive, sheet(), JOINED)
    await enter_roles(company, "101", "102")
    launched = await company.launch(STRICT, reviewees=("101", "102", "103"))
    results = {result.person: result for result in await launched.results()}
    assert results[company["101"]].outcome == results[company["102"]].outcome == "opened"
    left_out = results[company["103"]]
    assert (left_out.outcome, left_out.reason) == ("left_out", "no_profile")


async def test_a_running_cycle_keeps_the_profiles_of_its_launch(
    office: Engine, tmp_path: Path
) -> None:
    company = await hire(office, tmp_path, 8)
    await load_profiles(office.archive, sheet(), JOINED)
    await enter_roles(company, "101")
    launched = await company.launch(STRICT, reviewees=("101",))
    await load_profiles(office.archive, sheet(FINER), JOINED)
    assert await profile_of(company, "101", launched.id) == profile()
    now = await profile_of(company, "101", None)
    assert now is not None
    assert now != profile()
    assert (await profiles_of_cycle(office.archive, launched.id))["optics", "L1"] == profile()
    assert (await profiles_of_cycle(office.archive, None))["optics", "L1"] == now
    assert await profile_of(company, "102", launched.id) is None


async def test_a_dry_load_records_nothing(office: Engine) -> None:
    changes = await load_profiles(office.archive, sheet(), JOINED, dry_run=True)
    assert len(changes.published) == 2
    assert await office.archive.store.head() == 0
