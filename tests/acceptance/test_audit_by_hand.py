"""The audit from the shell: sealed, verified, and told in a sentence what is not as it was."""

from pathlib import Path

import pytest

from storage.proof.signing import AuditKey
from tests.acceptance.shell import perennial_is_up
from tests.acceptance.test_a_review_by_hand import PEOPLE

pytestmark = pytest.mark.timeout(300)  # a command starts a Python of its own


async def test_a_log_is_sealed_published_and_audited(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    async with perennial_is_up(tmp_path / "home") as shell:
        await shell.answer("people", "import", people)
        [key] = (await shell.answer("audit", "key"))["keys"]
        made = (await shell.answer("audit", "checkpoint"))["checkpoint"]
        copies = tmp_path / "home" / "checkpoints"
        assert (copies / f"{made['size']:012d}.txt").read_text() == made["note"]
        found = await shell.answer("audit", "verify", "--checkpoint", copies, "--key", key)
        assert (found["holds"], found["last"], found["sealed_to"]) == (
            True,
            made["size"],
            made["size"],
        )
        code, told, _ = await shell.run("audit", "verify")
        assert code == 0
        assert told.startswith(f"Events 1 to {made['size']} checked: each is what was recorded")
        theirs = tmp_path / "theirs.txt"
        theirs.write_text(AuditKey("perennial/log/other", [bytes(32)]).sign(3, bytes(32)).text)
        refusal = await shell.refusal("audit", "verify", "--checkpoint", theirs)
        assert refusal.startswith("theirs.txt is a checkpoint of another log")
        assert "has no review" in await shell.refusal("audit", "prove", "2")
