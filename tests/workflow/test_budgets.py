"""What a review costs, as the server itself counts it: the budget of ADR 0019."""

from domain.review import events as e
from tests.workflow.actions import actions_so_far
from tests.workflow.engine import Engine
from tests.workflow.reference_review import (
    play_promptly,
    play_with_two_reminders_and_an_extension,
    reference_plan,
)
from workers.embedded.temporal import EmbeddedTemporal

ACTIONS, ACTIONS_OF_A_HAPPY_REVIEW = 23, 17
HISTORY_EVENTS, HISTORY_BYTES = 112, 13_500


async def test_a_review_with_two_reminders_and_an_extension_keeps_its_budget(
    engine: Engine, temporal_server: EmbeddedTemporal
) -> None:
    metrics = temporal_server.metrics_url or ""
    before = await actions_so_far(metrics)
    review = await engine.begin(reference_plan())
    await play_with_two_reminders_and_an_extension(review)
    assert [len(await review.all(kind)) for kind in (e.AssigneeReminded, e.StageExtended)] == [2, 1]
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)
    spent = await actions_so_far(metrics) - before
    history = await review.history()
    assert spent.total() <= ACTIONS, spent
    assert len(history) <= HISTORY_EVENTS
    assert sum(event.ByteSize() for event in history) <= HISTORY_BYTES


async def test_a_review_where_everybody_is_in_time_keeps_its_budget(
    engine: Engine, temporal_server: EmbeddedTemporal
) -> None:
    metrics = temporal_server.metrics_url or ""
    before = await actions_so_far(metrics)
    review = await engine.begin(reference_plan())
    await play_promptly(review)
    assert isinstance((await review.facts())[-1], e.ReviewCompleted)
    spent = await actions_so_far(metrics) - before
    assert spent.total() <= ACTIONS_OF_A_HAPPY_REVIEW, spent
