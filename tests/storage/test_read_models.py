"""What pages show of a year: progress, ratings, timelines, people, and the outbox emptied."""

from collections import Counter
from uuid import UUID, uuid5

import asyncpg
import pytest

from domain.delivery.events import MessageFailed, MessageSent, NoticesDropped
from domain.ids import CycleId, StageId
from domain.review.verdict import Verdict
from domain.views.notices import Reason
from storage.event_store import EventStore
from storage.journal import Journal
from storage.keys import KeyRing
from storage.projections.projector import Projector
from storage.read_models.asking import NothingToShowYet
from storage.read_models.cycles import all_cycles, cycle_of, find_cycle, launch_results
from storage.read_models.ledger import ledger_of_person, ledger_of_review, notices_by_reason
from storage.read_models.outbox import (
    WaitingNotice,
    due_notices,
    next_not_before,
    still_waiting,
    waiting_notices,
)
from storage.read_models.people import everybody, find_person, names_of, person_of
from storage.read_models.progress import Counts, by_stage, funnel, progress, total
from storage.read_models.ratings import (
    LevelCounts,
    before_and_after,
    board,
    ratings_of_cycle,
    sessions_of_cycle,
)
from storage.read_models.reviews import (
    count_open,
    find_review,
    open_reviews,
    review_of,
    reviews_of_cycle,
    reviews_of_person,
    steps_of_review,
)
from storage.read_models.timeline import timeline
from storage.staging import Vault
from tests.played_cycle import (
    DECLINING,
    DISPUTING,
    LAUNCHED_AT,
    MET_AT,
    ORGANISATION,
    PROMPT,
    RETURNED,
    Batch,
    PlayedCycle,
    play,
)
from tests.storage.reading import journal_of, record


@pytest.fixture
async def played(store: EventStore, keys: KeyRing, vault: Vault, live: Projector) -> PlayedCycle:
    """A whole year of four people, one of each kind, in the read models."""
    year = await play(4, vault.stage, (PROMPT, RETURNED, DISPUTING, DECLINING))
    await record(journal_of(store, keys, vault), year.batches())
    await live.catch_up()
    return year


