"""A year of four people in the log, with scores in the forms: signed in four different ways."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from domain.content import ContentRef
from storage.archive import Archive
from storage.projections.projector import Projector
from tests.played_cycle import (
    DECLINING,
    DISPUTING,
    PROMPT,
    RETURNED,
    Batch,
    PlayedCycle,
    Stage,
    play,
)
from tests.storage.reading import record
from tests.unit.progress_facts import GOALS, written

ACKNOWLEDGED, AGAIN, DISPUTED, DECLINED = range(4)
ABOUT = "Some confidential words about "


def scoring_stage(stage: Stage) -> Stage:
    """Put objectives, scores and a colleague's view in the place of words that are made up."""
    objectives: JsonValue = [
        {**written(goal), "serves_none_because": "It came with the merger."} for goal in GOALS
    ]
    words: dict[str, dict[str, JsonValue]] = {
        f"{ABOUT}propose_goals.": {"objectives": objectives},
        f"{ABOUT}peer_feedback.": {"cooperation": 4},
    }
    scores: dict[str, JsonValue] = {"objectives": {"faster": 4, "rollout": 3, "trust": 2}}

    async def staged(content: UUID, subject: UUID, told: Mapping[str, JsonValue]) -> ContentRef:
        is_rating = "reasons" in told
        kept = {**told, **scores} if is_rating else words.get(str(told.get("text")), dict(told))
        return await stage(content, subject, kept)

    return staged


async def scored_year(archive: Archive) -> PlayedCycle:
    """Play the year; nothing of it is recorded yet, only the words are in the vault."""
    habits = (PROMPT, RETURNED, DISPUTING, DECLINING)
    return await play(4, scoring_stage(archive.vault.stage), habits)


async def recorded(archive: Archive, batches: list[Batch], live: Projector | None = None) -> None:
    """Record decisions, and fold them if a projector is given."""
    await record(archive.journal, batches)
    if live is not None:
        await live.catch_up()


def parted(year: PlayedCycle, at: datetime) -> tuple[list[Batch], list[Batch]]:
    """What was decided until then, and what later."""
    before = [batch for batch in year.batches() if batch.events[0].at <= at]
    return before, [batch for batch in year.batches() if batch.events[0].at > at]
