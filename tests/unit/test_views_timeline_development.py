"""A plan told in sentences: everything that happens has one, and none tells its kind."""

import re
from datetime import date

import pytest

from domain.development import events as e
from domain.development.decide import decide
from domain.development.evolve import fold
from domain.development.state import PlanState
from domain.ids import PersonId
from domain.views.telling import Telling
from domain.views.timeline import sentence
from tests.unit.development.a_plan import (
    HR,
    MANAGER,
    NEWCOMER,
    REVIEWEE,
    acknowledge,
    begin,
    edit,
    hold,
    look,
    on,
)

NAMES = {REVIEWEE: "Ana", MANAGER: "Ben", NEWCOMER: "Cleo", HR: "Dora"}
TELL = Telling(name_of=lambda person: NAMES[PersonId(person)], steps={}, stages={})
KIND = re.compile(r"rhythm|decid|decision|support|\b14\b|usual|close,|round", re.IGNORECASE)

BEGUN = begin().begun
TOLD = (
    (BEGUN, "The development plan of Ana with Ben began."),
    (
        e.PlanEdited(at=on(1), by=REVIEWEE, edition=2, request="r"),
        "Ana changed the development plan; it waits until both acknowledge it.",
    ),
    (
        e.PlanAcknowledged(at=on(2), by=MANAGER, edition=2),
        "Ben acknowledged the development plan.",
    ),
    (
        e.AcknowledgementReminded(at=on(2), edition=2, times=1, recipient=MANAGER),
        "Ben was reminded to acknowledge the development plan.",
    ),
    (
        e.StandstillReported(at=on(2), times=1, recipient=HR),
        "Dora in HR was told that the development plan stands still.",
    ),
    (
        e.CheckInAnnounced(at=on(3), edition=1, number=1, due=date(2027, 2, 10), is_last=True),
        "A talk about the development plan is due by Wed 10 Feb 2027.",
    ),
    (
        e.CheckInHeld(at=on(3), number=1, by=MANAGER, request="r"),
        "Ben noted a talk about the development plan.",
    ),
    (
        e.CheckInAcknowledged(at=on(3), number=1, by=REVIEWEE),
        "Ana acknowledged what was noted of the talk.",
    ),
    (
        e.PlanClosingAsked(at=on(4), by=REVIEWEE, edition=1),
        "Ana asked to close the development plan.",
    ),
    (
        e.PlanClosed(at=on(4), cause="next_cycle"),
        "The development plan was closed, because the next one has begun.",
    ),
    (
        e.PlanHandedOver(at=on(4), from_person=MANAGER, to=NEWCOMER, number=1),
        "The development plan went from Ben to Cleo.",
    ),
)


@pytest.mark.parametrize("event, told", TOLD, ids=[event.type for event, _ in TOLD])
def test_what_happened_to_a_plan_is_told_in_a_sentence(event: e.Event, told: str) -> None:
    assert sentence(event, TELL) == told


@pytest.mark.parametrize("rhythm", ["usual", "close"])
def test_no_sentence_about_a_plan_tells_its_kind(rhythm: str) -> None:
    state, said = PlanState(), list[str]()
    closer = edit(100, MANAGER, rhythm=rhythm)
    for asked in (begin(rhythm), look(42), look(63), hold(64), acknowledge(65, REVIEWEE), closer):
        told = decide(state, asked)
        state = fold(told, state)
        said += [sentence(each.event, TELL) for each in told]
    assert len(said) >= 6
    assert [words for words in said if KIND.search(words)] == []


def test_whoever_closed_a_plan_and_why_is_not_told() -> None:
    by_manager = e.PlanClosed(at=on(4), cause="completed", by=MANAGER)
    by_itself = e.PlanClosed(at=on(4), cause="completed")
    assert sentence(by_manager, TELL) == sentence(by_itself, TELL)
