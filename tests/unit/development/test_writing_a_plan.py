from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.answers import NotAnAnswer
from domain.development.asked import read_plan
from domain.development.words import PlanWords
from domain.expectations.profile import Accountability, ExpectedSkill, RoleProfile, WordPicture
from domain.ids import PersonId
from tests.unit.development.a_plan import MANAGER, REVIEWEE, RULES, begin, edit, state_after

TODAY = date(2027, 1, 11)
WORDS = ("strengths", "aims", "goals", "actions", "support", "rhythm", "id", "what", "owner", "due")
PROFILE = RoleProfile(
    family="engineering",
    family_title="Engineering",
    level="2",
    title="Engineer",
    purpose="Builds things that last",
    accountabilities=(Accountability(id="build", title="Build", expected="It works."),),
    skills=(
        ExpectedSkill(
            id="listening",
            title="Listening",
            levels=(WordPicture(level=1, picture="Waits"), WordPicture(level=2, picture="Asks")),
            expected=2,
        ),
    ),
)
PLAN: dict[str, JsonValue] = {
    "strengths": " Explains hard things simply ",
    "aims": [{"skill": "Listening", "what": "Listen longer", "seen_by": "Others speak first"}],
    "actions": [{"what": "Read a book", "owner": "1042", "due": "2027-02-01"}],
    "support": "An hour every other week",
}


def find(words: str) -> PersonId | None:
    known = {"1042": REVIEWEE, str(REVIEWEE): REVIEWEE, "m@halden.example": MANAGER}
    return known.get(words)


def read(**parts: JsonValue) -> PlanWords:
    return PlanWords.model_validate(read_plan(PLAN | parts, RULES, PROFILE, find, TODAY))


def test_a_plan_is_kept_with_ids_and_the_usual_rhythm() -> None:
    kept = read()
    assert kept.strengths == "Explains hard things simply"
    assert (kept.aims[0].id, kept.aims[0].skill) == ("1", "listening")
    assert (kept.actions[0].id, kept.actions[0].owner) == ("1", REVIEWEE)
    assert (kept.rhythm, kept.goals) == ("usual", ())
    assert read(**kept.model_dump(mode="json")) == kept


def aim(**parts: JsonValue) -> list[JsonValue]:
    return [{"what": "Listen", "seen_by": "Talks", **parts}]


def action(**parts: JsonValue) -> list[JsonValue]:
    return [{"what": "Read", "owner": "1042", "due": "2027-02-01", **parts}]


@pytest.mark.parametrize(
    "part, answer, sentence",
    [
        ("aims", [], "A plan needs at least one aim; name what to grow in."),
        ("aims", [*aim(id="1"), *aim(id="2"), *aim(id="3"), *aim(id="4")], "There are 4 aims"),
        ("aims", aim(skill="juggling"), "Aim 1: the role profile has no skill 'juggling'"),
        ("aims", aim(seen_by=""), "Aim 1: say how one will see it."),
        ("aims", aim(colour="red"), "Aim 1: 'colour' is not part of it."),
        ("aims", [*aim(id="a"), *aim(id="a")], "Aim: two have the id 'a'"),
        ("aims", "listen", "Please give the aims as a list."),
        ("strengths", " ", "Please say what the strengths are."),
        ("support", None, "Please say what the manager promises."),
        ("rhythm", "daily", "There is no rhythm 'daily'; there are: usual, close."),
        ("rhythm", "close", "This rhythm ends with a decision; name at least one goal"),
        ("actions", [], "A plan needs at least one action"),
        ("actions", action(owner=""), "Action 1: say who does it"),
        ("actions", action(owner="999"), "Action 1: nobody here is known as '999'."),
        ("actions", action(due="2027-01-11"), "Action 1: 2027-01-11 is not a day to come"),
        ("hobbies", "chess", "'hobbies' is not part of a plan"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_in_a_sentence(
    part: str, answer: JsonValue, sentence: str
) -> None:
    with pytest.raises(NotAnAnswer) as refusal:
        read(**{part: answer})
    assert any(said.startswith(sentence) for said in refusal.value.sentences)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(NotAnAnswer) as refusal:
        read(strengths="", aims=aim(skill="juggling", what=""), actions=action(due="soon"))
    assert len(refusal.value.sentences) == 3


def test_without_a_role_profile_aims_are_free() -> None:
    free = read_plan(PLAN | {"aims": aim()}, RULES, None, find, TODAY)
    assert PlanWords.model_validate(free).aims[0].skill is None
    with pytest.raises(NotAnAnswer, match="no role profile"):
        read_plan(PLAN, RULES, None, find, TODAY)


def test_a_rhythm_may_be_named_by_its_title() -> None:
    goals: JsonValue = [{"what": "Ten calm talks", "seen_by": "Notes"}]
    assert read(rhythm="every 14 days", goals=goals).rhythm == "close"


def again(actions: JsonValue) -> PlanWords:
    """The sample plan edited when its first action is past."""
    later, known = TODAY + timedelta(days=90), state_after(begin())
    answer = PLAN | {"actions": actions}
    return PlanWords.model_validate(read_plan(answer, RULES, PROFILE, find, later, known))


def test_an_edit_keeps_actions_of_the_past_as_they_are() -> None:
    known = state_after(begin()).plan.actions[0]
    kept: JsonValue = known.model_dump(mode="json")
    assert again([kept]).actions == (known,)


def test_an_action_that_an_edit_changes_is_a_new_one() -> None:
    kept: dict[str, JsonValue] = state_after(begin()).plan.actions[0].model_dump(mode="json")
    [changed] = again([kept | {"due": "2027-06-01"}]).actions
    assert changed.id != "1"
    with pytest.raises(NotAnAnswer, match="not a day to come"):
        again([kept | {"what": "Read two books"}])


def test_an_id_that_any_edition_has_used_is_not_used_for_another_action() -> None:
    state = state_after(begin(), edit(10))
    assert state.action_ids == {"1"}
    new: JsonValue = {"what": "Speak", "owner": str(UUID(int=1)), "due": "2027-06-01"}
    assert [action.id for action in again([new]).actions] == ["2"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(ANYTHING, st.booleans())
def test_whatever_is_written_is_read_or_refused_in_sentences(
    answer: JsonValue,
    is_edit: bool,  # noqa: FBT001 - drawn
) -> None:
    known = state_after(begin()) if is_edit else None
    try:
        kept = read_plan(answer, RULES, PROFILE, find, TODAY, known)
    except NotAnAnswer as refusal:
        said = refusal.sentences
    else:
        said = tuple(aim.what for aim in PlanWords.model_validate(kept).aims)
    assert said
    assert all(said)
