"""A small load on the real servers, each part of the installation in a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console

from domain.people_events import differences
from storage.archive import Archive
from storage.master_key_file import make_master_key
from tests.invented_people import person
from tests.played_cycle import ORGANISATION
from workers.cli import run
from workers.load.course import Course, Wish
from workers.load.crowd import DOMAIN
from workers.load.figures import LoadFigures
from workers.load.installation import HoldsOthersData, Installation, check_alone, installed
from workers.load.shown import tables_of
from workers.master_keys import master_keys
from workers.settings import Settings

SMALL = Wish(reviews=6, at_once=2, is_short=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place() -> AsyncIterator[Installation]:
    """An installation of its own."""
    async with installed(Settings(), None) as found:
        yield found


def shown(found: LoadFigures) -> str:
    """What the command prints of it."""
    console = Console(width=160, record=True, file=StringIO())
    for table in tables_of(found):
        console.print(table)
    return console.export_text()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_small_load_is_played_to_its_end_and_measured(place: Installation) -> None:
    course = Course.on(place, SMALL, lambda _: None)
    await course.run()
    found = await course.figures()
    assert (found.state, found.played.completed) == ("whole", SMALL.reviews)
    assert not found.played.refusals
    assert not found.played.errors
    assert found.played.step.count == found.played.submissions >= SMALL.reviews * 3
    assert found.events_of("StepSubmitted", "StepSentBack") == found.played.submissions
    assert found.temporal.sampled == SMALL.reviews
    assert found.temporal.history_events > 20
    assert 5 < (found.temporal.actions or 0) / SMALL.reviews < 30
    assert found.bare.rounds
    assert found.launched.bare_per_second > 0
    assert {"worker", "projector", "site", "postgres", "temporal", "driver"} <= found.parts.keys()
    assert found.database.schemas["log"] > 0
    assert "hand a step in" in shown(found)
    assert LoadFigures.model_validate_json(found.model_dump_json()) == found


@pytest.mark.asyncio(loop_scope="module")
async def test_a_load_that_is_interrupted_tells_what_it_measured(place: Installation) -> None:
    have_come = asyncio.Event()

    def hear(said: str) -> None:
        if "first turn" in said:
            have_come.set()

    course = Course.on(place, SMALL, hear)
    playing = asyncio.create_task(course.run())
    await have_come.wait()
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    found = await course.figures()
    assert found.state == "launching"
    assert found.database.events > 0
    assert "Temporal actions" in shown(found)
    place.check_parts()  # and the installation is as well as before


async def test_an_installation_that_holds_somebody_else_is_left_alone(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path))
    make_master_key(tmp_path / "keys" / "master.key")
    async with Archive.open(database, master_keys(Settings()), ORGANISATION) as archive:
        await check_alone(archive, may_mix=False)
        for one in (person("1", work_email=f"1@{DOMAIN}"), person("2")):
            await archive.directory.record(differences(None, 0, one, datetime.now(UTC)))
        with pytest.raises(HoldsOthersData, match="1 people whom no load has invented"):
            await check_alone(archive, may_mix=False)
        await check_alone(archive, may_mix=True)


def test_a_load_on_half_an_installation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path))
    monkeypatch.setenv("PERENNIAL_TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert run(["bench", "load", "--reviews", "5", "--json"]) == 1
    assert "Name the servers" in capsys.readouterr().err


def test_a_load_of_nobody_is_no_load(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "load", "--reviews", "1"]) == 2
    assert "--reviews" in capsys.readouterr().err
