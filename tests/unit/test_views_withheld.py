"""What a timeline tells those who may not know who wrote anonymously."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.definition.cycle import CycleDefinition, Stage, Step
from domain.definition.deadlines import When
from domain.definition.forms import Form, FormField
from domain.definition.words import Act, AtExpiry, FieldKind, Role
from domain.ids import PersonId, StageId, StepId
from domain.review import commands as c
from domain.review import events as e
from domain.review.verdict import Verdict
from domain.views.telling import Telling
from domain.views.timeline import sentence
from domain.views.timeline_peers import FeedbackGathered, gathered
from domain.views.withheld import Seen, shown_to
from domain.visibility import Viewer
from tests.unit.review import sample_plan as s

PEERS = (s.ONE_PEER, s.OTHER_PEER, s.NEWCOMER, s.STRANGER)
FORM = Form(
    title="Feedback",
    anonymous=True,
    threshold=3,
    fields=(FormField(id="keep", label="Keep?", kind=FieldKind.TEXT),),
)
NAMES = {s.REVIEWEE: "Ana Quist", s.MANAGER: "Tom Becker", s.ONE_PEER: "Eva Lund", s.HR: "Mira"}
EXPIRED = "2026-03-24 17:00"
PLAN = s.of_one(
    s.step("nominate", act=Act.NOMINATE),
    s.step("feedback", Role.PEER, Act.FEEDBACK, seats=(), at_expiry=AtExpiry.COMPLETE_WITHOUT),
    s.step("rate", Role.MANAGER, Act.RATE),
)
BEGUN = (s.opening(PLAN), s.nominate(*PEERS))


def told(name: str, role: Role, act: Act, form: str | None = None) -> Step:
    due = When(working_days=10)
    return Step(id=StepId(name), title=name, role=role, act=act, form=form, due=due)


DEFINITION = CycleDefinition(
    key="c",
    title="C",
    begins=date(2026, 3, 2),
    ends=date(2026, 12, 31),
    stages=(
        Stage(
            id=StageId("only"),
            title="Only",
            steps=(
                told("nominate", Role.REVIEWEE, Act.NOMINATE),
                told("feedback", Role.PEER, Act.FEEDBACK, "peers"),
                told("rate", Role.MANAGER, Act.RATE),
            ),
        ),
    ),
    forms={"peers": FORM},
)
TELL = Telling.of(DEFINITION, lambda person: NAMES.get(person, "somebody"))


def viewer(*roles: Role) -> Viewer:
    return Viewer(roles=frozenset(roles))


BY_MANAGER, BY_PEER = viewer(Role.MANAGER), viewer(Role.PEER)


def seen(
    *commands: c.Command, by: Viewer = BY_MANAGER, reader: PersonId = s.MANAGER
) -> tuple[Seen, ...]:
    return shown_to(s.play(*commands).events, DEFINITION, by, reader)


def in_words(found: Sequence[Seen]) -> list[tuple[str, str]]:
    return [
        (
            each.at.isoformat(),
            gathered(each, TELL) if isinstance(each, FeedbackGathered) else sentence(each, TELL),
        )
        for each in found
    ]


@st.composite
def few(draw: st.DrawFn) -> list[c.Command]:
    """One or two peers of four answer or turn it down, at any time before the days run out."""
    people = draw(st.lists(st.sampled_from(PEERS), max_size=2, unique=True))
    hours = draw(st.lists(st.integers(1, 400), min_size=2, max_size=2))
    return [
        s.submit("feedback", one, verdict=draw(st.sampled_from(VERDICTS))).model_copy(
            update={"at": s.local("2026-03-04 10:00") + timedelta(hours=hour)}
        )
        for one, hour in zip(people, sorted(hours), strict=False)
    ]


VERDICTS = (Verdict.SUBMITTED, Verdict.TURNED_DOWN)
ENDING = (s.passing(EXPIRED), s.submit("rate", s.MANAGER, "2026-03-26 10:00"))


@given(few(), few(), st.sampled_from((Role.REVIEWEE, Role.MANAGER, Role.PEER)))
def test_below_the_threshold_the_timeline_is_the_same_whoever_answered_and_when(
    some: list[c.Command], others: list[c.Command], role: Role
) -> None:
    one = in_words(seen(*BEGUN, *some, *ENDING, by=viewer(role)))
    assert one == in_words(seen(*BEGUN, *others, *ENDING, by=viewer(role)))


@given(few(), few())
def test_before_the_end_the_timeline_is_the_same_whoever_answered_and_when(
    some: list[c.Command], others: list[c.Command]
) -> None:
    waiting = s.passing("2026-03-24 16:00")
    assert seen(*BEGUN, *some, waiting) == seen(*BEGUN, *others, waiting)


def test_of_an_anonymous_step_no_seat_is_told_of() -> None:
    found = seen(*BEGUN, s.submit("feedback", s.ONE_PEER, "2026-03-05 10:00"), s.passing(EXPIRED))
    on_step = [each for each in found if isinstance(each, e.OnStep) and each.step == "feedback"]
    assert on_step == []


def answers(count: int) -> list[c.Command]:
    return [
        s.submit("feedback", one, f"2026-03-{10 + day} 10:00")
        for day, one in enumerate(PEERS[:count])
    ]


def test_once_it_is_over_and_enough_answered_one_sentence_says_so() -> None:
    found = seen(*BEGUN, *answers(3), s.passing(EXPIRED))
    (note,) = [each for each in found if isinstance(each, FeedbackGathered)]
    assert gathered(note, TELL) == '"feedback" is over; what colleagues said can be read.'
    assert note.at == s.local(EXPIRED)
    assert [type(each).__name__ for each in found][-2:] == ["FeedbackGathered", "StepOpened"]


def test_too_few_answers_are_never_told_of() -> None:
    found = seen(*BEGUN, *answers(2), *ENDING)
    assert not [each for each in found if isinstance(each, FeedbackGathered)]


def test_hr_sees_everything_unless_it_is_their_own_review_or_they_lead_the_person() -> None:
    commands = (*BEGUN, *answers(2), s.passing(EXPIRED))
    everything = s.play(*commands).events
    assert seen(*commands, by=viewer(Role.HR_PARTNER), reader=s.HR) == everything
    for roles in ((Role.HR_PARTNER, Role.MANAGER), (Role.HR_PARTNER, Role.REVIEWEE)):
        assert len(seen(*commands, by=viewer(*roles), reader=s.HR)) < len(everything)


def test_everybody_sees_what_they_did_themselves() -> None:
    found = seen(*BEGUN, *answers(2), by=viewer(Role.PEER), reader=s.ONE_PEER)
    own = [each for each in found if isinstance(each, e.OnStep) and each.step == "feedback"]
    assert [type(each) for each in own] == [e.StepOpened, e.StepSubmitted]


@pytest.mark.parametrize("role, shown", [(Role.REVIEWEE, 2), (Role.MANAGER, 0), (Role.PEER, 0)])
def test_who_was_named_is_told_to_those_who_named_them_alone(role: Role, shown: int) -> None:
    found = seen(*BEGUN, by=viewer(role), reader=s.HEAD_OF_HR)
    named = [each for each in found if isinstance(each, e.PeersNominated | e.PeersNamed)]
    assert len(named) == shown


def test_the_leave_of_a_colleague_does_not_tell_that_they_were_asked() -> None:
    days = (date(2026, 3, 9), date(2026, 3, 11))
    for person, count in ((s.ONE_PEER, 0), (s.REVIEWEE, 1)):
        found = seen(*BEGUN, s.away(person, *days))
        assert len([each for each in found if isinstance(each, e.LeaveRecorded)]) == count
    gone = s.handing(s.ONE_PEER, s.SECOND_LINE, "2026-03-05 10:00")
    assert not [each for each in seen(*BEGUN, gone) if isinstance(each, e.PartHandedOver)]


def test_who_takes_the_place_of_a_colleague_who_was_asked_is_not_told_either() -> None:
    vacant = (*BEGUN, s.handing(s.ONE_PEER, None, "2026-03-05 10:00"))
    commands = (*vacant, s.handing(None, s.SECOND_LINE, "2026-03-05 11:00"))
    assert not [each for each in seen(*commands) if isinstance(each, e.PartHandedOver)]
    managing = (*BEGUN, s.handing(s.MANAGER, s.SECOND_LINE, "2026-03-05 10:00"))
    assert len([each for each in seen(*managing) if isinstance(each, e.PartHandedOver)]) == 1


def test_a_form_with_names_is_told_of_as_it_happened() -> None:
    forms = {"peers": FORM.model_copy(update={"anonymous": False})}
    named = DEFINITION.model_copy(update={"forms": forms})
    events = s.play(*BEGUN, *answers(1)).events
    assert shown_to(events, named, viewer(Role.MANAGER), s.MANAGER) == events


def test_nomination_naming_and_turning_down_read_as_sentences() -> None:
    asked = s.play(s.opening(PLAN), s.nominate(s.ONE_PEER, s.MANAGER))
    words = [sentence(event, TELL) for event in asked.last]
    assert 'Eva Lund and Tom Becker were put forward at "nominate".' in words
    assert "Eva Lund and Tom Becker are asked for feedback." in words
    down = s.submit("feedback", s.ONE_PEER, "2026-03-05 10:00", Verdict.TURNED_DOWN)
    refused = s.play(s.opening(PLAN), s.nominate(s.ONE_PEER, s.MANAGER), down)
    assert sentence(refused.last[0], TELL) == 'a colleague turned "feedback" down with a reason.'
    at, none = s.local("2026-03-05 10:00"), StepId("nominate")
    nobody = e.PeersNamed(at=at, step=none, steps=(StepId("feedback"),))
    assert sentence(nobody, TELL).startswith('Nobody was put forward at "nominate"')
    gone = nobody.model_copy(update={"peers": (None,)})
    assert sentence(gone, TELL) == "Nobody is asked for feedback."


def test_a_peer_is_not_told_what_others_did_in_the_review() -> None:
    back = s.submit("rate", s.MANAGER, "2026-03-26 10:00")
    found = seen(*BEGUN, *answers(3), s.passing(EXPIRED), back, by=BY_PEER, reader=s.ONE_PEER)
    theirs = {each.step for each in found if isinstance(each, e.OnStep)}
    assert theirs == {"feedback"}
    assert "StageOpened" in {type(each).__name__ for each in found}


def test_that_enough_answered_is_told_to_the_readers_of_the_form_alone() -> None:
    commands = (*BEGUN, *answers(3), s.passing(EXPIRED))
    for role, count in ((Role.MANAGER, 1), (Role.SECOND_LINE_MANAGER, 0), (Role.PEER, 0)):
        found = seen(*commands, by=viewer(role), reader=s.SECOND_LINE)
        assert len([each for each in found if isinstance(each, FeedbackGathered)]) == count
