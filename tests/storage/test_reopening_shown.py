from datetime import timedelta

import asyncpg

from domain.ids import StepId
from domain.review import commands as c
from storage.event_store import EventStore
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.read_models.reviews import review_of, steps_of_review
from storage.staging import Vault
from tests.storage.reading import journal_of, record
from tests.storage.steered import OPENED, opened_again, story

RATED = "SELECT proposed FROM read.ratings WHERE review = $1"
TOLD = "SELECT recipient, reason FROM read.notices WHERE review = $1 AND reason LIKE 'step_%ed'"


async def test_what_is_opened_again_is_shown_as_it_stands_then(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault, readers: asyncpg.Pool
) -> None:
    told = await opened_again(vault.stage, 12)
    reopened = next(n for n, b in enumerate(told.batches) if b.events[0].type == "StepReopened")
    journal = journal_of(store, keys, vault)
    await record(journal, told.batches[: reopened + 1])
    await live.catch_up()
    line = await review_of(readers, told.review)
    assert line is not None
    assert (line.stage, line.stages_done) == ("goal_setting", 0)
    states = {(str(s.step), s.round): s.state for s in await steps_of_review(readers, told.review)}
    assert states["propose_goals", 1] == "reopened"
    assert states["agree_goals", 1] == "reopened"
    assert states["propose_goals", 2] == "open"
    assert "withdrawn" in states.values()
    await record(journal, told.batches[reopened + 1 :])
    await live.catch_up()
    notices = await readers.fetch(TOLD, told.review)
    assert (told.state.planned.reviewee, "step_reopened") in {tuple(row) for row in notices}


async def test_a_rating_that_is_given_anew_is_nobodys_until_then(
    live: Projector, store: EventStore, keys: KeyRing, vault: Vault, readers: asyncpg.Pool
) -> None:
    told = story(vault.stage, 12)
    await told.go_on(OPENED + timedelta(days=330))
    owner, step = told.state.planned.blocked.person, StepId("rate")
    why = await vault.stage(told.review, told.state.planned.reviewee, {"reason": "Read it again."})
    at = OPENED + timedelta(days=330)
    told.ask(c.ReopenStep(at=at, step=step, request="anew", by=owner, content=why))
    journal = journal_of(store, keys, vault)
    await record(journal, told.batches[:-1])
    await live.catch_up()
    assert await readers.fetchval(RATED, told.review) is not None
    await record(journal, told.batches[-1:])
    await live.catch_up()
    assert await readers.fetchval(RATED, told.review) is None
