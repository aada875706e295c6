"""What must hold of all that was handed in, by what those who did were told."""

import json
from collections import Counter
from collections.abc import Iterator

from domain.review.events import StepSentBack, StepSubmitted
from storage.journal import Recorded
from tests.faults.book import Said, Sending
from tests.faults.facts import Facts

HandedIn = StepSubmitted | StepSentBack


def what_was_accepted_is_in_the_log(facts: Facts) -> Iterator[str]:
    """Nothing is lost that somebody was told is recorded."""
    found = {_name(each) for each in _handed_in(facts)}
    for sending in facts.sendings:
        if sending.accepted_as is not None and sending.accepted_as not in found:
            yield f"{_told(sending)} was accepted as {sending.accepted_as}, which is nowhere"


def nothing_is_handed_in_twice(facts: Facts) -> Iterator[str]:
    """What is sent again under its key is in the log once."""
    for name, times in Counter(_name(each) for each in _handed_in(facts)).items():
        if times > 1:
            yield f"submission {name} is in the log {times}x"


def what_was_on_its_way_is_definite(facts: Facts) -> Iterator[str]:
    """Whatever was on its way has been recorded or refused in the end, also if nobody asked."""
    found = {_name(each) for each in _handed_in(facts)}
    for sending in facts.sendings:
        if sending.last is Said.ON_ITS_WAY and not sending.names & found:
            yield f"{_told(sending)} is still on its way"


def what_was_refused_is_not_in_the_log(facts: Facts) -> Iterator[str]:
    """Nobody is told that something was refused which stands in the log."""
    found = {_name(each) for each in _handed_in(facts)}
    for sending in facts.sendings:
        if sending.last is Said.REFUSED and (lied := sending.names & found):
            yield f"{_told(sending)} was refused ({sending.codes[-1]}), but {lied} is in the log"


def no_step_is_done_twice(facts: Facts) -> Iterator[str]:
    """One seat does a step once a round."""
    done = Counter(
        (each.stream, each.event.step, each.event.seat, each.event.round)
        for each in _handed_in(facts)
        if isinstance(each.event, HandedIn)
    )
    for (review, step, seat, round_), times in done.items():
        if times > 1:
            yield f"{step}.{seat}.{round_} of {review} was done {times}x"


def words_stand_as_they_were_sent(facts: Facts) -> Iterator[str]:
    """What somebody wrote stands in the log, sealed, word by word."""
    kept = {_name(each): json.dumps(_words(each)) for each in _handed_in(facts)}
    for sending in facts.sendings:
        name = sending.accepted_as
        if name in kept and sending.words not in kept[name]:
            yield f"{_told(sending)}: its words are not those in the log"


def _handed_in(facts: Facts) -> Iterator[Recorded]:
    return (each for each in facts.log if isinstance(each.event, HandedIn))


def _name(recorded: Recorded) -> str:
    assert isinstance(recorded.event, HandedIn)
    return recorded.event.submission


def _words(recorded: Recorded) -> list[object]:
    return list((recorded.confidential or {}).values())


def _told(sending: Sending) -> str:
    history = ", ".join(sending.said)
    return f"{sending.path} under {sending.key} ({history})"
