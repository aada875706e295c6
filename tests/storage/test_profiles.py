"""Role profiles survive in the log, whole, sealed, and as they stood at any position."""

import asyncpg
import pytest

from domain.expectations.changes import Changes, changes_by
from domain.expectations.profile import ProfileSet
from domain.expectations.sheet import ProfileSheet
from domain.ids import OrganisationId
from storage.event_store import Appended, EventStore
from storage.keys import KeyRing
from storage.profiles import LAST, PAGE, PROFILES_BETWEEN, ProfileJournal, ProfilesChanged
from tests.invented_people import AT
from tests.storage.facts import TENANT, fact
from tests.unit.roles import profiles, sheet

HERE = OrganisationId(TENANT)
FINER = ("to the micron", "to the nanometre")


@pytest.fixture
def journal(writer: asyncpg.Pool, keys: KeyRing) -> ProfileJournal:
    return ProfileJournal(writer, keys, HERE)


async def load(journal: ProfileJournal, *changes: tuple[str, str]) -> Changes:
    return await load_sheet(journal, sheet(*changes))


async def load_sheet(journal: ProfileJournal, said: ProfileSheet) -> Changes:
    shelf = await journal.shelf()
    found = changes_by(said, shelf.profiles)
    await journal.record(found, shelf, AT)
    return found


async def test_profiles_are_read_back_as_they_were_loaded(journal: ProfileJournal) -> None:
    await load(journal)
    found = await journal.as_of()
    assert dict(found) == dict(profiles())
    assert found.shared_values == profiles().shared_values


async def test_loading_the_same_file_again_adds_nothing(
    journal: ProfileJournal, store: EventStore
) -> None:
    await load(journal)
    head = await store.head()
    assert not await load(journal)
    assert await store.head() == head == 3


async def test_a_cycle_keeps_the_profiles_of_its_launch(
    journal: ProfileJournal, store: EventStore
) -> None:
    await load(journal)
    launched = await store.append(TENANT, 0, [fact()])
    assert isinstance(launched, Appended)
    assert await journal.beginning_of(TENANT) == launched.position
    await load(journal, FINER, ("looks_like: Says", "looks_like: Writes"))
    assert dict(await journal.as_of(launched.position)) == dict(profiles())
    now = (await journal.as_of())["optics", "L1"]
    assert "nanometre" in now.accountabilities[0].expected
    assert now.values[0].looks_like.startswith("Writes")


async def test_one_profile_is_read_as_the_whole_set_has_it(journal: ProfileJournal) -> None:
    await load(journal)
    before = (await journal.shelf()).profiles
    await load(journal, FINER)
    after = (await journal.shelf()).profiles
    assert await journal.one("optics", "l1") == after["optics", "L1"]
    assert await journal.one("optics", "L1", position=3) == before["optics", "L1"]
    assert await journal.one("optics", "L1", position=0) is None
    assert await journal.one("optics", "L9") is None


async def test_what_was_withdrawn_holds_no_more_and_can_come_back(journal: ProfileJournal) -> None:
    await load(journal)
    gone = sheet().model_dump(mode="json")
    gone["families"]["optics"] |= {"levels": [], "profiles": {}}
    await load_sheet(journal, ProfileSheet.model_validate(gone))
    assert await journal.as_of() == {}
    assert await journal.one("optics", "L1") is None
    await load(journal)
    assert dict(await journal.as_of()) == dict(profiles())


async def test_nothing_is_stored_when_somebody_else_loaded_meanwhile(
    journal: ProfileJournal, store: EventStore
) -> None:
    shelf = await journal.shelf()
    await load(journal)
    head = await store.head()
    other = sheet(FINER, ("optics", "sails"))
    both = other.model_copy(update={"families": {**other.families, **sheet().families}})
    with pytest.raises(ProfilesChanged):
        await journal.record(changes_by(both, ProfileSet()), shelf, AT)
    assert await store.head() == head
    assert set((await journal.as_of()).families) == {"optics"}


async def test_no_word_of_a_profile_stands_in_the_log_in_the_open(
    journal: ProfileJournal, superuser: asyncpg.Connection
) -> None:
    await load(journal)
    for row in await superuser.fetch("SELECT * FROM log.event"):
        for value in row.values():
            written = value if isinstance(value, bytes) else str(value).encode()
            for secret in (b"optics", b"Optician", b"lens", b"Candour", b"drawing"):
                assert secret not in written


async def test_other_facts_are_not_read_to_find_profiles(
    journal: ProfileJournal, store: EventStore, superuser: asyncpg.Connection
) -> None:
    for _ in range(3):
        await store.append(fact().event_id, 0, [fact() for _ in range(400)])
    await load(journal)
    await superuser.execute("ANALYZE log.event")
    plan = await superuser.fetch(f"EXPLAIN {PROFILES_BETWEEN}", HERE, 0, LAST, PAGE)
    assert any("event_of_profiles" in row[0] for row in plan)
