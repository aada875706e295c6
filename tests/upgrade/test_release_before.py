"""From the release before to this one while people work: nothing is lost, nothing stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio.client import Client

from activities.codec import Keyring, data_converter, new_key
from domain.ids import CycleId, OrganisationId
from domain.review import events as e
from domain.review.verdict import Verdict
from gateway.cycle_start import LaunchRequest
from storage.migrate import When, check, migrate, pending
from tests.invented_people import file_of
from tests.unit.review.sample_plan import local
from tests.upgrade.installed_before import Before, Release
from tests.workflow.company import (
    ANNUAL,
    HR,
    JOINED,
    Company,
    Launched,
    annual,
    lines_of,
)
from tests.workflow.engine import engine_on
from tests.workflow.year import (
    PROMPT_AFTER_THE_PANEL,
    PROMPT_BEFORE_THE_PANEL,
    play,
    settle,
)
from workflows.messages import Receipt

MANAGER, IN_MID_STAGE, UNTOUCHED = "10", "101", "102"


@dataclass(frozen=True)
class Place:
    """One installation, whichever release works in it."""

    url: str
    temporal: str
    codec_key: str
    organisation: OrganisationId

    @property
    def surroundings(self) -> dict[str, str]:
        return {
            "OLD_POSTGRES": self.url,
            "OLD_TEMPORAL": self.temporal,
            "OLD_CODEC_KEY": self.codec_key,
            "OLD_ORGANISATION": str(self.organisation),
        }

    @asynccontextmanager
    async def with_this_release(self, cycle: CycleId) -> AsyncIterator[Launched]:
        """Let this release work in it; give the cycle as it finds it."""
        converter = data_converter(Keyring.parse(self.codec_key))
        client = await Client.connect(self.temporal, data_converter=converter, identity="test")
        async with (
            engine_on(self.url, client, self.organisation) as engine,
            engine.at_work(),
            engine.projecting(),
        ):
            company = Company(engine, await engine.archive.people())
            yield Launched(company, LaunchRequest(annual(), ()), cycle)


@pytest.fixture
def place(own_cluster: str, own_temporal: str) -> Place:
    return Place(own_cluster, own_temporal, new_key(), OrganisationId(uuid4()))


async def test_a_review_goes_on_through_an_upgrade_and_back_and_loses_nothing(
    place: Place, release: Release, tmp_path: Path
) -> None:
    async with release.at_work(**place.surroundings, OLD_MIGRATES="yes") as before:
        cycle = await a_cycle_begins(before, tmp_path)
        await hand_in(before, cycle, "propose_goals", IN_MID_STAGE, "the first")
        assert await migrate(place.url, only=When.BEFORE)
        await hand_in(before, cycle, "agree_goals", MANAGER, "not yet", "sent_back")
        assert await before.ask("inbox", person=IN_MID_STAGE) == {"to_do": ["propose_goals"]}
    await check(place.url)
    async with place.with_this_release(cycle) as launched:
        review = await launched.review_of(IN_MID_STAGE)
        await review.submit("propose_goals", launched.company[IN_MID_STAGE], request="the second")
    async with release.at_work(**place.surroundings) as before:
        assert await before.ask("inbox", person=MANAGER) == {"to_do": ["agree_goals"]}
        await hand_in(before, cycle, "agree_goals", MANAGER, "the third", "agreed")
    async with place.with_this_release(cycle) as launched:
        await its_year_is_played_to_the_end(launched)
        await nobody_else_lost_anything(launched)
    await migrate(place.url, only=When.AFTER)
    assert await pending(place.url) == []


async def a_cycle_begins(before: Before, folder: Path) -> CycleId:
    file = folder / "people.csv"
    file.write_bytes(file_of(lines_of(8)))
    await before.ask("hire", file=str(file), at=JOINED.isoformat())
    asked = {"definition": str(ANNUAL), "owner": HR, "reviewees": [IN_MID_STAGE, UNTOUCHED]}
    begun = await before.ask("launch", at=local("2026-01-13 09:00").isoformat(), **asked)
    return CycleId(UUID(begun["cycle"]))


async def hand_in(
    before: Before, cycle: CycleId, step: str, actor: str, request: str, verdict: str = "submitted"
) -> None:
    """Hand a step in with the release before, and have it shown."""
    asked = {"cycle": str(cycle), "review": IN_MID_STAGE, "actor": actor}
    told = await before.ask("submit", step=step, request=request, verdict=verdict, **asked)
    assert told["shown"], told


async def its_year_is_played_to_the_end(launched: Launched) -> None:
    review = await launched.review_of(IN_MID_STAGE)
    await play(review, launched, PROMPT_BEFORE_THE_PANEL[2:])
    await settle(review)
    await play(review, launched, PROMPT_AFTER_THE_PANEL)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)
    requests = [fact.submission for fact in await review.all(e.StepSubmitted)]
    assert requests[:3] == ["the first", "the second", "the third"]
    assert len(requests) == len(set(requests)) == 12


async def nobody_else_lost_anything(launched: Launched) -> None:
    review = await launched.review_of(UNTOUCHED)
    answer = await review.submit("propose_goals", launched.company[UNTOUCHED])
    assert isinstance(answer, Receipt)
    assert [fact.verdict for fact in await review.all(e.StepSubmitted)] == [Verdict.SUBMITTED]