async def test_a_finished_cycle_has_everything_done(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    lines = await progress(readers, played.launch.cycle, MET_AT)
    counts = total(lines)
    steps = [s for story in played.stories for s in story.state.done]
    assert {line.department for line in lines} == {"Optics", "Sales"}
    assert counts == Counts(done=counts.done)
    assert counts.done >= len(steps)
    assert list(by_stage(lines)) == sorted(s.id for s in played.launch.definition.stages)
    through = await funnel(readers, played.launch.cycle, 6)
    assert (through.reviews, through.completed, through.cancelled) == (4, 4, 0)
    assert through.through == (4, 4, 4, 4, 4, 4)


async def test_a_cycle_just_launched_is_planned_and_waits(
    store: EventStore, keys: KeyRing, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    year = await play(4, vault.stage)
    begun = [batch for batch in year.batches() if batch.events[0].at <= LAUNCHED_AT]
    await record(journal_of(store, keys, vault), begun)
    await live.catch_up()
    stages = by_stage(await progress(readers, year.launch.cycle, LAUNCHED_AT))
    # Goals open on 12 January; until then the first step is planned like all others.
    assert stages[StageId("goal_setting")] == Counts(planned=8)
    assert stages[StageId("sign_off")] == Counts(planned=16)
    opened = by_stage(await progress(readers, year.launch.cycle, MET_AT))
    assert opened[StageId("goal_setting")] == Counts(planned=4, open=4, overdue=4)
    assert (await funnel(readers, year.launch.cycle, 6)).through == (0, 0, 0, 0, 0, 0)
    assert await open_reviews(readers, year.launch.cycle) == sorted(
        story.review for story in year.stories
    )


async def test_a_review_is_found_by_cycle_and_person(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    declining = played.stories[3]
    reviewee = declining.state.planned.reviewee
    found = await find_review(readers, ORGANISATION, "annual-2026", reviewee)
    assert found is not None
    assert (found.review, found.state, found.signature) == (
        declining.review,
        "completed",
        Verdict.DECLINED,
    )
    assert await review_of(readers, declining.review) == found
    assert await reviews_of_person(readers, reviewee) == [found]
    assert found in await reviews_of_cycle(readers, played.launch.cycle)
    assert await count_open(readers, played.launch.cycle) == 0
    assert await find_review(readers, ORGANISATION, "annual-2027", reviewee) is None


async def test_every_round_of_a_step_is_kept(played: PlayedCycle, readers: asyncpg.Pool) -> None:
    returned = played.stories[1]
    steps = await steps_of_review(readers, returned.review)
    goals = [(s.step, s.round, s.state) for s in steps if s.stage == "goal_setting"]
    assert goals == [
        ("propose_goals", 1, "done"),
        ("agree_goals", 1, "sent_back"),
        ("propose_goals", 2, "done"),
        ("agree_goals", 2, "done"),
    ]


async def test_ratings_are_kept_before_and_after_the_panel_and_the_dispute(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    ratings = {r.reviewee: r for r in await ratings_of_cycle(readers, played.launch.cycle)}
    prompt, _, disputing, declining = (s.state.planned.reviewee for s in played.stories)
    moved = ratings[prompt]
    assert (moved.proposed, moved.calibrated, moved.final, moved.is_moved) == (3, 4, 4, True)
    assert moved.reason_code == "evidence"
    assert (ratings[disputing].proposed, ratings[disputing].final) == (2, 3)
    assert (ratings[declining].final, ratings[declining].is_moved) == (1, False)
    chart = before_and_after(ratings.values(), range(1, 6))
    assert chart[:4] == [
        LevelCounts(1, before=1, after=1),
        LevelCounts(2, before=1, after=0),
        LevelCounts(3, before=1, after=1),
        LevelCounts(4, before=1, after=2),
    ]


async def test_a_board_shows_what_the_panel_tries_beside_what_managers_gave(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    (session,) = await sessions_of_cycle(readers, played.launch.cycle)
    rows = await board(readers, session.session)
    first = next(row for row in rows if row.moves)
    assert (session.state, session.moves, session.reviews, session.missing) == ("locked", 1, 4, 0)
    assert (first.proposed, first.on_board, first.reason_code) == (3, 4, "evidence")
    assert str(first.reviewee) in first.hidden_from
    assert all(row.on_board is None for row in rows if row is not first)


async def test_the_timeline_tells_a_review_in_sentences(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    returned = played.stories[1]
    told = [each.sentence for each in await timeline(readers, returned.review)]
    reviewee = played.people[returned.state.planned.reviewee].display_full_name
    assert told[0] == f"The review of {reviewee} was opened."
    assert any("sent" in sentence and "back with a reason" in sentence for sentence in told)
    assert told[-1] == "The review was completed; the reviewee acknowledged it."
    assert len(told) == returned.state.version
    everything = " ".join(told)
    assert "confidential" not in everything
    assert str(returned.review) not in everything
    assert "who was erased" not in everything


async def test_the_timeline_of_a_session_goes_on_from_where_one_was(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    (session,) = await sessions_of_cycle(readers, played.launch.cycle)
    told = await timeline(readers, session.session)
    assert told[0].sentence.startswith("A session for 4 reviews was set up, led by Person 2, due ")
    assert [each.type for each in told] == ["SessionOpened", "RatingMoved", "SessionLocked"]
    assert await timeline(readers, session.session, after=told[0].position) == told[1:]


async def test_a_cycle_is_found_by_its_key_with_what_the_launch_did(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    cycle = await find_cycle(readers, ORGANISATION, "annual-2026")
    assert cycle is not None
    assert (cycle.definition, cycle.tempo) == (played.launch.definition, played.launch.tempo)
    assert list(cycle.definition.forms) == list(played.launch.definition.forms)
    assert (cycle.state, cycle.people) == ("running", 4)
    assert await cycle_of(readers, played.launch.cycle) == cycle
    assert await all_cycles(readers, ORGANISATION) == [cycle]
    results = await launch_results(readers, played.launch.cycle)
    assert {line.person for line in results} == set(played.launch.people)
    assert {line.outcome for line in results} == {"opened"}


async def test_people_are_found_by_what_people_type(
    played: PlayedCycle, readers: asyncpg.Pool
) -> None:
    somebody = played.people.by_number("6")
    assert somebody is not None
    for words in ("6", "P6@Halden.example", str(somebody.id)):
        assert await find_person(readers, ORGANISATION, words) == somebody
    assert await find_person(readers, ORGANISATION, "nobody") is None
    assert await person_of(readers, somebody.id) == somebody
    assert dict(await everybody(readers, ORGANISATION)) == dict(played.people)
    names = await names_of(readers, [somebody.id])
    assert (names.name_of(somebody.id), names.zone_of(somebody.id)) == ("Person 6", "Europe/Berlin")


async def just_launched(journal: Journal, vault: Vault, live: Projector) -> PlayedCycle:
    year = await play(4, vault.stage)
    await record(journal, [b for b in year.batches() if b.events[0].at <= LAUNCHED_AT])
    await live.catch_up()
    return year


async def test_the_outbox_gives_what_is_due_and_says_when_the_next_is(
    store: EventStore, keys: KeyRing, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    year = await just_launched(journal_of(store, keys, vault), vault, live)
    cycle = year.launch.cycle
    opens = await next_not_before(readers, cycle)
    assert opens is not None
    assert opens > LAUNCHED_AT
    assert await due_notices(readers, cycle, LAUNCHED_AT) == []
    due = await due_notices(readers, cycle, opens)
    assert {each.notice.reason for each in due} == {Reason.STEP_OPENED}
    assert {each.notice.recipient for each in due} == set(year.launch.people)
    assert all(each.holder == each.reviewee == each.notice.recipient for each in due)
    waiting = Counter(each.notice.reason for each in await waiting_notices(readers, cycle))
    assert waiting == {Reason.STEP_OPENED: 4, Reason.SESSION_OPENED: 1}


FIRST, SECOND = UUID(int=1), UUID(int=2)


def delivered(
    sent: WaitingNotice, failed: WaitingNotice, dropped: WaitingNotice, cycle: CycleId
) -> Batch:
    """One message that arrived, one that was refused, and a notice that was dropped."""
    facts = {"at": LAUNCHED_AT, "cycle": cycle, "channel": "mail"}
    facts |= {"recipient": sent.notice.recipient}
    first = facts | {"message": FIRST, "notices": [sent.id]}
    second = facts | {"message": SECOND, "notices": [failed.id], "reason": "smtp_550"}
    events = (
        MessageSent.model_validate(first),
        MessageFailed.model_validate(second),
        NoticesDropped(at=LAUNCHED_AT, cycle=cycle, notices=(dropped.id,)),
    )
    return Batch(uuid5(cycle, "delivery"), 0, events)


async def test_what_was_sent_is_in_the_ledger_and_no_longer_in_the_outbox(
    store: EventStore, keys: KeyRing, vault: Vault, live: Projector, readers: asyncpg.Pool
) -> None:
    journal = journal_of(store, keys, vault)
    cycle = (await just_launched(journal, vault, live)).launch.cycle
    sent, failed, dropped, *left = await waiting_notices(readers, cycle)
    await record(journal, [delivered(sent, failed, dropped, cycle)])
    await live.catch_up()
    everything = [each.id for each in (sent, failed, dropped, *left)]
    assert await still_waiting(readers, everything) == {each.id for each in left}
    lines = await ledger_of_person(readers, sent.notice.recipient)
    assert {(line.message, line.state, line.failure) for line in lines} == {
        (FIRST, "sent", None),
        (SECOND, "failed", "smtp_550"),
    }
    assert sent.review is not None
    (of_review,) = await ledger_of_review(readers, sent.review)
    assert [told.reason for told in of_review.told] == [Reason.STEP_OPENED]
    counted = await notices_by_reason(readers, cycle)
    ends = {each.state: each.notices for each in counted if each.reason is Reason.STEP_OPENED}
    assert ends == {"sent": 1, "failed": 1, "dropped": 1, "waiting": 1}


async def test_before_any_projector_has_run_a_page_says_so(readers: asyncpg.Pool) -> None:
    with pytest.raises(NothingToShowYet, match="perennial up"):
        await all_cycles(readers, ORGANISATION)
