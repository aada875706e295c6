"""The demonstration, played once and looked at from all sides."""

import csv
import json
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.acceptance.shell import PROGRAM, Shell

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "deploy" / "sample"
pytestmark = pytest.mark.timeout(900)


REVIEWS, SECONDS = 40, 80
"""Fewer than a visitor sees, and more time for each: other tests run beside it."""

LENGTH = ("--seconds", str(SECONDS), "--reviews", str(REVIEWS))


class Played:
    """What one performance left behind: its summary, its home, and whatever it complained of."""

    def __init__(self, home: Path) -> None:
        self.home = home
        process = subprocess.run(
            [PROGRAM, "demo", "--exit", "--json", "--home", str(home), *LENGTH],
            env=Shell(home).surroundings,
            capture_output=True,
            text=True,
            timeout=800,
            check=False,
        )
        assert process.returncode == 0, process.stderr[-2000:]
        self.summary: dict[str, Any] = json.loads(process.stdout)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("demo") / "home")


def test_a_year_is_played_and_every_review_is_accounted_for(played: Played) -> None:
    told = played.summary
    assert told["people"] == 120
    assert told["completed"] + told["cancelled"] + told["open"] == told["reviews"]
    assert told["reviews"] > REVIEWS - 5
    assert told["completed"] > 0
    assert told["cancelled"] >= 1  # somebody left in mid-cycle


def test_reminders_and_escalations_fire_from_timers(played: Played) -> None:
    told = played.summary
    assert told["reminders"] > 0
    assert told["escalations"] > 0
    assert told["blocked"] > 0
    assert told["messages"] > 0
    assert told["messages_failed"] == 0
    mails = [mail for mail in (played.home / "mail").rglob("*") if mail.is_file()]
    assert len(mails) >= told["messages"]


def test_people_do_in_it_what_a_review_is_about(played: Played) -> None:
    told = played.summary
    assert told["readings"] > 0
    assert told["feedback"] > told["recognised"] > 0
    assert told["quiet"] > 0  # three people are told nothing all year
    assert told["turned_down"] > 0
    assert told["actions_tasked"] > told["actions_done"] > 0
    assert told["plans"] > 0


def test_the_ratings_before_and_after_calibration_are_those_of_the_same_reviews(
    played: Played,
) -> None:
    ratings = played.summary["ratings"]
    assert sum(level["before"] for level in ratings) == sum(level["after"] for level in ratings)
    assert played.summary["ratings_moved"] <= sum(level["before"] for level in ratings)


def test_the_server_counts_the_actions(played: Played) -> None:
    told = played.summary
    # Two for a submission, two for a reminder or a rung, one for each step that is waited for.
    most = 2 * told["submissions"] + 4 * (told["reminders"] + told["escalations"])
    assert 0 < told["actions"] < most + 80 * told["reviews"]
    assert told["history_events_per_review"] < 1000


def test_what_was_played_agrees_with_itself_and_is_what_was_recorded(played: Played) -> None:
    checked = played.summary["checked"]
    assert checked["is_well"], checked["verified"]
    assert checked["holds"], checked["audited"]


def test_nothing_runs_any_more_once_it_has_ended(played: Played) -> None:
    words = str(played.home).encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            assert words not in (process / "cmdline").read_bytes()
        except OSError:
            continue


def test_a_second_demo_shows_the_same_year_again(played: Played) -> None:
    again = Played(played.home)
    assert again.summary == played.summary


def test_temporal_holds_no_name_no_address_no_word_and_no_rating(played: Played) -> None:
    """Every byte of the server's database: payloads, memos, search attributes, ids, failures."""
    [database] = (played.home / "temporal").glob("*.db")
    with sqlite3.connect(database) as connection:
        tables = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        assert "history_node" in tables
        held = b"\n".join(_cells(connection, table) for table in tables)
    assert b"ReviewCycle" in held  # what is looked at is the real thing
    found = [word for word in _confidential() if word.encode() in held]
    assert found == []


def _cells(connection: sqlite3.Connection, table: str) -> bytes:
    cells: list[bytes] = []
    for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - its own names
        cells.extend(
            cell if isinstance(cell, bytes) else str(cell).encode()
            for cell in row
            if cell is not None
        )
    return b"\n".join(cells)


def _confidential() -> Iterator[str]:
    """Every name and address of the sample, and every word and level that is written in it."""
    with (SAMPLE / "people.csv").open(encoding="utf-8") as lines:
        for person in csv.DictReader(lines):
            yield person["display_full_name"]
            yield person["work_email"]
            yield person["job_title"]
    yield from _sentences(YAML(typ="safe").load(SAMPLE / "words.yaml"))
    yield from _sentences(YAML(typ="safe").load(SAMPLE / "profiles.yaml"))
    with (SAMPLE / "objectives.csv").open(encoding="utf-8") as lines:
        yield from (objective["title"] for objective in csv.DictReader(lines))
    yield '"rating"'


def _sentences(value: object) -> Iterator[str]:
    match value:
        case str() if len(value) > 12:
            yield value
        case dict():
            for inner in value.values():
                yield from _sentences(inner)
        case list():
            for inner in value:
                yield from _sentences(inner)
        case _:
            return


def test_no_message_went_out_twice(played: Played) -> None:
    told = Counter(_messages(played.home / "mail"))
    assert [message for message, times in told.items() if times > 1] == []


def _messages(folder: Path) -> Iterator[str]:
    for mail in folder.rglob("*"):
        if mail.is_file():
            head = mail.read_bytes().partition(b"\n\n")[0].decode("utf-8", "replace")
            yield next(line for line in head.splitlines() if line.lower().startswith("message-id"))
