"""The steps of a review show of an anonymous one that it is open or over, and nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from domain.definition.words import Act, Role
from domain.ids import PersonId, StageId, StepId
from domain.visibility import Viewer
from storage.read_models.reviews import StepLine
from storage.read_models.timeline_seen import open_to
from tests.unit.review.sample_plan import HR, MANAGER, NEWCOMER, ONE_PEER, OTHER_PEER, REVIEWEE
from tests.unit.test_views_withheld import DEFINITION

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
BY_MANAGER = Viewer(roles=frozenset({Role.MANAGER}))
BY_HR = Viewer(roles=frozenset({Role.HR_PARTNER}))
BY_PEER = Viewer(roles=frozenset({Role.PEER}))
PEERS = (ONE_PEER, OTHER_PEER, NEWCOMER)
State = Literal["open", "done", "expired"]


def line(step: str, person: PersonId, seat: int = 0, state: State = "open") -> StepLine:
    is_done = state == "done"
    return StepLine(
        step=StepId(step),
        seat=seat,
        round=1,
        stage=StageId("only"),
        role=Role.PEER,
        act=Act.FEEDBACK,
        state=state,
        assignee=person,
        owner=None,
        opens_at=NOON,
        due=NOON + timedelta(days=seat),
        done_at=NOON + timedelta(hours=seat) if state != "open" else None,
        verdict="submitted" if is_done else None,
        submission=f"by {person}" if is_done else None,
        actor=person if is_done else None,
        reminders=seat,
        rungs=0,
    )


def feedback(*states: State) -> list[StepLine]:
    return [
        line("feedback", person, seat, state)
        for seat, (person, state) in enumerate(zip(PEERS, states, strict=False))
    ]


states: st.SearchStrategy[list[State]] = st.lists(
    st.sampled_from(("open", "done", "expired")), min_size=2, max_size=2
)


@given(states, states)
def test_while_one_seat_is_open_the_line_is_the_same_whoever_answered(
    some: list[State], others: list[State]
) -> None:
    one = open_to(feedback("open", *some), DEFINITION, BY_MANAGER, MANAGER)
    assert one == open_to(feedback("open", *others), DEFINITION, BY_MANAGER, MANAGER)
    assert [(each.state, each.assignee, each.done_at) for each in one] == [("open", None, None)]


@given(st.permutations(("done", "expired", "expired")), st.integers(1, 3))
def test_once_it_is_over_the_line_says_only_that(order: list[State], seats: int) -> None:
    (one,) = open_to(feedback(*order[:seats]), DEFINITION, BY_MANAGER, MANAGER)
    assert (one.state, one.assignee, one.actor, one.due, one.reminders) == (
        *("done", None, None),
        *(None, 0),
    )


def test_hr_sees_every_seat_and_others_see_steps_with_names_as_they_are() -> None:
    steps = [line("nominate", REVIEWEE, state="done"), *feedback("done", "open")]
    assert open_to(steps, DEFINITION, BY_HR, HR) == steps
    assert open_to(steps, DEFINITION, BY_MANAGER, MANAGER)[0] == steps[0]


def test_a_peer_sees_the_own_seat_and_one_line_for_the_others() -> None:
    seen = open_to(feedback("done", "open", "open"), DEFINITION, BY_PEER, OTHER_PEER)
    assert [each.assignee for each in seen] == [None, OTHER_PEER]
