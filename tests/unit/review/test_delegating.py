import pytest

from domain.definition.words import Act, Role
from domain.people import Organisation
from domain.review.delegating import Successor, check_successor, may_be_delegated, other_parts
from domain.review.refusals import NotToBeDelegated, NotYourself
from tests.invented_people import person
from tests.unit.review.sample_plan import HR, MANAGER, REVIEWEE, SECOND_LINE, annual

HEAD = person("1")
ACTOR = person("2", manager="1")
ANA = person("3", manager="2")
REPORT = person("4", manager="3")
PEOPLE = Organisation([HEAD, ACTOR, ANA, REPORT])


def named(who: str, *, duty: bool = True, here: bool = True, part: bool = False) -> Successor:
    found = PEOPLE.by_number(who) or person(who)
    return Successor(found, has_duty=duty, is_here=here, has_part=part)


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_act_for_the_organisation_hand_over_their_part(role: Role) -> None:
    delegable = {Role.MANAGER, Role.SECOND_LINE_MANAGER, Role.HR_PARTNER}
    assert may_be_delegated(role, Act.SUBMIT) is (role in delegable)
    assert not may_be_delegated(role, Act.CALIBRATE)


def test_somebody_who_leads_people_can_take_it() -> None:
    check_successor(named("1"), ACTOR.id, ANA.id, PEOPLE)


def test_nobody_acts_on_their_own_review() -> None:
    with pytest.raises(NotYourself):
        check_successor(named("3"), ACTOR.id, ANA.id, PEOPLE)


@pytest.mark.parametrize(
    "successor, sentence",
    [
        (named("2"), "have this step already"),
        (named("9", here=False), "not at work here"),
        (named("4"), "somebody who leads them"),
        (named("1", part=True), "another part in this review"),
        (named("9", duty=False), "leads people, or is an HR partner"),
    ],
)
def test_it_does_not_go_to_just_anybody(successor: Successor, sentence: str) -> None:
    with pytest.raises(NotToBeDelegated, match=sentence):
        check_successor(successor, ACTOR.id, ANA.id, PEOPLE)


def test_of_colleagues_who_give_feedback_nothing_shows() -> None:
    parts = other_parts(annual(), Role.MANAGER)
    assert {REVIEWEE, SECOND_LINE, HR} >= parts
    assert REVIEWEE in parts
    assert MANAGER not in parts
