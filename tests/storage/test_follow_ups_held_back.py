"""What a form asks for is held back until its stage is completed, and only what stands then."""

import asyncpg
import pytest

from domain.definition.words import Act, AtExpiry, Role
from domain.review import commands as c
from domain.review import events as e
from domain.review.verdict import Verdict
from storage.event_store import EventStore
from storage.journal import Entry
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.staging import Vault
from tests.storage.reading import journal_of
from tests.unit.review.sample_plan import (
    MANAGER,
    ONE_PEER,
    opening,
    passing,
    plan,
    play,
    stage,
    step,
    submit,
)

STATES = "SELECT step, state FROM read.follow_ups ORDER BY at"
ASKING = {"follows": ("actions",)}
TALK = step("talk", Role.PEER, at_expiry=AtExpiry.COMPLETE_WITHOUT)
LATER = stage("later", step("look_back"))
MID_YEAR = plan(
    stage(
        "mid_year",
        step("notes").model_copy(update=ASKING),
        TALK.model_copy(update={**ASKING, "seats": TALK.seats[:1]}),
        step("confirm", Role.MANAGER, Act.AGREE, returns_to="notes"),
    ),
    LATER,
)
NOTES = submit("notes", at="2026-03-03 10:00", text="notes")
TALKED = submit("talk", ONE_PEER, at="2026-03-04 10:00", text="talk")
BACK = submit("confirm", MANAGER, "2026-03-05 10:00", Verdict.SENT_BACK, "not yet")
AGAIN = submit("notes", at="2026-03-06 10:00", text="notes again")


class Follower:
    """Records a review as it was played, and tells what it asked for."""

    def __init__(
        self,
        store: EventStore,
        keys: KeyRing,
        vault: Vault,
        live: Projector,
        readers: asyncpg.Pool,
    ) -> None:
        self.journal, self.vault = journal_of(store, keys, vault), vault
        self.live, self.readers = live, readers

    async def states(self, *commands: c.Command) -> list[tuple[str, str]]:
        told = play(opening(MID_YEAR), *commands).events
        entries = [Entry(await self._staged(event)) for event in told]
        await self.journal.append(MID_YEAR.review, 0, entries)
        await self.live.catch_up()
        return [tuple(row) for row in await self.readers.fetch(STATES)]

    async def _staged(self, event: e.Event) -> e.Event:
        content = getattr(event, "content", None)
        if content is None:
            return event
        ref = await self.vault.stage(content.id, content.subject, {"said": "something"})
        return event.model_copy(update={"content": ref})


@pytest.fixture
def follower(
    store: EventStore, keys: KeyRing, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> Follower:
    return Follower(store, keys, vault, live, readers)


async def test_what_was_asked_before_a_step_came_back_is_not_set_going(follower: Follower) -> None:
    expired = passing("2026-05-04 10:00")
    agreed = submit("confirm", MANAGER, "2026-05-05 10:00", Verdict.AGREED)
    told = await follower.states(NOTES, TALKED, BACK, AGAIN, expired, agreed)
    assert told == [("notes", "superseded"), ("talk", "superseded"), ("notes", "waiting")]


async def test_what_is_asked_once_more_replaces_what_was_asked_before(follower: Follower) -> None:
    told = await follower.states(NOTES, TALKED, BACK, AGAIN)
    assert told == [("notes", "superseded"), ("talk", "superseded"), ("notes", "held")]
