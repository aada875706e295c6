"""Colleagues are named, approved and asked; what they say shows as a whole or not at all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domain.cycle.cycle import OtherDefinition
from domain.definition.words import Role
from domain.errors import ReviewError
from domain.peers import (
    AskedTooOften,
    ManagerAsPeer,
    NomineesNotAccepted,
    OneselfAsPeer,
    PeerNotInCycle,
)
from domain.review import events as e
from domain.review.verdict import Verdict
from gateway.submitting import AnswersNotAccepted
from storage.read_models.cycles import cycle_of
from storage.read_models.peer_feedback import countable_feedback
from storage.read_models.waiting import wait_for
from tests.unit.review.sample_plan import handing
from tests.workflow.colleagues import MANAGER, PEERS, REVIEWEE, colleagues_on, nominated
from tests.workflow.company import HR
from tests.workflow.engine import Engine


async def test_colleagues_are_named_approved_and_heard_though_one_turns_it_down(
    office: Engine, tmp_path: Path
) -> None:
    cycle = await colleagues_on(office, tmp_path)
    company = cycle.company
    await cycle.nominate(*PEERS)
    assert await cycle.asked() == []
    await cycle.approve()
    assert await cycle.asked() == [company[number] for number in PEERS]
    await cycle.submit("feedback", PEERS[0], {"keep": "the plan", "skills": {"Listens": 3}})
    reason = {"reason": "we worked apart"}
    await cycle.submit("feedback", PEERS[1], reason, Verdict.TURNED_DOWN)
    assert await cycle.heard_by(MANAGER) == []
    await cycle.submit("feedback", PEERS[2], {"keep": "a calm voice", "skills": {"Listens": 1}})
    (heard,) = await cycle.heard_by(MANAGER)
    assert [(each.question, each.answers) for each in heard.voices] == [
        ("keep", ("a calm voice", "the plan")),
        ("skills", (1, 3)),
    ]
    assert heard.by_name == ()
    assert await cycle.heard_by(REVIEWEE) == []
    (named,) = await cycle.heard_by(HR)
    assert {each.author for each in named.by_name} == {company[number] for number in PEERS}
    review = await cycle.review_of(REVIEWEE)
    assert [event.stage for event in await review.all(e.StageCompleted)] == ["colleagues"]
    counted = await countable_feedback(office.archive, review.plan.review, cycle.definition)
    assert [row["skills"] for row in counted["feedback"]] == [{"Listens": 1}, {"Listens": 3}]


async def test_too_few_answers_are_shown_to_nobody_but_hr(office: Engine, tmp_path: Path) -> None:
    cycle = await colleagues_on(office, tmp_path)
    await cycle.nominate(*PEERS[:2])
    await cycle.approve()
    await cycle.submit("feedback", PEERS[0], {"keep": "the plan"})
    await cycle.submit("feedback", PEERS[1], {"reason": "no time"}, Verdict.TURNED_DOWN)
    assert await cycle.heard_by(MANAGER) == []
    assert len(await cycle.heard_by(HR)) == 1


async def test_the_timeline_tells_nobody_but_hr_who_answered(
    office: Engine, tmp_path: Path
) -> None:
    cycle = await colleagues_on(office, tmp_path)
    await cycle.nominate(*PEERS)
    await cycle.approve()
    before = await cycle.told_to(MANAGER)
    assert "Person 102, Person 103 and Person 104 are asked for feedback." in before
    await cycle.submit("feedback", PEERS[0], {"keep": "the plan"})
    await cycle.submit("feedback", PEERS[1], {"keep": "a calm voice"})
    assert await cycle.told_to(MANAGER) == before
    assert len(await cycle.told_to(HR)) == len(await cycle.told_to(MANAGER)) + 5
    assert [each.state for each in await cycle.steps_of("feedback", MANAGER)] == ["open"]
    assert len(await cycle.steps_of("feedback", HR)) == 3
    await cycle.submit("feedback", PEERS[2], {"reason": "no time"}, Verdict.TURNED_DOWN)
    over = '"Give feedback" is over; what colleagues said can be read.'
    assert over in await cycle.told_to(MANAGER)


REFUSED: Sequence[tuple[Sequence[str], type[ReviewError], str]] = [
    (("101", "102"), OneselfAsPeer, "Nobody gives feedback on themselves"),
    (("10", "102"), ManagerAsPeer, "Person 10 rates this review anyway"),
    (("108", "102"), PeerNotInCycle, "Person 108 is not in this cycle"),
    (("101", "10"), NomineesNotAccepted, "Nobody gives feedback on themselves.*rates this review"),
    (("102", "102"), AnswersNotAccepted, "102 is named twice"),
    (("102",), AnswersNotAccepted, "at least 2 colleagues; you have named 1"),
    (("102", "103", "104", "105"), AnswersNotAccepted, "at most 3 colleagues"),
    (("102", "999"), AnswersNotAccepted, "nobody known as '999'"),
]


async def test_colleagues_who_cannot_be_asked_are_refused_and_nothing_is_written(
    office: Engine, tmp_path: Path
) -> None:
    cycle = await colleagues_on(office, tmp_path)
    review = await cycle.review_of(REVIEWEE)
    facts = await review.facts()
    for numbers, refusal, sentence in REFUSED:
        with pytest.raises(refusal, match=sentence) as refused:
            await cycle.nominate(*numbers)
        assert type(refused.value) is refusal
    assert await review.facts() == facts


async def test_nobody_is_asked_in_more_reviews_than_the_cycle_allows(
    office: Engine, tmp_path: Path
) -> None:
    cycle = await colleagues_on(office, tmp_path)
    await cycle.nominate("102", "103")
    await cycle.nominate("102", "101", of="104")
    await cycle.approve(of="104")
    with pytest.raises(AskedTooOften, match="Person 102 is asked for feedback in 2 reviews"):
        await cycle.nominate("102", "103", of="105")
    await cycle.nominate("101", "103", of="105")


async def test_the_cap_is_looked_at_again_when_the_manager_approves(
    office: Engine, tmp_path: Path
) -> None:
    whole = nominated()
    once = whole.model_copy(update={"peers": whole.peers.model_copy(update={"per_giver": 1})})
    cycle = await colleagues_on(office, tmp_path, once)
    await cycle.nominate("102", "103")
    await cycle.nominate("104", "101", of="105")
    other = await cycle.review_of("105")
    instead = handing(cycle.company["104"], cycle.company["102"], role=Role.PEER)
    place = other.plan.place
    seat = instead.to.model_copy(update={"place": place}) if instead.to else None
    receipt = await other.steer("hand_over", instead.model_copy(update={"to": seat}))
    assert await wait_for(office.archive.readers, receipt.position or 0, 20)
    with pytest.raises(AskedTooOften, match="Person 102"):
        await cycle.approve()
    assert await cycle.asked() == []
    back = {"reason": "Person 102 has enough to do"}
    await cycle.submit("approve", MANAGER, back, Verdict.SENT_BACK)
    await cycle.nominate("103", "104")
    await cycle.approve()
    assert await cycle.asked() == [cycle.company["103"], cycle.company["104"]]


async def test_mode_and_threshold_stay_as_they_were_at_the_launch(
    office: Engine, tmp_path: Path
) -> None:
    cycle = await colleagues_on(office, tmp_path)
    form = cycle.definition.forms["feedback"].model_copy(
        update={"anonymous": False, "threshold": 5}
    )
    forms = {**cycle.definition.forms, "feedback": form}
    changed = cycle.definition.model_copy(update={"forms": forms, "version": 2})
    with pytest.raises(OtherDefinition):
        await cycle.company.launch(changed, reviewees=(REVIEWEE,))
    running = await cycle_of(office.archive.readers, cycle.launched.id)
    assert running is not None
    assert running.definition.forms["feedback"] == cycle.definition.forms["feedback"]
    frozen = replace(cycle, definition=running.definition)
    await frozen.nominate(*PEERS[:2])
    await frozen.approve()
    await frozen.submit("feedback", PEERS[0], {"keep": "the plan"})
    assert await frozen.heard_by(MANAGER) == []
    await frozen.submit("feedback", PEERS[1], {"keep": "a calm voice"})
    assert len(await frozen.heard_by(MANAGER)) == 1
