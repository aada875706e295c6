"""What operations type to move an installation from one build to the next."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.review.sample_plan import of_one, step
from tests.upgrade.two_builds import (
    FIRST,
    NEXT,
    at_work,
    let_no_build_be_current,
    promote,
    until_running,
)
from tests.workflow.engine import Engine
from workers.builds import BuildIsCurrent, BuildUnknown
from workers.commands.build import move_build, promote_build, show_builds
from workers.commands.db import HalfOrWhole, ReleaseBeforeAtWork, migrate_database
from workers.embedded.temporal import EmbeddedTemporal
from workers.keys import make_keys
from workers.settings import load_settings


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: str) -> pytest.MonkeyPatch:
    """Settings that name servers, as those of an installation do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERENNIAL_POSTGRES_URL", database)
    monkeypatch.setenv("PERENNIAL_SMTP_HOST", "127.0.0.1")
    make_keys(load_settings())
    return monkeypatch


@pytest.fixture
def asked(named: pytest.MonkeyPatch, own_temporal: str) -> None:
    named.setenv("PERENNIAL_TEMPORAL_ADDRESS", own_temporal)


def said(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - JSON of any shape
    return json.loads(capsys.readouterr().out.splitlines()[-1])


async def test_processes_move_from_build_to_build_and_then_the_database_may_follow(
    asked: None, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    await let_no_build_be_current(engine.client)
    async with at_work(engine, FIRST):
        await promote(engine.client, FIRST)
        review = await engine.begin(of_one(step("notes")))
        await until_running(engine.client, FIRST, 1)
        async with at_work(engine, NEXT):
            with pytest.raises(BuildIsCurrent, match="Promote the one to move to first"):
                await move_build(FIRST)
            await promote(engine.client, NEXT)
            await promote_build(NEXT, as_json=True)
            told = said(capsys)
            assert (told["build"], told["changed"], told["to_move"]) == (NEXT, False, {FIRST: 1})
            with pytest.raises(ReleaseBeforeAtWork, match="perennial build move 1"):
                await migrate_database(after=True)
            await move_build(FIRST, as_json=True)
            assert said(capsys) == {"build": FIRST, "woken": 1}
            await review.submit("notes")
            for build in (FIRST, NEXT):
                await until_running(engine.client, build, 0)
    await show_builds(as_json=True)
    shown = {build["name"]: (build["is_current"], build["is_drained"]) for build in said(capsys)}
    assert shown == {NEXT: (True, False), FIRST: (False, True)}
    await migrate_database(after=True, as_json=True)
    assert said(capsys) == {"applied": []}


async def test_a_build_that_never_reported_is_refused(asked: None) -> None:
    with pytest.raises(BuildUnknown, match="PERENNIAL_WORKER_BUILD=2030"):
        await promote_build("2030.1")
    with pytest.raises(BuildUnknown, match="perennial build show"):
        await move_build("2030.1")


async def test_where_workers_have_no_build_somebody_has_to_say_that_the_old_ones_are_gone(
    named: pytest.MonkeyPatch,
    temporal_server: EmbeddedTemporal,
    capsys: pytest.CaptureFixture[str],
) -> None:
    named.setenv("PERENNIAL_TEMPORAL_ADDRESS", temporal_server.address)
    await show_builds()
    assert "PERENNIAL_WORKER_BUILD" in capsys.readouterr().out
    with pytest.raises(ReleaseBeforeAtWork, match="say so with --stopped"):
        await migrate_database(after=True)
    with pytest.raises(HalfOrWhole, match="leave both out"):
        await migrate_database(before=True, after=True)
    await migrate_database(after=True, stopped=True)
    assert "up to date" in capsys.readouterr().out
