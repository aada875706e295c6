"""The first alarm: no workflow changes the order of its commands unnoticed."""

import shutil
from pathlib import Path

import pytest

from tests.replay.fingerprint import WORKFLOWS, fingerprint, frozen
from tests.replay.order_in_code import ROOM, Order

WHAT_TO_DO = """The order of commands is another one than was written down.
Processes that run replay their histories with this code. See which of the three it is:
- Commands come or go in a process that runs: roll it out as a new build (PERENNIAL_WORKER_BUILD),
  which takes over at a renewal, or guard it with workflow.patched() where there are no builds.
- Nothing that a history knows has changed (a helper was renamed, a new update or signal):
  tests/replay still replays every history.
- Histories were added.
Then write it down: python -m tests.replay.fingerprint"""


@pytest.mark.parametrize("kind", WORKFLOWS)
def test_the_order_of_commands_is_the_one_that_was_written_down(kind: str) -> None:
    assert fingerprint(kind) == frozen(kind), WHAT_TO_DO


@pytest.mark.parametrize(
    "old, new",
    [
        ("self.turns.show()\n", "self.turns.show()\n        await workflow.sleep(1)\n"),
        ("if has_come:", "if has_come or self.state.is_closed:"),
        ("return await self.turns.answer(command)", "return Receipt(version=0)"),
    ],
    ids=["a timer more", "another condition", "nothing recorded"],
)
def test_code_that_would_do_something_else_has_another_fingerprint(
    tmp_path: Path, old: str, new: str
) -> None:
    room = Path(shutil.copytree(ROOM, tmp_path / "workflows"))
    review = room / "review.py"
    assert Order(room).of("Review") == Order().of("Review")
    review.write_text(review.read_text().replace(old, new, 1))
    assert Order(room).of("Review") != Order().of("Review")


def test_a_helper_that_records_otherwise_shows_in_everything_that_records(tmp_path: Path) -> None:
    room = Path(shutil.copytree(ROOM, tmp_path / "workflows"))
    helper = room / "recording.py"
    helper.write_text(helper.read_text().replace("Recorder.record,", "Recorder.elsewhere,"))
    for workflow in ("Review", "CalibrationSession", "Action"):
        assert "activity Recorder.elsewhere" in "\n".join(Order(room).of(workflow))
