"""HR has a cycle come again from the shell: a file, its faults by line, the next ten, and acts."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict

import pytest
from temporalio.client import Client

from activities.intake.cycle_file import CycleFileUnreadable
from activities.intake.people_import import import_people
from activities.intake.recurring_file import RecurringFileFaulty
from domain.errors import ReviewError
from domain.ids import OrganisationId
from domain.recurrence.refusals import (
    NoSuchOccurrence,
    OccurrenceIsSettled,
    RecurrenceRuns,
    StartsInThePast,
)
from gateway.recurring_process import ProcessNotUsable
from storage.archive import Archive
from storage.master_key_file import make_master_key
from storage.migrate import migrate
from tests.invented_people import file_of
from tests.workflow.company import HR, lines_of
from workers.attach import at_work
from workers.commands import recurring
from workers.commands.recurring_shown import show, show_list
from workers.embedded.ports import settle_ports
from workers.master_keys import master_keys
from workers.settings import Settings

WHY = "As agreed"
FIRST = (datetime.now(UTC) + timedelta(days=40)).date()
FILE = f"""key: annual
cycle: template:probation
every: year
starts: {FIRST}
hr_owner: "{HR}"
title: "Look back {{year}}"
"""


class ByHr(TypedDict):
    """What HR says with every command."""

    by: str
    reason: str
    as_json: bool


BY_HR = ByHr(by=HR, reason=WHY, as_json=True)


@pytest.fixture
async def file(
    tmp_path: Path, database: str, temporal_client: Client, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Path]:
    """The file of a recurring cycle, where an installation with four people has its home."""
    ports, _ = settle_ports({"SMTP_PORT": 0})
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PERENNIAL_POSTGRES_URL", database)
    address = temporal_client.service_client.config.target_host
    monkeypatch.setenv("PERENNIAL_TEMPORAL_ADDRESS", address)
    monkeypatch.setenv("PERENNIAL_SMTP_PORT", f"{ports['SMTP_PORT']}")
    people, path = tmp_path / "people.csv", tmp_path / "annual.yaml"
    people.write_bytes(file_of(lines_of(4)))
    path.write_text(FILE)
    settings = Settings()
    organisation = OrganisationId(settings.organisation)
    make_master_key(settings.master_key_path)
    await migrate(database)  # the right to build schemas is not copied with a template
    async with Archive.open(database, master_keys(settings), organisation) as archive:
        naming, at = await archive.naming_key(), datetime.now(UTC)
        await import_people(people, archive.directory, naming, at)
    async with at_work(settings):  # commands join what runs in the same home
        yield path
    async for each in await temporal_client.list_schedules():
        await temporal_client.get_schedule_handle(each.id).delete()


def said(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - JSON of any shape
    return json.loads(capsys.readouterr().out.splitlines()[-1])  # the worker speaks before it


async def test_a_file_is_tried_set_shown_paused_left_out_and_ended(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await recurring.settle(file, **BY_HR, dry_run=True)
    tried = said(capsys)
    assert (tried["is_dry_run"], len(tried["next"])) == (True, 10)
    assert (tried["next"][0]["day"], tried["next"][0]["people"]) == (f"{FIRST}", 4)
    assert tried["next"][0]["title"] == f"Look back {FIRST.year}"
    await show_list(as_json=True)
    assert said(capsys) == []
    for changed in (True, False):
        await recurring.settle(file, **BY_HR)
        assert said(capsys)["changed"] is changed
    await recurring.skip("annual", f"{FIRST}", **BY_HR)
    with pytest.raises(OccurrenceIsSettled):
        await recurring.skip("annual", f"{FIRST}", **BY_HR)
    with pytest.raises(NoSuchOccurrence, match="has no day 2020-01-01"):
        await recurring.skip("annual", "2020-01-01", **BY_HR)
    await recurring.pause("annual", **BY_HR)
    capsys.readouterr()
    await show("annual", as_json=True)
    shown = said(capsys)
    assert (shown["state"], shown["next"][0]["stands"]) == ("paused", "skipped")
    acts = [(each["what"], each["reason"]) for each in shown["acts"]]
    assert acts == [("paused", WHY), ("left out", WHY), ("set", WHY)]
    await recurring.resume("annual", **BY_HR)
    with pytest.raises(RecurrenceRuns):
        await recurring.resume("annual", **BY_HR)
    await recurring.end("annual", **BY_HR)
    capsys.readouterr()
    await show_list()
    assert "ended" in capsys.readouterr().out


FAULTS: list[tuple[str, str, type[ReviewError], str]] = [
    ("every", "evry", RecurringFileFaulty, r"annual.yaml:3: 'evry' is not known.*'every'"),
    ("key: annual", "- key", RecurringFileFaulty, "annual.yaml:"),
    (f"{FIRST}", "2031-02-30", RecurringFileFaulty, "annual.yaml:4: 2031-02-30 is not in the"),
    (f"{FIRST}", "2020-01-11", StartsInThePast, "has passed; give one to come"),
    ("template:probation", "template:none", ProcessNotUsable, "There is no template 'none'"),
    ("template:probation", "none.yaml", CycleFileUnreadable, "none.yaml cannot be read"),
]


async def test_a_file_that_does_not_fit_is_refused_by_line_and_sets_nothing(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for before, after, refusal, sentence in FAULTS:
        file.write_text(FILE.replace(before, after))
        with pytest.raises(refusal, match=sentence):
            await recurring.settle(file, by=HR, reason=WHY)
    await show_list(as_json=True)
    assert said(capsys) == []
