"""The checker itself: sound facts pass, and each thing that can go wrong is found and named."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from domain.delivery.events import MessageSent
from domain.review.events import AssigneeReminded, StepSubmitted
from domain.review.state import ReviewState
from storage.journal import Recorded
from tests.faults.book import Said
from tests.faults.checker import INVARIANTS, broken
from tests.faults.facts import Facts, Standing
from tests.faults.invented_facts import entered, sound_facts

Tamper = Callable[[Facts], Facts]


def _first(facts: Facts, kind: type) -> Recorded:
    return next(each for each in facts.log if isinstance(each.event, kind))


def _without(facts: Facts, gone: Recorded) -> Facts:
    return replace(facts, log=[each for each in facts.log if each is not gone])


def _renumbered(facts: Facts) -> Facts:
    log: list[Recorded] = []
    for each in facts.log:
        log = entered(log, each.stream, each.event)
    return replace(facts, log=log)


def one_fact_vanishes(facts: Facts) -> Facts:
    return _without(facts, _first(facts, AssigneeReminded))


def two_facts_are_exchanged(facts: Facts) -> Facts:
    one, other, *rest = facts.log
    return replace(facts, log=[other, one, *rest])


def a_submission_vanishes_without_a_trace(facts: Facts) -> Facts:
    return _renumbered(_without(facts, _first(facts, StepSubmitted)))


def a_submission_is_recorded_again(facts: Facts) -> Facts:
    again = _first(facts, StepSubmitted)
    return replace(facts, log=entered(list(facts.log), again.stream, again.event))


def a_step_is_done_under_two_names(facts: Facts) -> Facts:
    first = _first(facts, StepSubmitted)
    assert isinstance(first.event, StepSubmitted)
    other = first.event.model_copy(update={"submission": "another"})
    return replace(facts, log=entered(list(facts.log), first.stream, other))


def a_reminder_is_told_again(facts: Facts) -> Facts:
    again = _first(facts, AssigneeReminded)
    return replace(facts, log=entered(list(facts.log), again.stream, again.event))


def a_reminder_is_never_told(facts: Facts) -> Facts:
    review = _first(facts, AssigneeReminded).stream
    place = next(
        number
        for number, each in enumerate(facts.log)
        if each.stream == review and isinstance(each.event, AssigneeReminded)
    )
    log = [each for each in facts.log[:place] if each.stream in (review, facts.cycle)]
    return _renumbered(replace(facts, log=log))


def a_workflow_is_behind(facts: Facts) -> Facts:
    review = next(iter(facts.workflows))
    behind = Standing(ReviewState(), is_running=False)
    return replace(facts, workflows={**facts.workflows, review: behind})


def a_workflow_outlives_its_review(facts: Facts) -> Facts:
    review, standing = next(iter(facts.workflows.items()))
    undead = replace(standing, is_running=True)
    return replace(facts, workflows={**facts.workflows, review: undead})


def a_request_never_ends(facts: Facts) -> Facts:
    lost = replace(facts.sendings[0], said=[Said.ON_ITS_WAY], names={"lost"}, accepted_as=None)
    return replace(facts, sendings=[lost, *facts.sendings])


def a_refusal_was_a_lie(facts: Facts) -> Facts:
    refused = replace(facts.sendings[0], said=[Said.REFUSED], codes=["409"], accepted_as=None)
    return replace(facts, sendings=[refused, *facts.sendings])


def words_are_exchanged(facts: Facts) -> Facts:
    other = replace(facts.sendings[0], words="Something else was written.")
    return replace(facts, sendings=[other, *facts.sendings])


def somebody_is_forgotten(facts: Facts) -> Facts:
    return replace(facts, reviewees=facts.reviewees + 1)


def a_step_opens_in_silence(facts: Facts) -> Facts:
    return replace(facts, notices=dict(list(facts.notices.items())[1:]))


def a_notice_goes_out_in_two_messages(facts: Facts) -> Facts:
    sent = _first(facts, MessageSent)
    assert isinstance(sent.event, MessageSent)
    again = sent.event.model_copy(update={"message": UUID(int=1)})
    return replace(facts, log=entered(list(facts.log), sent.stream, again))


def a_mail_never_arrives(facts: Facts) -> Facts:
    return replace(facts, mails=facts.mails[1:])


def a_row_is_out_of_date(facts: Facts) -> Facts:
    return replace(facts, live={"people": ["(1)"]})


FOUND: dict[Tamper, str] = {
    one_fact_vanishes: "positions_are_dense",
    two_facts_are_exchanged: "positions_are_dense",
    a_submission_vanishes_without_a_trace: "what_was_accepted_is_in_the_log",
    a_submission_is_recorded_again: "nothing_is_handed_in_twice",
    a_step_is_done_under_two_names: "no_step_is_done_twice",
    a_reminder_is_told_again: "no_reminder_is_told_twice",
    a_reminder_is_never_told: "no_reminder_is_missing",
    a_workflow_is_behind: "workflows_stand_where_the_log_stands",
    a_workflow_outlives_its_review: "every_review_goes_on",
    a_request_never_ends: "what_was_on_its_way_is_definite",
    a_refusal_was_a_lie: "what_was_refused_is_not_in_the_log",
    words_are_exchanged: "words_stand_as_they_were_sent",
    somebody_is_forgotten: "everybody_has_a_review",
    a_step_opens_in_silence: "every_notice_is_in_the_outbox",
    a_notice_goes_out_in_two_messages: "no_notice_goes_out_twice",
    a_mail_never_arrives: "what_was_sent_has_arrived",
    a_row_is_out_of_date: "read_models_equal_a_rebuild",
}
SEEN_BESIDE = {"versions_are_dense", "no_event_is_there_twice"}


@pytest.fixture(scope="module")
def sound() -> Facts:
    """Facts with which nothing is wrong."""
    return asyncio.run(sound_facts())


def test_nothing_is_found_where_nothing_is_wrong(sound: Facts) -> None:
    assert broken(sound) == []


@pytest.mark.parametrize("tamper", FOUND, ids=lambda tamper: tamper.__name__)
def test_what_goes_wrong_is_found(tamper: Tamper, sound: Facts) -> None:
    findings = broken(tamper(sound))

    assert FOUND[tamper] in {each.invariant for each in findings}


def test_versions_and_events_are_looked_at_as_well(sound: Facts) -> None:
    vanished = broken(one_fact_vanishes(sound))
    doubled = broken(a_reminder_is_told_again(sound))

    assert "versions_are_dense" in {each.invariant for each in vanished}
    assert "no_event_is_there_twice" in {each.invariant for each in doubled}


def test_every_invariant_has_been_seen_to_fail() -> None:
    names = {invariant.__name__ for invariant in INVARIANTS}

    assert names == {*FOUND.values(), *SEEN_BESIDE}
