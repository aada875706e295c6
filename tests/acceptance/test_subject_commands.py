"""`perennial subject`: what HR and data protection officers do with one person's data."""

import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from tests.acceptance.shell import perennial_is_up
from tests.invented_people import file_of, line

pytestmark = pytest.mark.timeout(240)  # a command starts a Python of its own

NAME, ADDRESS, NUMBER = "Ottilie Zmarkedname", "o.zmarked@qvorzel.example", "QN-7788-MARK"
WORDS = "Qvorzel-marked-words"
MARKED = line(NUMBER, "1", display_full_name=NAME, work_email=ADDRESS)
GIVE = ("feedback", "give", NUMBER, "--from", "1", "--visible-to", "both", "--kind", "praise")


def traces(home: Path, marks: Collection[str]) -> Iterator[tuple[str, str]]:
    """Where in a home something that names the person lies; not in log that was written before."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and "pg_wal" not in path.parts:
            content = path.read_bytes()
            yield from ((path.name, mark) for mark in marks if mark.encode() in content)


async def test_a_person_gets_a_copy_and_is_erased_from_the_whole_home(
    tmp_path: Path,
) -> None:
    people, home = tmp_path / "people.csv", tmp_path / "home"
    people.write_bytes(file_of((line("1"), MARKED)))
    async with perennial_is_up(home) as shell:
        await shell.answer("people", "import", people)
        await shell.answer(*GIVE, "--words", WORDS, "--yes")
        (home / "mail" / "999999.eml").write_text(f"X-Envelope-To: {ADDRESS}\n\nIt is your turn.\n")
        copy = tmp_path / "copy.zip"
        assert (await shell.answer("subject", "export", NUMBER, "--output", copy))["held"] > 1
        with zipfile.ZipFile(copy) as zipped:
            assert WORDS in zipped.read("copy.json").decode()
        asked = ("subject", "erase", NUMBER, "--reason", "Granted", "--yes")
        assert "No rule says how long" in await shell.refusal(*asked)
        done = await shell.answer(*asked, "--ground", "consent_withdrawn")
        assert (done["left"], done["traces"], done["is_shown"]) == ([], [], True)
        assert done["mails"] >= 1
    assert list(traces(home, (NAME, ADDRESS, NUMBER, WORDS))) == []
