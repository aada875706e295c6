"""Whoever asks gets everything that is held about them, or is told what is withheld and why."""

import json
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.access.copy import Part
from domain.access.opening import NOT_THE_READER
from domain.anonymity import Voices
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import StepId
from domain.people import PersonDetails
from domain.people_events import PersonJoined
from domain.review.events import ReviewEvent
from gateway.feedback import Giving, give_feedback
from gateway.packet.subject_file import PlaceTaken, subject_files, write_subject_files
from gateway.subject.copy import subject_copy
from gateway.subject.heard import _said
from storage.archive import Archive
from storage.event_types import EVENT_TYPES, DomainEvent, decode
from storage.journal import Entry, Words, content_of
from storage.master_key import MasterKey
from storage.projections.projector import Projector
from storage.read_models.peer_feedback import Heard
from tests.invented_people import person as invented
from tests.played_cycle import MET_AT, ORGANISATION, PlayedCycle, annual, play
from tests.storage.reading import record

GOLDEN = Path(__file__).parents[1] / "unit" / "golden_events"
GIVEN = {
    *("PersonJoined", "PersonChanged", "ActionTasked", "ActionDone", "PlanBegun", "CheckInHeld"),
    *("ReadingRecorded", "FeedbackGiven", "ObjectiveSet", "StepSubmitted", "SessionLocked"),
}
"""Kinds whose words are open to somebody who wrote them, or whom they are about."""

NOMINATING = {"PeersNominated", "PeersNamed"}
"""What tells a reviewee who was put forward, where they do that themselves."""

