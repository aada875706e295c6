"""After an erasure nothing that was said of a person, or names them, lies in any byte we keep."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from pydantic import JsonValue

from domain.content import ContentRef
from domain.erasure.words import Ground
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import StepId
from domain.people import Person
from domain.people_events import differences
from gateway.feedback import Giving, give_feedback
from gateway.looked_at import About, What, note_seen
from gateway.subject.erasing import Erased, Wanted, erase, marks_of
from storage.api_tokens import TokenBook
from storage.archive import Archive
from storage.drafts import DraftKey, Drafts, Saving
from storage.launch_drafts import LaunchDrafts
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from storage.sessions import SessionBook
from tests.played_cycle import ORGANISATION, PlayedCycle, Stage, play
from tests.storage.reading import record
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import SETTINGS, EmbeddedPostgres, _binaries

NOW = datetime(2028, 3, 1, 9, tzinfo=UTC)
WORDS = "Qvorzel-marked-words"
"""What was written by and about the person, wherever somebody can write something."""

CALLED = {
    "display_full_name": "Ottilie Zmarkedname",
    "employee_number": "QN-7788-MARK",
    "work_email": "o.zmarked@qvorzel.example",
    "job_title": "Keeper of the Zmarked Lamp",
}


@dataclass
class Cluster:
    """A server of the test's own, which can be backed up as a whole."""

    url: str
    folder: Path

    def files(self, folder: Path, *, leaving_out: Collection[str] = ()) -> Iterator[Path]:
        """Every file of the cluster or of a copy."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not set(path.parts) & set(leaving_out):
                yield path


@pytest.fixture
async def cluster(server_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cluster]:
    for name, value in {"wal_level": "replica", "max_wal_senders": "4", "fsync": "off"}.items():
        monkeypatch.setitem(SETTINGS, name, value)
    ports, _ = settle_ports({"server": 0})
    folder = server_folder / f"erased-{uuid4().hex}"
    server = EmbeddedPostgres(folder, ports["server"])
    url = await server.start()
    await migrate(url)
    yield Cluster(url, folder)
    await server.stop()


def marked(stage: Stage) -> Stage:
    """Put marked words into everything that is said of whoever is spoken of first."""
    spoken_of: list[UUID] = []

    async def staged(content: UUID, subject: UUID, told: Mapping[str, JsonValue]) -> ContentRef:
        spoken_of.append(subject)
        words = {**told, "text": f"{WORDS}: {told.get('text', '')}"}
        return await stage(content, subject, words if subject == spoken_of[0] else told)

    return staged


async def lived(archive: Archive, live: Projector) -> tuple[PlayedCycle, Person]:
    """Play a year, and leave something of the person wherever something can be left."""
    year = await play(2, marked(archive.vault.stage))
    await record(archive.journal, year.batches())
    plain = year.people[year.launch.people[0]]
    person = plain.model_copy(update=CALLED)
    await archive.directory.record(differences(plain, 1, person, NOW))
    await live.catch_up()
    other = year.people[year.launch.people[1]]
    for giver, receiver in ((person, other), (other, person)):
        said = WORDS if receiver is person else "Thank you"
        giving = Giving(
            request=uuid4().hex, giver=giver.id, receiver=receiver.id, words=said, at=NOW,
            kind=FeedbackKind.PRAISE, visible_to=VisibleTo.BOTH,
        )  # fmt: skip
        await give_feedback(archive, giving)
    review = year.stories[0].review
    key = DraftKey(review, StepId("propose_goals"), 0, 1, other.id, "submit")
    drafts = Drafts(archive.hosts, archive.keys)
    await drafts.save(key, Saving(person.id, {"text": WORDS}, 0, uuid4(), NOW))
    await archive.vault.stage(uuid4(), person.id, {"text": WORDS})
    await SessionBook(archive.hosts).begin(b"digest", person.id, NOW)
    name = f"Script of {person.display_full_name}"
    until = (NOW, NOW + timedelta(days=9))
    await TokenBook(archive.hosts).issue(uuid4(), b"token", name, person.id, {"read"}, until)
    launches, draft = LaunchDrafts.of(archive), uuid4()
    await launches.begin(draft, {}, other.id, NOW)
    await launches.keep_file(draft, f"name\n{person.display_full_name}\n".encode())
    await note_seen(archive, other.id, What.DOCUMENT, "manager", About(person.id, None, review))
    await live.catch_up()
    return year, person


async def forgotten(archive: Archive, live: Projector, person: Person) -> Erased:
    """Erase the person as the command does, while a projector runs."""
    stop = asyncio.Event()
    running = asyncio.create_task(live.run(stop))
    done = await erase(archive, Wanted(person.id, Ground.OBJECTION_UPHELD, "Granted", NOW))
    stop.set()
    await running
    return done


def found_in(paths: Iterator[Path], marks: Collection[str | bytes]) -> set[tuple[str, str]]:
    """Which marks lie in which files, as text or as the hexadecimal digits of a dump."""
    sought = [mark if isinstance(mark, bytes) else mark.encode() for mark in marks]
    return {
        (path.name, mark.decode("utf-8", "replace"))
        for path in paths
        for mark in sought
        for content in [path.read_bytes()]
        if mark in content or mark.hex().encode() in content
    }


async def run(program: str, *words: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        str(_binaries() / program), *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out


async def test_no_byte_of_an_erased_person_is_left_in_files_dumps_and_backups(
    cluster: Cluster, tmp_path: Path
) -> None:
    async with (
        Archive.open(cluster.url, MasterKey(b"k" * 32), ORGANISATION) as archive,
        await open_pool(cluster.url, Role.PROJECTOR) as pool,
    ):
        live = Projector(archive.store, pool, archive.keys)
        _, person = await lived(archive, live)
        wrapped = await wrapped_key(archive.keys.pool, person.id)
        marks: list[str | bytes] = [*marks_of(person), person.job_title, WORDS, wrapped]
        await pool.execute("ANALYZE read.people")
        before = found_in(cluster.files(cluster.folder), marks)
        assert {mark for _, mark in before} >= {person.display_full_name, person.work_email}
        assert wrapped.decode("utf-8", "replace") in {mark for _, mark in before}
        done = await forgotten(archive, live, person)
        assert (done.is_shown, done.left, done.traces) == (True, (), ())
        assert [each.what for each in done.files] == ["document"]
        assert done.purged["drafts"] == done.purged["people_files"] == 1

    files = cluster.files(cluster.folder, leaving_out={"pg_wal"})
    assert found_in(files, marks) == set()
    dump = await run("pg_dump", "--inserts", cluster.url)
    (tmp_path / "dump.sql").write_bytes(dump)
    backup = tmp_path / "backup"
    words = ("--wal-method=stream", "--checkpoint=fast")
    await run("pg_basebackup", "-d", cluster.url, "-D", str(backup), *words)
    assert list((backup / "pg_wal").glob("0*"))
    assert found_in(cluster.files(tmp_path), marks) == set()


async def wrapped_key(pool: asyncpg.Pool, person: UUID) -> bytes:
    """The key of a person as it lies in the table of keys."""
    query = "SELECT wrapped FROM keeper.subject_key WHERE subject = $1"
    return bytes(await pool.fetchval(query, person))
