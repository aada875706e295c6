"""`perennial feedback`, as people use it on any day of the year."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.shell import Shell, perennial_is_up
from tests.invented_people import file_of, line

pytestmark = pytest.mark.timeout(240)  # a command starts a Python of its own

LINES = (line("1"), line("2", "1"), line("3", "1"), line("4", "1", display_full_name="Ivo Brandt"))
GIVE = ("feedback", "give", "2", "--from", "3", "--visible-to", "both")


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    """An installation with four people."""
    people = tmp_path / "people.csv"
    people.write_bytes(file_of(LINES))
    async with perennial_is_up(tmp_path / "home") as shell:
        await shell.answer("people", "import", people)
        yield shell


async def test_feedback_is_shown_before_sending_to_its_readers_alone_and_can_be_withdrawn(
    shell: Shell, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Name the risk first, then the plan.\n", encoding="utf-8")
    words = (*GIVE, "--kind", "coaching_note", "--words-file", note, "--about", "Clear speech")
    code, out, err = await shell.run(*words, "--yes")
    assert (code, err) == (0, "")
    assert "Read by you, Person 2 and Person 2's manager, as soon as you send it." in out
    assert "Name the risk" not in out
    shown = [await shell.answer("feedback", "show", "2", "--as", each) for each in ("1", "2", "3")]
    assert [[line["words"] for line in each["about"]] for each in shown] == [
        ["Name the risk first, then the plan."]
    ] * 3
    assert (await shell.answer("feedback", "show", "2", "--as", "4"))["about"] == []
    for_hr = await shell.answer("feedback", "show", "2")
    assert (for_hr["about"], for_hr["months"][0]["number"]) == ([], 1)
    name = shown[0]["about"][0]["feedback"][:8]
    assert "seven days" not in await shell.refusal("feedback", "withdraw", name, "--from", "4")
    await shell.answer("feedback", "withdraw", name, "--from", "3")
    assert (await shell.answer("feedback", "show", "2", "--as", "2"))["about"] == []


async def test_recognition_is_for_praise_and_refusals_are_sentences(shell: Shell) -> None:
    praise = ("--kind", "praise", "--words", "You kept the line running.")
    public = ("feedback", "give", "4", "--from", "3", "--visible-to", "everyone")
    assert "everyone in the organisation" in (await shell.answer(*public, *praise))["readers"]
    code, out, _ = await shell.run("feedback", "recognition")
    assert code == 0
    assert "Person 3 to Ivo Brandt, praise" in out
    note = (*public, "--kind", "coaching_note", "--words", "Slower.", "--yes")
    assert "Only praise can be shown to everyone" in await shell.refusal(*note)
    oneself = ("feedback", "give", "3", "--from", "3", "--visible-to", "both", *praise, "--yes")
    assert "for somebody else" in await shell.refusal(*oneself)
    assert await shell.refusal(*GIVE, *praise)  # nobody is there to say yes
    assert (await shell.answer("feedback", "show", "2", "--as", "2"))["about"] == []
