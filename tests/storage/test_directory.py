"""The directory survives in the log, and nothing personal stands there in the open."""

import asyncpg
import pytest

from domain.ids import OrganisationId
from domain.people import Person
from domain.people_events import PersonEvent, differences
from storage.directory import (
    PEOPLE_AFTER,
    Directory,
    DirectoryChanged,
    PeopleJournal,
)
from storage.errors import SubjectWasErased
from storage.event_store import EventStore
from storage.keys import KeyRing
from tests.invented_people import AT, person
from tests.storage.facts import TENANT, fact

HERE = OrganisationId(TENANT)
BOSS = person("1")
ANA = person("2", "1", display_full_name="Ana Quist", level="L4")


@pytest.fixture
def people(writer: asyncpg.Pool, keys: KeyRing) -> PeopleJournal:
    return PeopleJournal(writer, keys, HERE)


def entries(*said: Person, directory: Directory | None = None) -> list[PersonEvent]:
    known = directory or Directory()
    return [
        event
        for one in said
        for event in differences(
            known.organisation.get(one.id), known.versions.get(one.id, 0), one, AT
        )
    ]


async def test_people_are_read_back_as_they_were_recorded(people: PeopleJournal) -> None:
    await people.record(entries(BOSS, ANA))
    directory = await people.directory()
    assert dict(directory.organisation) == {BOSS.id: BOSS, ANA.id: ANA}
    assert directory.versions == {BOSS.id: 1, ANA.id: 1}


async def test_a_change_is_recorded_behind_what_was_there(people: PeopleJournal) -> None:
    await people.record(entries(BOSS, ANA))
    promoted = ANA.model_copy(update={"level": "L5"})
    before = await people.directory()
    await people.record(entries(BOSS, promoted, directory=before))
    after = await people.directory()
    assert after.organisation[ANA.id] == promoted
    assert after.versions == {BOSS.id: 1, ANA.id: 2}
    assert after.position == 3


async def test_nothing_personal_stands_in_the_log_in_the_open(
    people: PeopleJournal, superuser: asyncpg.Connection
) -> None:
    changed = ANA.model_copy(update={"display_full_name": "Ana Quist-Berg"})
    await people.record(entries(BOSS, ANA))
    directory = await people.directory()
    await people.record(entries(changed, directory=directory))
    for row in await superuser.fetch("SELECT * FROM log.event"):
        for value in row.values():
            written = value if isinstance(value, bytes) else str(value).encode()
            for secret in (b"Quist", b"halden", b"Optics", b"Berlin", b"Engineer"):
                assert secret not in written


async def test_of_two_imports_at_once_one_is_refused_whole(people: PeopleJournal) -> None:
    await people.record(entries(ANA))
    with pytest.raises(DirectoryChanged):
        await people.record(entries(BOSS, ANA))
    directory = await people.directory()
    assert set(directory.organisation) == {ANA.id}


async def test_an_import_over_many_statements_is_refused_whole(people: PeopleJournal) -> None:
    many = [person(str(number), "1") for number in range(1000, 1600)]
    await people.record(entries(many[-1]))
    with pytest.raises(DirectoryChanged):
        await people.record(entries(*many))
    assert len((await people.directory()).organisation) == 1


async def test_organisations_do_not_see_each_other(
    people: PeopleJournal, writer: asyncpg.Pool, keys: KeyRing
) -> None:
    await people.record(entries(BOSS))
    elsewhere = PeopleJournal(writer, keys, OrganisationId(ANA.id))
    assert len((await elsewhere.directory()).organisation) == 0


async def test_an_erased_person_is_gone_and_cannot_come_back(
    people: PeopleJournal, keys: KeyRing
) -> None:
    await people.record(entries(BOSS, ANA))
    await keys.destroy(ANA.id)
    directory = await people.directory()
    assert set(directory.organisation) == {BOSS.id}
    assert directory.erased == {ANA.id}
    with pytest.raises(SubjectWasErased):
        await people.record(entries(ANA, directory=directory))


async def test_other_facts_are_not_read_to_find_people(
    people: PeopleJournal, store: EventStore, superuser: asyncpg.Connection
) -> None:
    for _ in range(3):
        await store.append(fact().event_id, 0, [fact() for _ in range(400)])
    await people.record(entries(BOSS))
    await superuser.execute("ANALYZE log.event")
    plan = await superuser.fetch(f"EXPLAIN {PEOPLE_AFTER}", HERE, 0, 10)
    assert any("event_of_people" in row[0] for row in plan)
    assert len((await people.directory()).organisation) == 1