ANY_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOW = datetime(2028, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
async def archive(database: str) -> AsyncIterator[Archive]:
    async with Archive.open(database, MasterKey(b"k" * 32), ORGANISATION) as archive:
        yield archive


async def played(
    archive: Archive, projector: asyncpg.Pool, until: datetime | None = None
) -> PlayedCycle:
    """Play the year of four people, whole or up to a moment."""
    year = await play(4, archive.vault.stage)
    batches = [each for each in year.batches() if until is None or each.events[0].at <= until]
    await record(archive.journal, batches)
    await Projector(archive.store, projector, archive.keys).catch_up()
    return year


def golden(name: str, person: UUID) -> DomainEvent:
    """An event of every kind, in which everybody and everything is that person."""
    told = json.loads((GOLDEN / f"{name}.{EVENT_TYPES[name].version}.json").read_text())
    text = ANY_ID.sub(str(person), json.dumps(told["data"]))
    return decode(name, EVENT_TYPES[name].version, text)


async def seeded(archive: Archive, event: DomainEvent, person: UUID) -> None:
    """Record an event with marked words under the key of the person."""
    mark = {"mark": f"MARK-{event.type}-MARK"}
    if content_of(event) is not None:
        ref = await archive.vault.stage(uuid4(), person, mark)
        event = event.model_copy(update={"content": ref})
    words: Words = dict(mark)
    if isinstance(event, PersonJoined):
        words = invented("77", display_full_name=mark["mark"]).model_dump(mode="json")
        words = {name: words[name] for name in PersonDetails.model_fields}
    await archive.journal.append(uuid4(), 0, [Entry(event, {person: words})])


async def test_every_kind_of_fact_is_in_the_copy_or_named_as_withheld(
    archive: Archive, projector: asyncpg.Pool
) -> None:
    year = await played(archive, projector)
    person = year.launch.people[0]
    for name in EVENT_TYPES:
        await seeded(archive, golden(name, person), person)
    copy = await subject_copy(archive, person, NOW)
    text = copy.model_dump_json()
    named = {each.what for each in copy.withheld}
    given = {name for name in EVENT_TYPES if f"MARK-{name}-MARK" in text}
    assert [name for name in EVENT_TYPES if name not in given and not named_in(name, named)] == []
    assert given >= GIVEN


def named_in(name: str, named: set[str]) -> bool:
    """Whether a kind of fact is named among what is withheld; of unknown reviews all together."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    is_of_review = issubclass(EVENT_TYPES[name].model, ReviewEvent)
    hidden = "part of the course of a review" if is_of_review else "calibration"
    return any(what.startswith(words) for what in named) or hidden in named


async def test_the_copy_of_a_signed_year_holds_what_was_said_and_names_no_peer(
    archive: Archive, projector: asyncpg.Pool
) -> None:
    year = await played(archive, projector)
    person = year.launch.people[0]
    copy = await subject_copy(archive, person, NOW)
    text = copy.model_dump_json()
    assert copy.record["display_full_name"] == year.people[person].display_full_name
    assert "Delivered the optics line early." in text
    own = [each for each in (*copy.held, *copy.heard) if each.part is Part.OWN_REVIEWS]
    assert [each for each in own if each.facts.get("step") == "peer_feedback"] == []
    heard = [said.answer for each in copy.heard for said in each.said]
    assert heard == []  # what was said is no answer to a question of the form
    peers = {year.people[seat.person].display_full_name for seat in year.stories[0].peers}
    assert {each.type for each in own for name in peers if name in str(each)} <= NOMINATING
    strangers = [str(other) for other in year.people if other != person]
    assert [other for other in strangers if other in text] == []


async def test_a_rating_that_is_not_shared_is_held_and_not_open_yet(
    archive: Archive, projector: asyncpg.Pool
) -> None:
    year = await played(archive, projector, MET_AT - timedelta(days=1))
    copy = await subject_copy(archive, year.launch.people[0], NOW)
    assert "Delivered the optics line early." not in copy.model_dump_json()
    whys = {each.why for each in copy.withheld}
    assert any("until your result is shared" in why for why in whys), whys


async def test_the_files_say_the_same_for_programs_and_for_reading(
    archive: Archive, projector: asyncpg.Pool, tmp_path: Path
) -> None:
    year = await played(archive, projector)
    person = year.people[year.launch.people[0]]
    files = subject_files(await subject_copy(archive, person.id, NOW), "Europe/Berlin")
    write_subject_files(files, tmp_path / "copy")
    write_subject_files(files, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as zipped:
        assert (
            sorted(zipped.namelist())
            == sorted(files)
            == sorted(each.name for each in (tmp_path / "copy").iterdir())
        )
    page = files["copy.html"].decode()
    assert person.display_full_name in page
    assert "Delivered the optics line early." in page
    assert "src=" not in page
    assert 'href="http' not in page
    assert "content.subject" not in page
    assert "].person" not in page
    assert re.search(r"<dd>\d \([A-Z][^)]*\)</dd>", page)  # a level with its name
    assert set(json.loads(files["schema.json"])["required"]) <= set(json.loads(files["copy.json"]))
    assert (tmp_path / "copy.zip").stat().st_mode & 0o077 == 0
    with pytest.raises(PlaceTaken):
        write_subject_files(files, tmp_path / "copy.zip")


async def test_feedback_for_the_manager_alone_is_withheld_without_its_giver(
    archive: Archive, projector: asyncpg.Pool
) -> None:
    year = await played(archive, projector)
    person, giver = year.launch.people[:2]
    live = Projector(archive.store, projector, archive.keys)
    for visible_to in (VisibleTo.MANAGER, VisibleTo.BOTH):
        await give_feedback(
            archive,
            Giving(
                request=visible_to.value,
                giver=giver,
                receiver=person,
                kind=FeedbackKind.PRAISE,
                visible_to=visible_to,
                words=f"For {visible_to.value}",
                at=NOW,
            ),
        )
        await live.catch_up()
    copy = await subject_copy(archive, person, NOW)
    feedback = [each for each in copy.held if each.part is Part.FEEDBACK]
    assert "For both" in str(feedback)
    assert "For manager" not in copy.model_dump_json()
    assert len(feedback) == 1
    assert [each.why for each in copy.withheld if each.part is Part.FEEDBACK] == [NOT_THE_READER]
    assert "For manager" in (await subject_copy(archive, giver, NOW)).model_dump_json()


def test_what_was_said_without_a_name_stands_together_above_the_threshold() -> None:
    form = annual().forms["peer_feedback"]
    asked = form.fields[0]
    shown = (
        Voices(question=asked.id, answers=("Calm", "Clear")),
        Voices(question="cooperation", line="In the team", mean=Decimal("3.5")),
    )
    told = _said(Heard(StepId("peer_feedback"), "Feedback", form, voices=shown))
    assert [(each.name, each.answer) for each in told] == [
        (asked.id, "Calm"),
        (asked.id, "Clear"),
        ("cooperation", "on average 3.5"),
    ]
    assert told[0].question == asked.label
