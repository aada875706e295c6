"""Reviews played to the end in memory, as their log would tell them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from pydantic import JsonValue

from domain.content import ContentRef
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.rewards.signed import Told
from tests.played_cycle import (
    DECLINING,
    DISPUTING,
    PROMPT,
    RETURNED,
    PlayedCycle,
    Story,
    play,
)


@dataclass(frozen=True)
class SignedYear:
    """A year of four people: acknowledged, returned, disputed and declined, in this order."""

    played: PlayedCycle
    words: Mapping[UUID, dict[str, JsonValue]]

    def told(self, place: int) -> list[Told]:
        """Every event of a review with its words."""
        return self.told_of(self.played.stories[place])

    def told_of(self, story: Story) -> list[Told]:
        events = [event for batch in story.batches for event in batch.events]
        return [
            Told(event, position, self._words(event))
            for position, event in enumerate(events, start=1)
            if isinstance(event, e.ReviewEvent)
        ]

    def _words(self, event: e.ReviewEvent) -> dict[str, JsonValue] | None:
        content = getattr(event, "content", None)
        return self.words[content.id] if isinstance(content, ContentRef) else None


async def signed_year() -> SignedYear:
    words: dict[UUID, dict[str, JsonValue]] = {}

    async def stage(name: UUID, subject: UUID, content: Mapping[str, JsonValue]) -> ContentRef:
        words[name] = dict(content)
        digest = sha256(json.dumps(words[name], sort_keys=True).encode()).hexdigest()
        return ContentRef(id=name, subject=subject, sha256=digest)

    played = await play(4, stage, (PROMPT, RETURNED, DISPUTING, DECLINING))
    return SignedYear(played, words)


def until(told: list[Told], verdict: Verdict, *, also_it: bool = True) -> list[Told]:
    """What is told up to the first submission with a verdict."""
    place = next(n for n, each in enumerate(told) if verdict_of(each) is verdict)
    return told[: place + also_it]


def verdict_of(told: Told) -> Verdict | None:
    return told.event.verdict if isinstance(told.event, e.StepSubmitted) else None
