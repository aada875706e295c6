"""Whatever happens to an action, in whatever order, these things hold."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.actions import commands as c
from domain.actions import events as e
from domain.actions.action import ActionState, decide, evolve, fold
from domain.errors import ReviewError
from domain.ids import PersonId
from tests.unit.actions.sample_action import OWNER, ladder, task, tasking
from tests.unit.review.sample_plan import HR, MANAGER, ONE_PEER, calendar, local, words

BEGAN = local("2026-03-02 10:00")
PEOPLE = st.sampled_from((OWNER, MANAGER, HR, ONE_PEER))
DAYS = st.dates(date(2026, 2, 1), date(2026, 6, 30))


def doing(actor: PersonId) -> st.SearchStrategy[c.Command]:
    """Something that somebody may ask, or not."""
    who, looks_after = st.just(actor), st.just(actor == HR)
    named, said = st.uuids().map(str), st.just(words("said"))
    days, seats = st.just(calendar()), PEOPLE.map(ladder)
    return st.one_of(
        st.just(c.PassActionTime()),
        st.builds(
            c.DropAction,
            actor=who,
            looks_after=looks_after,
            request=named,
            content=st.none() | said,
        ),
        st.builds(c.FinishAction, actor=who, looks_after=looks_after, request=named, content=said),
        st.builds(
            c.MoveAction,
            actor=who,
            looks_after=looks_after,
            request=named,
            on=DAYS,
            calendar=days,
            content=said,
        ),
        st.builds(
            c.HandOverAction,
            actor=who,
            looks_after=looks_after,
            request=named,
            to=seats,
            calendar=days,
        ),
    )


STEPS = st.lists(
    st.tuples(st.integers(1, 24 * 30), PEOPLE.flatmap(doing)),
    max_size=25,
)


def check(state: ActionState, told: e.Event) -> None:
    """What no event may do to an action."""
    assert not state.ended, "nothing happens after the end"
    if isinstance(told, e.ActionReminded):
        assert told.recipient == state.owner
    if isinstance(told, e.ActionMoved | e.ActionHandedOver):
        assert told.due > told.at


@given(steps=STEPS, on=st.dates(date(2026, 3, 3), date(2026, 5, 29)))
def test_any_action_tells_its_story_once_and_ends_at_most_once(
    steps: Sequence[tuple[int, c.Command]], on: date
) -> None:
    state, now = ActionState(), BEGAN
    events: list[e.Event] = []
    for hours, command in [(0, tasking(task(on))), *steps]:
        now += timedelta(hours=hours)
        try:
            decided = decide(state, command.stamped(now))
        except ReviewError:
            assert not isinstance(command, c.PassActionTime), "time can always pass"
            continue
        for event in decided:
            check(state, event)
            state = evolve(state, event)
            events.append(event)
        assert decide(state, command.stamped(now)) == (), "asking again changes nothing"
    assert fold(events) == state
    assert len({event.key() for event in events}) == len(events)
