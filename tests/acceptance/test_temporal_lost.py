"""Temporal's folder is gone from the home folder, and the commands bring everything back."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.acceptance.test_a_review_by_hand import CYCLE, PEOPLE

pytestmark = pytest.mark.timeout(300)  # three starts of everything, and six commands

OF_ONE_REVIEW = {"reviews": 1, "sessions": 1, "deliveries": 1, "cycles": 1}


async def begin(home: Path, folder: Path) -> None:
    """Launch a cycle for one person, and stop everything."""
    today = datetime.now(UTC).date()
    dates = {"begins": today, "ends": today + timedelta(days=200)}
    (folder / "cycle.yaml").write_text(CYCLE.format(**dates), encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    async with perennial_is_up(home) as shell:
        await shell.answer("people", "import", folder / "people.csv")
        await shell.answer("launch", folder / "cycle.yaml", "--people", "3", "--hr", "9", "--yes")


async def test_what_ran_runs_again_after_its_temporal_was_thrown_away(tmp_path: Path) -> None:
    home = tmp_path / "home"
    await begin(home, tmp_path)
    shutil.rmtree(home / "temporal")
    report = await Shell(home).answer("rebuild")
    started = {kind: count["started"] for kind, count in report["kinds"].items()}
    assert {kind: number for kind, number in started.items() if number} == OF_ONE_REVIEW
    async with perennial_is_up(home) as shell:
        assert (await shell.answer("verify"))["well"]
        assert "it is not empty, and nothing was started" in await shell.refusal("rebuild")
        code, out, _ = await shell.run("rebuild", "--missing", "--dry-run")
        assert (code, out.splitlines()[-1]) == (0, "Nothing was to be started.")
