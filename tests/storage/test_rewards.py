"""The reward round on a real log: what is exported, and every way in which it stops matching."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from domain.definition.fingerprint import fingerprint
from domain.ids import CycleId
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.rewards.apart import Apart
from domain.rewards.comparing import Departure
from domain.rewards.export import RewardExport
from domain.rewards.line import fingerprint_of
from gateway.reward_file import read_export, write_export
from gateway.rewards import NeverLaunched, export_rewards, verify_rewards
from storage.archive import Archive
from storage.event_store import Appended
from storage.journal import Entry
from storage.master_key import MasterKey
from tests.played_cycle import MET_AT, ORGANISATION, PlayedCycle
from tests.storage.scored_year import (
    ACKNOWLEDGED,
    AGAIN,
    DECLINED,
    DISPUTED,
    parted,
    recorded,
    scored_year,
)


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


@pytest.fixture
async def year(archive: Archive) -> PlayedCycle:
    """The whole year in the log."""
    played = await scored_year(archive)
    await recorded(archive, played.batches())
    return played


async def the_export(archive: Archive, year: PlayedCycle) -> RewardExport:
    return await export_rewards(archive, year.launch.cycle)


async def test_every_signed_review_has_a_line_with_what_follows_and_why(
    archive: Archive, year: PlayedCycle
) -> None:
    export = await the_export(archive, year)
    lines = {line.person: line for line in export.lines}
    found = [lines[str(story.state.planned.reviewee)] for story in year.stories]
    assert export.apart == ()
    assert [(line.final, line.why, line.signed_how) for line in found] == [
        (4, "rated 3, calibrated to 4 (evidence)", "acknowledged"),
        (4, "rated 4, confirmed in calibration", "acknowledged"),
        (3, "rated 2, confirmed in calibration, amended to 3 after a dispute", "acknowledged"),
        (1, "rated 1, confirmed in calibration", "witnessed"),
    ]
    outcome = year.launch.definition.outcomes[found[ACKNOWLEDGED].final]
    assert found[ACKNOWLEDGED].recommendation == outcome.recommendation
    assert found[DECLINED].witnessed_by not in ("", found[DECLINED].signed_by)


async def test_a_line_carries_the_fingerprint_that_was_signed(
    archive: Archive, year: PlayedCycle
) -> None:
    export = await the_export(archive, year)
    for story in year.stories:
        line = next(each for each in export.lines if each.review == str(story.review))
        signed = [
            event.signed_sha256
            for batch in story.batches
            for event in batch.events
            if isinstance(event, e.StepSubmitted) and event.signed_sha256
        ]
        assert line.signed_sha256 == signed[-1]


async def test_the_manifest_names_log_cycle_and_definition(
    archive: Archive, year: PlayedCycle
) -> None:
    manifest = (await the_export(archive, year)).manifest
    assert (manifest.cycle, manifest.cycle_id) == ("annual-2026", year.launch.cycle)
    assert manifest.definition_sha256 == fingerprint(year.launch.definition)
    assert manifest.log_position == await archive.store.head()


@pytest.mark.parametrize("name", ["rewards.csv", "rewards.json"])
async def test_an_export_is_found_to_hold(
    archive: Archive, year: PlayedCycle, tmp_path: Path, name: str
) -> None:
    write_export(await the_export(archive, year), tmp_path / name)
    verified = await verify_rewards(archive, read_export(tmp_path / name))
    assert (verified.holds, verified.lines, verified.mismatches) == (True, 4, ())


async def test_a_changed_a_missing_and_an_added_line_are_each_named(
    archive: Archive, year: PlayedCycle
) -> None:
    export = await the_export(archive, year)
    first, second, third, fourth = export.lines
    raised = first.model_copy(update={"final": 5})
    invented = third.model_copy(update={"review": str(UUID(int=9))})
    forged = export.model_copy(update={"lines": (raised, second, third, invented)})
    verified = await verify_rewards(archive, forged)
    assert not verified.holds
    assert [(each.review, each.departure) for each in verified.mismatches] == [
        (first.review, Departure.CHANGED),
        (invented.review, Departure.ADDED),
        (fourth.review, Departure.MISSING),
    ]
    assert verified.faults == ("The lines do not have the fingerprint that the manifest names.",)


async def test_a_manifest_made_to_fit_forged_lines_does_not_help(
    archive: Archive, year: PlayedCycle
) -> None:
    export = await the_export(archive, year)
    raised = export.lines[0].model_copy(update={"recommendation": "Double it."})
    lines = (raised, *export.lines[1:])
    manifest = export.manifest.model_copy(update={"lines_sha256": fingerprint_of(lines)})
    verified = await verify_rewards(archive, RewardExport(manifest=manifest, lines=lines, apart=()))
    assert verified.faults == ()
    [found] = verified.mismatches
    assert "The recommendation is 'Double it.'" in found.sentence


async def test_a_manifest_of_another_definition_or_of_a_longer_log_is_told(
    archive: Archive, year: PlayedCycle
) -> None:
    export = await the_export(archive, year)
    other = {"definition_sha256": "0" * 64, "log_position": 10**9, "cycle": "annual-2027"}
    manifest = export.manifest.model_copy(update=other)
    verified = await verify_rewards(archive, export.model_copy(update={"manifest": manifest}))
    assert len(verified.faults) == len(other)


async def test_who_signs_after_the_export_does_not_spoil_it(archive: Archive) -> None:
    year = await scored_year(archive)
    before, later = parted(year, MET_AT + timedelta(hours=3))
    await recorded(archive, before)
    early = await the_export(archive, year)
    assert early.lines == ()
    assert {line.reason for line in early.apart} == {Apart.NOT_SIGNED}
    await recorded(archive, later)
    verified = await verify_rewards(archive, early)
    assert (verified.holds, len(verified.signed_since)) == (True, 4)
    assert len((await the_export(archive, year)).lines) == 4


async def test_a_rating_changed_after_the_export_breaks_its_line(
    archive: Archive, year: PlayedCycle
) -> None:
    export = await the_export(archive, year)
    story = year.stories[ACKNOWLEDGED]
    reviewee = story.state.planned.reviewee
    content = await archive.vault.stage(UUID(int=77), reviewee, {"rating": 5, "reason": "Sorry."})
    amended = e.StepSubmitted(
        at=MET_AT,
        step=next(step.id for step in story.state.planned.steps if step.act == "resolve"),
        actor=year.launch.hr_owner or reviewee,
        verdict=Verdict.AMENDED,
        submission="afterwards",
        content=content,
    )
    outcome = await archive.journal.append(story.review, None, [Entry(amended)])
    assert isinstance(outcome, Appended)
    [found] = (await verify_rewards(archive, export)).mismatches
    assert (found.review, found.departure) == (str(story.review), Departure.BROKEN_SINCE)
    [apart] = (await the_export(archive, year)).apart
    assert apart.reason is Apart.CHANGED_SINCE


async def test_who_was_erased_is_listed_apart_and_no_longer_verified(
    archive: Archive, year: PlayedCycle
) -> None:
    export = await the_export(archive, year)
    reviewee = year.stories[AGAIN].state.planned.reviewee
    await archive.keys.destroy(reviewee)
    [found] = (await verify_rewards(archive, export)).mismatches
    assert found.review == str(year.stories[AGAIN].review)
    assert found.departure is Departure.UNPROVEN
    [apart] = (await the_export(archive, year)).apart
    assert (apart.reason, apart.name) == (Apart.ERASED, "somebody who was erased")


@pytest.mark.parametrize(
    "change",
    [
        "data = replace(data, 'amended', 'upheld')",
        "sealed = decode(repeat('00', 400), 'hex')",
        'data = replace(data::text, \'"sha256":"\', \'"sha256":"0\')::json',
    ],
)
async def test_a_log_that_was_changed_by_hand_does_not_fit_what_was_signed(
    archive: Archive, year: PlayedCycle, superuser: asyncpg.Connection, change: str
) -> None:
    export = await the_export(archive, year)
    review = year.stories[DISPUTED].review
    await superuser.execute("ALTER TABLE log.event DISABLE TRIGGER append_only")
    changed = await superuser.execute(
        f"UPDATE log.event SET {change}"  # noqa: S608 - our own words
        " WHERE stream_id = $1 AND data LIKE '%\"amended\"%'",
        review,
    )
    assert changed == "UPDATE 1"
    [found] = (await verify_rewards(archive, export)).mismatches
    assert found.review == str(review)


async def test_an_export_of_a_cycle_that_is_not_here_is_refused(
    archive: Archive, year: PlayedCycle
) -> None:
    with pytest.raises(NeverLaunched):
        await export_rewards(archive, CycleId(UUID(int=3)))
