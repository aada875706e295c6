"""The tree of objectives above, sound or not."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.alignment.faults import faults_between
from domain.alignment.objective import Objective, key_from, objective_id
from domain.alignment.tree import ObjectiveTree
from tests.invented_objectives import named, objective
from tests.invented_people import NAMING_KEY

TREE = ObjectiveTree(
    [
        objective("strategy", title="One product family a year"),
        objective("plan", "strategy", title="Optics in series"),
        objective("team", "plan"),
        objective("old", "strategy", retired_on=date(2026, 3, 1)),
    ]
)
NOTHING = ObjectiveTree()


def sentences(*changed: Objective, tree: ObjectiveTree = TREE) -> list[str]:
    return [fault.sentence for fault in faults_between(tree.with_objectives(changed), tree)]


def test_an_objective_is_found_by_its_key_and_by_its_title_however_it_is_written() -> None:
    assert TREE.find("plan") == TREE.find(" optics  IN series ") == TREE[named("plan")]
    assert TREE.find("something else") is None


def test_one_in_force_is_found_before_a_retired_one_of_the_same_name() -> None:
    again = objective("new", title="Objective old")
    former = objective("quality", retired_on=date(2026, 3, 1))
    titled = objective("q2", title="Quality")
    tree = TREE.with_objectives([again, former, titled])
    assert tree.find("objective old") == again
    assert tree.find("Quality") == titled
    assert tree.by_key("quality") == former


def test_a_tree_is_walked_from_the_top_each_behind_what_it_serves() -> None:
    walked = [(depth, one.key) for depth, one in TREE.walk()]
    assert walked == [(0, "strategy"), (1, "old"), (1, "plan"), (2, "team")]
    assert [one.key for _, one in TREE.walk(TREE[named("plan")])] == ["plan", "team"]


def test_a_goal_may_serve_what_is_in_force_and_nothing_else() -> None:
    above = TREE.above()
    assert above.refusal("plan") is None
    assert above.refusal("optics in series") is None
    assert "is retired" in (above.refusal("old") or "")
    assert "is not an objective of this organisation" in (above.refusal("their-plan") or "")
    assert list(above.refusals(["plan", "gone", "gone"])) == [above.refusal("gone")]


def test_a_sound_tree_has_no_faults() -> None:
    assert faults_between(TREE, NOTHING) == ()


def test_an_objective_that_serves_itself_is_refused() -> None:
    (sentence,) = sentences(objective("plan", "plan"))
    assert "“Objective plan” serves itself" in sentence


def test_a_circle_is_refused_and_tells_who_is_in_it() -> None:
    (sentence,) = sentences(objective("strategy", "team"))
    assert sentence == (
        "The tree runs in a circle: “Objective strategy” serves “Objective team”, which serves "
        "“Optics in series”, which serves “Objective strategy”. Mend the parent of one of them."
    )


def test_a_parent_of_another_organisation_is_refused() -> None:
    theirs = objective_id(b"the key of another organisation", "plan")
    (sentence,) = sentences(objective("team", parent=None).model_copy(update={"parent": theirs}))
    assert "not an objective of this organisation" in sentence
    orphaned = ObjectiveTree([objective("team", "gone")])
    assert orphaned.orphans == orphaned.roots == (objective("team", "gone"),)


def test_nothing_new_serves_a_retired_objective_but_what_did_is_only_reported() -> None:
    (sentence,) = sentences(objective("new", "old"))
    assert "“Objective old”, which is retired" in sentence
    before = TREE.with_objectives([objective("child", "old")])
    renamed = objective("child", "old", title="Other words")
    assert sentences(renamed, tree=before) == []
    assert before.under_retired == (objective("child", "old"),)


def test_two_objectives_in_force_cannot_go_by_the_same_name() -> None:
    (sentence,) = sentences(objective("new", title="optics IN series"))
    assert "also what the objective plan goes by" in sentence
    assert len(sentences(objective("new", title="Plan"))) == 1
    assert sentences(objective("new", title="Objective old")) == []


def test_an_objective_cannot_be_due_before_it_starts() -> None:
    backwards = objective("new", start=date(2026, 5, 1), due=date(2026, 4, 30))
    assert "before it starts" in sentences(backwards)[0]


def test_an_id_tells_nothing_of_the_key_it_is_made_from() -> None:
    assert objective_id(NAMING_KEY, "plan") == objective_id(NAMING_KEY, "plan")
    assert objective_id(NAMING_KEY, "plan") != objective_id(b"another organisation", "plan")


def test_a_key_is_made_of_a_title_where_letters_allow_it() -> None:
    assert key_from("  Grüße & Größe: 2 / mehr!") == "grusse-grosse-2-mehr"
    assert key_from("納期") is None
    assert len(key_from("word " * 40) or "") <= 60


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=13))
def test_every_circle_and_every_orphan_is_told_and_nothing_else(
    pairs: list[tuple[int, int]],
) -> None:
    above = dict(pairs)
    said = [objective(f"k{key}", f"k{parent}") for key, parent in above.items()]
    tree = ObjectiveTree(said)
    walked = {one.key for _, one in tree.walk()}
    caught = {one.key for loop in tree.loops for one in loop}
    assert all(one.parent is None or one.parent not in tree for one in tree.roots)
    assert {one.key for one in tree.orphans} == {
        f"k{key}" for key, parent in above.items() if parent not in above
    }
    assert not walked & caught
    faults = faults_between(tree, NOTHING)
    assert {fault.column for fault in faults} <= {"parent"}
    assert len(faults) == len(tree.orphans) + len(tree.loops)


def test_a_chain_of_ten_thousand_is_walked_checked_and_told() -> None:
    chain = [objective(f"k{n}", f"k{n - 1}" if n else None) for n in range(10_000)]
    tree = ObjectiveTree(chain)
    assert max(depth for depth, _ in tree.walk()) == 9_999
    (fault,) = faults_between(tree.with_objectives([objective("k0", "k9999")]), tree)
    assert "9995 more objectives" in fault.sentence
