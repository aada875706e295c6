from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowHandle,
)

from activities import launch as launching
from domain.cycle import events as cycle
from domain.definition.conversation import Development, Rhythm
from domain.definition.deadlines import When
from domain.ids import StageId
from domain.review import events as e
from gateway.asking import OnItsWay, Refused
from gateway.launching import launch
from gateway.steering import NewDeadline, Steering
from tests.workflow.company import HR, Launched, annual, hire
from tests.workflow.engine import Engine, engine_on
from workflows.messages import Receipt


class Stumbling(Interceptor):
    """A connection that breaks once, in the middle of the second page."""

    def __init__(self, at_start: int) -> None:
        self.left = at_start

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        stumbling = self

        class Outbound(OutboundInterceptor):
            async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002
                stumbling.left -= 1
                if stumbling.left == 0:
                    raise ConnectionError
                return await super().start_workflow(input)

        return Outbound(next)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launching, "PAGE_SIZE", 12)


async def pages_of(launched: Launched) -> list[int]:
    return [fact.page for fact in await launched.facts() if isinstance(fact, cycle.PeopleTakenIn)]


async def test_a_launch_opens_a_review_for_everybody_page_by_page(
    office: Engine, tmp_path: Path
) -> None:
    company = await hire(office, tmp_path, 40)
    launched = await company.launch()
    results = await launched.results()
    assert {result.person for result in results} == set(company.people)
    assert Counter(result.outcome for result in results) == {"opened": 39, "left_out": 1}
    assert await pages_of(launched) == [0, 1, 2, 3]
    review = await launched.review_of("101")
    await review.until("2026-01-19 10:00")
    assert await review.when(e.AssigneeReminded) == ["Mon 19 Jan 08:00"]


async def test_the_first_rhythm_of_a_launched_cycle_is_still_the_first_in_its_file(
    office: Engine, tmp_path: Path
) -> None:
    rhythms = {name: Rhythm(title=name, check_ins=(30,)) for name in ("usual", "close", "annual")}
    definition = annual().model_copy(update={"development": Development(rhythms=rhythms)})
    launched = await (await hire(office, tmp_path, 11)).launch(definition, reviewees=["101"])
    [kept] = [fact for fact in await launched.facts() if isinstance(fact, cycle.CycleLaunched)]
    assert kept.definition.development is not None
    assert list(kept.definition.development.rhythms) == ["usual", "close", "annual"]


async def test_a_launch_cut_off_in_the_middle_of_a_page_goes_on_and_opens_nobody_twice(
    database: str, temporal_client: Client, tmp_path: Path
) -> None:
    config, stumbling = temporal_client.config(), Stumbling(at_start=20)
    config["interceptors"] = [stumbling]
    async with (
        engine_on(database, Client(**config)) as engine,
        engine.at_work(),
        engine.projecting(),
    ):
        launched = await (await hire(engine, tmp_path, 40)).launch()
        assert stumbling.left < 0
        assert await pages_of(launched) == [0, 1, 2, 3]
        for number in ("101", "111", "121", "131"):
            review = await launched.review_of(number)
            assert len(await review.all(e.ReviewOpened)) == 1
            assert (await review.handle.describe()).history_length > 0
        await engine.dismiss()


async def test_a_second_launch_of_the_same_cycle_starts_nobody_twice(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 20)).launch()
    before = await launched.facts()
    again = await launch(office.archive, office.client, launched.request)
    assert again == (launched.id, False)
    assert await launched.facts() == before
    assert len(await launched.results()) == 20


async def test_a_new_deadline_for_all_reaches_every_review(office: Engine, tmp_path: Path) -> None:
    launched = await (await hire(office, tmp_path, 30)).launch()
    asked = NewDeadline(
        request="a week more",
        cycle=launched.id,
        stage=StageId("goal_setting"),
        by_rule=When(working_days=5),
        by=launched.company[HR],
        reason="Snow",
    )
    steering = Steering(office.archive, office.client)
    while isinstance(answer := await steering.move_deadline(asked), OnItsWay):
        pass  # many are told, which may take longer than one is kept waiting; asked again it is one
    assert isinstance(answer, Receipt)
    for result in await launched.results():
        if result.outcome == "opened":
            review = await launched.review_of_person(result.person)
            await review.until_told(e.StageExtended)


async def test_a_new_deadline_for_a_group_reaches_that_group_alone(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 16)).launch()
    team = [await launched.review_of(number) for number in ("101", "102")]
    asked = NewDeadline(
        request="a week more",
        cycle=launched.id,
        stage=StageId("goal_setting"),
        by_rule=When(working_days=5),
        reviews=tuple(review.plan.review for review in team),
    )
    await Steering(office.archive, office.client).move_deadline(asked)
    for review in team:
        await review.until_told(e.StageExtended)
    assert await (await launched.review_of("103")).all(e.StageExtended) == []


async def test_a_stage_nobody_knows_is_refused_with_the_stages_there_are(
    office: Engine, tmp_path: Path
) -> None:
    launched = await (await hire(office, tmp_path, 4)).launch()
    asked = NewDeadline(
        request="a week more",
        cycle=launched.id,
        stage=StageId("dancing"),
        by_rule=When(working_days=5),
    )
    with pytest.raises(Refused, match="no stage 'dancing'; it has goal_setting, mid_year"):
        await Steering(office.archive, office.client).move_deadline(asked)
