"""Any plan a definition could lead to, for Hypothesis to draw."""

from datetime import date, timedelta

from hypothesis import strategies as st

from domain.definition.deadlines import Reminders, When
from domain.definition.words import Act, AtExpiry, Condition, Role, Start
from domain.ids import PersonId, StageId, StepId
from domain.review.plan import PlannedStage, PlannedStep, ReviewPlan, Seat
from tests.unit.review.sample_plan import (
    BERLIN,
    HEAD_OF_HR,
    HR,
    KIRITIMATI,
    MANAGER,
    NEWCOMER,
    ONE_PEER,
    OTHER_PEER,
    REVIEWEE,
    SECOND_LINE,
    SESSION,
    plan,
    seat,
)

COLLEAGUES = (MANAGER, SECOND_LINE, ONE_PEER, OTHER_PEER, HR, NEWCOMER)
HOLDER = {
    Role.MANAGER: MANAGER,
    Role.SECOND_LINE_MANAGER: SECOND_LINE,
    Role.HR_PARTNER: HR,
}

days = st.dates(date(2026, 2, 1), date(2026, 9, 30))
rules = st.one_of(
    st.integers(0, 12).map(lambda n: When(working_days=n)), days.map(lambda day: When(on=day))
)
leaves = st.tuples(days, st.integers(0, 500)).map(lambda a: (a[0], a[0] + timedelta(days=a[1])))
reminders = st.builds(
    Reminders,
    before=st.lists(st.integers(0, 6), max_size=3).map(tuple),
    after=st.lists(st.integers(0, 6), max_size=2).map(tuple),
)


def seats_of(person: PersonId) -> st.SearchStrategy[Seat]:
    """A seat of that person, in one of two places, with a ladder of up to three rungs."""
    rungs = st.lists(
        st.tuples(st.sampled_from((MANAGER, HR, HEAD_OF_HR)), st.integers(1, 6)), max_size=3
    )
    return st.builds(
        lambda place, ladder: seat(person, place=place).model_copy(
            update={"rungs": seat(person, *ladder).rungs if ladder else ()}
        ),
        st.sampled_from((BERLIN, KIRITIMATI)),
        rungs,
    )


anybody = st.sampled_from(COLLEAGUES).flatmap(seats_of)


@st.composite
def _seats(draw: st.DrawFn, role: Role) -> tuple[Seat | None, ...]:
    if role is Role.PANEL:
        return ()
    if role is Role.REVIEWEE:
        return (draw(seats_of(REVIEWEE)),)
    if role is Role.PEER:
        return tuple(draw(st.lists(st.none() | anybody, min_size=1, max_size=3)))
    return (draw(st.one_of(st.none(), *[seats_of(HOLDER[role])] * 3)),)


@st.composite
def _step(
    draw: st.DrawFn,
    name: str,
    role: Role,
    act: Act,
    returns_to: str | None = None,
    only_if: Condition | None = None,
) -> PlannedStep:
    expiries = tuple(AtExpiry)
    if act in (Act.SIGN, Act.CALIBRATE):
        expiries = tuple(each for each in expiries if each is not AtExpiry.HAND_TO)
    at_expiry = draw(st.sampled_from(expiries))
    takers = st.none() | (seats_of(REVIEWEE) | anybody if act is Act.SUBMIT else anybody)
    return PlannedStep(
        id=StepId(name),
        role=role,
        act=act,
        starts=draw(st.sampled_from(Start)) if act is Act.SUBMIT else Start.AFTER_PREVIOUS,
        only_if=only_if,
        due=draw(rules),
        rework_days=draw(st.integers(0, 5)),
        reminders=draw(reminders),
        at_expiry=at_expiry,
        grace=draw(st.integers(0, 6)),
        hand_to=draw(takers) if at_expiry is AtExpiry.HAND_TO else None,
        returns_to=StepId(returns_to) if returns_to else None,
        seats=draw(_seats(role)),
    )


@st.composite
def _stage(draw: st.DrawFn, number: int) -> PlannedStage:
    """A stage of forms; it may end with an agreement that sends a form back."""
    makers = (Role.REVIEWEE, Role.MANAGER, Role.PEER, Role.HR_PARTNER, Role.SECOND_LINE_MANAGER)
    roles = draw(st.lists(st.sampled_from(makers), max_size=3))
    steps = [draw(_step(f"{number}_{n}", role, Act.SUBMIT)) for n, role in enumerate(roles)]
    own = [step.id for step in steps if step.role is Role.REVIEWEE]
    returned = draw(st.none() | st.sampled_from(own)) if own else None
    if returned is not None:
        steps.append(draw(_step(f"{number}_agree", Role.MANAGER, Act.AGREE, returned)))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(steps)))
        steps[place:place] = draw(_feedback(number))
    return PlannedStage(id=StageId(f"stage_{number}"), opens=draw(rules), steps=tuple(steps))


@st.composite
def _feedback(draw: st.DrawFn, number: int) -> list[PlannedStep]:
    """A nomination, mostly with an approval, and the feedback of whoever is named."""
    nominating = draw(_step(f"{number}_nominate", Role.REVIEWEE, Act.NOMINATE))
    approving = draw(_step(f"{number}_approve", Role.MANAGER, Act.AGREE, nominating.id))
    feedback = draw(_step(f"{number}_feedback", Role.PEER, Act.FEEDBACK))
    unnamed = feedback.model_copy(update={"seats": ()})
    later = draw(st.sampled_from([(approving, unnamed), (unnamed,), (unnamed, approving)]))
    return [nominating, *later]


@st.composite
def _end(draw: st.DrawFn) -> tuple[PlannedStage, ...]:
    """Rating, calibration and sign-off."""
    acts = (
        ("rate", Role.MANAGER, Act.RATE, None),
        ("calibrate", Role.PANEL, Act.CALIBRATE, None),
        ("share", Role.MANAGER, Act.SHARE, None),
        ("sign", Role.REVIEWEE, Act.SIGN, None),
        ("resolve", Role.SECOND_LINE_MANAGER, Act.RESOLVE, Condition.DISPUTED),
        ("witness", Role.HR_PARTNER, Act.WITNESS, Condition.DECLINED),
    )
    steps = [draw(_step(name, role, act, None, only)) for name, role, act, only in acts]
    return (
        PlannedStage(id=StageId("rating"), opens=draw(rules), steps=tuple(steps[:2])),
        PlannedStage(id=StageId("sign_off"), opens=draw(rules), steps=tuple(steps[2:])),
    )


@st.composite
def plans(draw: st.DrawFn) -> ReviewPlan:
    """A plan of up to three stages of forms, and mostly the rating and signature after them."""
    stages = [draw(_stage(number)) for number in range(draw(st.integers(0, 3)))]
    stages += draw(st.one_of(st.just(()), _end(), _end()))
    return plan(
        *stages,
        session=draw(st.sampled_from((None, SESSION))),
        disputes=draw(st.integers(0, 2)),
        leaves=draw(
            st.dictionaries(
                st.sampled_from((*COLLEAGUES, REVIEWEE)),
                st.lists(leaves, max_size=2).map(tuple),
                max_size=2,
            )
        ),
    )
