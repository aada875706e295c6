"""What must hold after any fault: each invariant looks at the facts and names what breaks it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from tests.faults import clockwork, submissions
from tests.faults.facts import Facts

Invariant = Callable[[Facts], Iterator[str]]


def positions_are_dense(facts: Facts) -> Iterator[str]:
    """The log counts every fact from 1 without a gap."""
    for expected, each in enumerate(facts.log, start=1):
        if each.position != expected:
            yield f"position {expected} is missing: {each.position} comes instead"
            return


def versions_are_dense(facts: Facts) -> Iterator[str]:
    """Every stream counts its facts from 1 without a gap."""
    by_stream = sorted(facts.log, key=lambda each: (each.stream.int, each.version))
    for stream, own in groupby(by_stream, key=lambda each: each.stream):
        versions = [each.version for each in own]
        if versions != list(range(1, len(versions) + 1)):
            yield f"the versions of {stream} are {versions}"


def no_event_is_there_twice(facts: Facts) -> Iterator[str]:
    """An event goes by the business fact that it records, and that happens once."""
    seen = set()
    for each in facts.log:
        if each.stored.event_id in seen:
            yield f"{each.event.type} of {each.stream} is there twice: {each.stored.event_id}"
        seen.add(each.stored.event_id)


def workflows_stand_where_the_log_stands(facts: Facts) -> Iterator[str]:
    """The state that a workflow's own history leads to is the fold of its stream."""
    for review in facts.reviews:
        folded, standing = clockwork.state_of(facts, review), facts.workflows.get(review)
        if standing is None:
            yield f"review {review} has no workflow"
        elif standing.state != folded:
            there, here = standing.state.version, folded.version
            yield f"review {review} stands at {there} in Temporal and at {here} in the log"


def every_review_goes_on(facts: Facts) -> Iterator[str]:
    """A review is closed and its workflow over, or somebody has a step of it and it runs."""
    for review in facts.reviews:
        folded, standing = clockwork.state_of(facts, review), facts.workflows.get(review)
        if standing is not None and standing.is_running == folded.is_closed:
            stands = "closed" if folded.is_closed else "open"
            runs = "runs" if standing.is_running else "is over"
            yield f"review {review} is {stands}, and its workflow {runs}"
        if not folded.is_closed and not folded.open:
            yield f"review {review} is open, and nobody has a step of it"


def everybody_has_a_review(facts: Facts) -> Iterator[str]:
    """A launch forgets nobody."""
    if len(facts.reviews) != facts.reviewees:
        yield f"{facts.reviewees} were launched, and {len(facts.reviews)} have a review"


def read_models_equal_a_rebuild(facts: Facts) -> Iterator[str]:
    """What the projector has kept up is, row by row, what the log gives when folded anew."""
    for table in sorted({*facts.live, *facts.rebuilt}):
        live, rebuilt = set(facts.live.get(table, ())), set(facts.rebuilt.get(table, ()))
        if live != rebuilt:
            row = min(live ^ rebuilt)
            more, less = len(live - rebuilt), len(rebuilt - live)
            yield f"{table}: {more} rows only live, {less} only rebuilt, such as {row}"


INVARIANTS: Sequence[Invariant] = (
    positions_are_dense,
    versions_are_dense,
    no_event_is_there_twice,
    everybody_has_a_review,
    submissions.what_was_accepted_is_in_the_log,
    submissions.nothing_is_handed_in_twice,
    submissions.what_was_on_its_way_is_definite,
    submissions.what_was_refused_is_not_in_the_log,
    submissions.no_step_is_done_twice,
    submissions.words_stand_as_they_were_sent,
    workflows_stand_where_the_log_stands,
    every_review_goes_on,
    clockwork.no_reminder_is_told_twice,
    clockwork.no_reminder_is_missing,
    clockwork.every_notice_is_in_the_outbox,
    clockwork.no_notice_goes_out_twice,
    clockwork.what_was_sent_has_arrived,
    read_models_equal_a_rebuild,
)


LOSES: frozenset[str] = frozenset({submissions.what_was_accepted_is_in_the_log.__name__})
DOUBLES: frozenset[str] = frozenset(
    each.__name__
    for each in (
        no_event_is_there_twice,
        submissions.nothing_is_handed_in_twice,
        submissions.no_step_is_done_twice,
        clockwork.no_reminder_is_told_twice,
        clockwork.no_notice_goes_out_twice,
    )
)


class Finding(NamedTuple):
    """An invariant that does not hold, and where."""

    invariant: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.sentence}"


def broken(facts: Facts) -> list[Finding]:
    """Hold the facts against every invariant; give a finding for whatever breaks one."""
    return [
        Finding(invariant.__name__, sentence)
        for invariant in INVARIANTS
        for sentence in invariant(facts)
    ]
