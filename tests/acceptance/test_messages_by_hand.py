"""Who was told, which mails came back, and which other programs hear of it, in the shell."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.invented_people import file_of, line

pytestmark = pytest.mark.timeout(240)  # a command starts a Python of its own

LINES = (line("1"), line("2", "1"), line("3", "1"))


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    """An installation with three people, one of whom has thanked another."""
    people = tmp_path / "people.csv"
    people.write_bytes(file_of(LINES))
    async with perennial_is_up(tmp_path / "home") as shell:
        await shell.answer("people", "import", people)
        praise = ("--visible-to", "both", "--kind", "praise", "--words", "Thank you.", "--yes")
        await shell.answer("feedback", "give", "2", "--from", "3", *praise)
        yield shell


async def test_the_ledger_tells_who_was_told_and_webhooks_are_added_and_removed(
    shell: Shell, tmp_path: Path
) -> None:
    # At night it is still to be told; either way it is this that is told.
    code, out, _ = await shell.run("told", "2", "--about", "2")
    assert code == 0
    assert "told of new feedback for themselves" in " ".join(out.split())

    added = await shell.answer("webhooks", "add", "http://127.0.0.1:9/x", "--type", "CycleClosed")
    assert added["secret"].startswith("whsec_")
    (listed,) = (await shell.answer("webhooks", "list"))["webhooks"]
    assert (listed["id"], listed["types"]) == (added["webhook"], ["CycleClosed"])
    assert "secret" not in listed
    assert (await shell.run("webhooks", "remove", added["webhook"]))[0] == 0

    (tmp_path / "mail.eml").write_text("Subject: Hello\n\nI am on leave.\n", encoding="utf-8")
    assert "came back" in await shell.refusal("bounces", "read", tmp_path / "mail.eml")
