"""An action from the shell, where no cycle runs at all."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.acceptance.test_a_review_by_hand import PEOPLE

pytestmark = pytest.mark.timeout(300)  # a command starts a Python of its own

WHAT = "Find a mentor for the first year"


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    """Perennial is up, and four people are in the directory."""
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    async with perennial_is_up(tmp_path / "home") as shell:
        await shell.answer("people", "import", people)
        yield shell


async def test_an_action_goes_from_the_shell_to_the_inbox_and_is_done(shell: Shell) -> None:
    day = (datetime.now(UTC) + timedelta(days=21)).date().isoformat()
    task = ("action", "task", "3", "--owner", "2", "--due", day, "--what", WHAT, "--request", "one")
    assert (await shell.answer(*task))["outcome"] == "recorded"
    await shell.answer(*task)
    (line,) = (await shell.answer("inbox", "2"))["actions"]
    (listed,) = await shell.answer("action", "list", "3")
    assert (listed["action"], listed["words"]["what"]) == (line["action"], WHAT)
    (sealed,) = await shell.answer("action", "list")
    assert sealed["words"] is None
    refusal = await shell.refusal("action", "drop", line["action"][:8], "--reason", " ")
    assert refusal == "Say why the action is given up; it is not dropped without a reason."
    late = ("action", "move", line["action"], "--due", "2020-01-07", "--reason", "Too early")
    assert "a day that is still to come" in await shell.refusal(*late)
    await shell.answer("action", "done", line["action"], "--words", "Tancred agreed to do it")
    assert (await shell.answer("inbox", "2"))["actions"] == []
    assert [each["state"] for each in await shell.answer("action", "list", "3", "--ended")] == [
        "done"
    ]
