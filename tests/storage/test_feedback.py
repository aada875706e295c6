"""Feedback is shown to those it was meant for, and to nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from domain.feedback.refusals import (
    FeedbackOnOneself,
    NobodyThere,
    NotYourFeedback,
    TooLateToWithdraw,
    UnknownFeedback,
)
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import FeedbackId, PersonId
from gateway.feedback import Giving, before_sending, give_feedback, withdraw_feedback
from storage.archive import Archive
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.projections import rebuild
from storage.projections.projector import Projector
from storage.read_models.feedback import (
    feedback_about,
    feedback_of_the_year,
    given_by,
    months,
    recognition,
)
from storage.read_models.feedback_told import feedback_told
from tests.played_cycle import ORGANISATION
from tests.storage.company_with_feedback import SPRING, WORDS, Firm, found, shown

BY, TO, LEADER, COLLEAGUE, HR = "6", "5", "4", "7", "2"


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


@pytest.fixture
async def firm(archive: Archive, live: Projector) -> Firm:
    return await found(archive, live)


async def readers_of(firm: Firm, feedback: FeedbackId) -> set[str]:
    """Who of the firm reads it, by number."""
    readers = set()
    for number in (BY, TO, LEADER, COLLEAGUE, HR):
        lines = await feedback_about(firm.archive, firm[TO], firm[number])
        readers |= {number for line in lines if line.feedback == feedback and line.words == WORDS}
    return readers


@pytest.mark.parametrize(
    "visible_to, readers",
    [
        (VisibleTo.RECEIVER, {BY, TO}),
        (VisibleTo.MANAGER, {BY, LEADER}),
        (VisibleTo.BOTH, {BY, TO, LEADER}),
        (VisibleTo.EVERYONE, {BY, TO, LEADER, COLLEAGUE, HR}),
    ],
)
async def test_words_are_opened_for_exactly_those_they_were_meant_for(
    firm: Firm, visible_to: VisibleTo, readers: set[str]
) -> None:
    assert await readers_of(firm, await firm.give(BY, TO, visible_to)) == readers


async def test_everybody_who_may_read_it_is_told_once_and_its_giver_is_not(firm: Firm) -> None:
    await firm.give(BY, TO)
    assert set(await firm.notices()) == {(firm[TO], "waiting"), (firm[LEADER], "waiting")}
    await firm.give(LEADER, TO, VisibleTo.MANAGER)
    assert len(await firm.notices()) == 2


async def test_withdrawn_feedback_is_read_by_nobody_and_told_to_nobody(firm: Firm) -> None:
    kept, taken = await firm.give(BY, TO), await firm.give(BY, TO)
    for _ in range(2):
        await withdraw_feedback(firm.archive, taken, firm[BY], SPRING + timedelta(days=1))
    await firm.live.catch_up()
    assert await readers_of(firm, taken) == set()
    assert [line.feedback for line in await given_by(firm.archive, firm[BY])] == [kept]
    assert sorted(state for _, state in await firm.notices()) == ["dropped"] * 2 + ["waiting"] * 2
    assert sum(m.number for m in await months(firm.archive.readers, ORGANISATION)) == 1


async def test_what_cannot_be_withdrawn_is_refused(firm: Firm) -> None:
    given = await firm.give(BY, TO)
    with pytest.raises(NotYourFeedback):
        await withdraw_feedback(firm.archive, given, firm[COLLEAGUE], SPRING)
    with pytest.raises(TooLateToWithdraw):
        await withdraw_feedback(firm.archive, given, firm[BY], SPRING + timedelta(days=8))
    with pytest.raises(UnknownFeedback):
        await withdraw_feedback(firm.archive, FeedbackId(uuid4()), firm[BY], SPRING)


async def test_the_same_request_gives_once(firm: Firm) -> None:
    await firm.give(BY, TO)
    firm.given -= 1
    await firm.give(BY, TO)
    assert len(await feedback_about(firm.archive, firm[TO], firm[TO])) == 1


async def test_what_is_refused_leaves_nothing_behind(firm: Firm) -> None:
    head = await firm.archive.store.head()
    for receiver, refusal in ((firm[BY], FeedbackOnOneself), (PersonId(uuid4()), NobodyThere)):
        giving = Giving(
            request="refused",
            giver=firm[BY],
            receiver=receiver,
            kind=FeedbackKind.PRAISE,
            visible_to=VisibleTo.BOTH,
            words=WORDS,
            at=SPRING,
        )
        for ask in (before_sending, give_feedback):
            with pytest.raises(refusal):
                await ask(firm.archive, giving)
    assert await firm.archive.store.head() == head


async def test_public_recognition_is_all_that_anybody_sees(firm: Firm) -> None:
    public = await firm.give(BY, TO, VisibleTo.EVERYONE)
    await firm.give(BY, TO, VisibleTo.RECEIVER)
    await firm.give(LEADER, COLLEAGUE, VisibleTo.BOTH, FeedbackKind.COACHING_NOTE)
    assert [line.feedback for line in await recognition(firm.archive)] == [public]
    counts = await months(firm.archive.readers, ORGANISATION)
    assert [(str(c.month), c.kind, c.number) for c in counts] == [
        ("2026-03-01", FeedbackKind.COACHING_NOTE, 1),
        ("2026-03-01", FeedbackKind.PRAISE, 2),
    ]
    about = await months(firm.archive.readers, ORGANISATION, firm[COLLEAGUE])
    assert [(c.kind, c.number) for c in about] == [(FeedbackKind.COACHING_NOTE, 1)]


async def test_the_feedback_of_a_year_is_that_of_its_days(firm: Firm) -> None:
    days = [SPRING + timedelta(days=number) for number in range(4)]
    given = [await firm.give(BY, TO, at=day) for day in days]
    lines = await feedback_of_the_year(firm.archive, firm[TO], firm[LEADER], days[1], days[3])
    assert [line.feedback for line in lines] == given[1:3]


async def test_the_tables_are_the_same_however_the_log_is_folded(
    firm: Firm, live: Projector, projector: asyncpg.Pool, keys: KeyRing
) -> None:
    taken = await firm.give(BY, TO)
    await firm.give(BY, COLLEAGUE, VisibleTo.EVERYONE)
    await withdraw_feedback(firm.archive, taken, firm[BY], SPRING)
    await replace(live, page_size=1).catch_up()
    followed = await shown(projector)
    assert len(followed["feedback"]) == 2
    await rebuild.rebuild(projector, keys)
    assert await shown(projector) == followed


async def test_words_about_somebody_who_was_erased_are_gone(firm: Firm) -> None:
    await firm.give(BY, TO, VisibleTo.EVERYONE)
    await firm.archive.keys.destroy(firm[TO])
    assert await recognition(firm.archive) == []
    assert await given_by(firm.archive, firm[BY]) == []


async def test_the_story_tells_of_feedback_only_those_who_may_know_of_it(firm: Firm) -> None:
    await firm.give(BY, TO, VisibleTo.EVERYONE)
    await firm.give(BY, TO, VisibleTo.RECEIVER, FeedbackKind.COACHING_NOTE)
    own = await feedback_told(firm.archive, firm[TO], firm[TO])
    assert [entry.sentence for entry in own] == [
        "Person 6 gave Person 5 praise, visible to everyone.",
        "Person 6 gave Person 5 a coaching note, visible to Person 5 alone.",
    ]
    for other in (firm[LEADER], firm[HR], None):
        assert len(await feedback_told(firm.archive, firm[TO], other)) == 1
