"""The table of who reads what: role x moment x form."""

from datetime import date

import pytest

from domain.definition.cycle import CycleDefinition, Stage, Step
from domain.definition.deadlines import When
from domain.definition.forms import Form, FormField
from domain.definition.words import Act, FieldKind, Role, VisibleFrom
from domain.ids import StageId, StepId
from domain.readers import readers_sentence
from domain.visibility import (
    Progressed,
    Viewer,
    Written,
    may_know_author,
    may_read,
    may_read_last_rating,
    self_assessments,
)

STEP = StepId("step")
QUESTION = FormField(id="words", label="How was it?", kind=FieldKind.TEXT)
MOMENTS = {
    "draft": Progressed(),
    "submitted": Progressed(submitted=frozenset({STEP})),
    "rated": Progressed(submitted=frozenset({STEP}), is_rated=True),
    "shared": Progressed(submitted=frozenset({STEP}), is_rated=True, is_shared=True),
    "signed": Progressed(
        submitted=frozenset({STEP}), is_rated=True, is_shared=True, is_signed=True
    ),
}
R, M, S, P, C, H = Role


def form(*read_by: Role, visible_from: VisibleFrom = VisibleFrom.SUBMITTED) -> Form:
    return Form(title="F", fields=(QUESTION,), read_by=read_by, visible_from=visible_from)


def written(read: Form, *, own_scores: bool = False) -> Written:
    return Written(step=STEP, form=read, is_self_assessment=own_scores)


def viewer(*roles: Role, author: bool = False) -> Viewer:
    return Viewer(roles=frozenset(roles), is_author=author)


FORMS = {
    "goals": written(form(R, M, H)),
    "self": written(form(R, M, H), own_scores=True),
    "peer": written(form(M, H, visible_from=VisibleFrom.RATED)),
    "rating": written(form(R, M, S, C, H, visible_from=VisibleFrom.SHARED)),
    "signature": written(form(R, M, H, visible_from=VisibleFrom.SIGNED)),
}
# Who, beside the author, reads which form from which moment on; "" is never.
FIRST_READ = [
    # form      reviewee     manager      second line  peer  panel     HR
    ("goals", ["submitted", "submitted", "", "", "", "submitted"]),
    ("self", ["submitted", "rated", "", "", "", "submitted"]),
    ("peer", ["", "rated", "", "", "", "rated"]),
    ("rating", ["shared", "shared", "shared", "", "shared", "shared"]),
    ("signature", ["signed", "signed", "", "", "", "signed"]),
]
TABLE = [
    (kind, role, moment, bool(first) and list(MOMENTS).index(moment) >= list(MOMENTS).index(first))
    for kind, row in FIRST_READ
    for role, first in zip(Role, row, strict=True)
    for moment in MOMENTS
]


@pytest.mark.parametrize("kind, role, moment, expected", TABLE)
def test_a_role_reads_a_form_from_its_moment_on_and_never_before(
    kind: str, role: Role, moment: str, *, expected: bool
) -> None:
    assert may_read(FORMS[kind], QUESTION, viewer(role), MOMENTS[moment]) is expected


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_authors_always_read_their_own_words_and_strangers_never(kind: str, moment: str) -> None:
    author, stranger = viewer(P, author=True), viewer()
    assert may_read(FORMS[kind], QUESTION, author, MOMENTS[moment])
    assert not may_read(FORMS[kind], QUESTION, stranger, MOMENTS[moment])


@pytest.mark.parametrize("moment", MOMENTS)
def test_hr_partners_read_no_more_about_themselves_than_other_people(moment: str) -> None:
    about_themselves = viewer(R, H, C)
    assert not may_read(FORMS["peer"], QUESTION, about_themselves, MOMENTS[moment])


def test_a_manager_who_is_hr_partner_too_still_rates_first() -> None:
    both = viewer(M, H, C)
    assert not may_read(FORMS["self"], QUESTION, both, MOMENTS["submitted"])
    assert may_read(FORMS["self"], QUESTION, both, MOMENTS["rated"])


def test_a_question_may_have_readers_of_its_own() -> None:
    private = QUESTION.model_copy(update={"read_by": (H,)})
    assert may_read(FORMS["goals"], private, viewer(H), MOMENTS["submitted"])
    assert not may_read(FORMS["goals"], private, viewer(R), MOMENTS["signed"])


@pytest.mark.parametrize(
    "roles, before, after",
    [
        ((R,), True, True),
        ((M,), False, True),
        ((M, H), False, True),
        ((S,), True, True),
        ((H,), True, True),
        ((P,), False, False),
        ((), False, False),
    ],
)
def test_last_years_rating_is_hidden_from_a_manager_who_has_yet_to_rate(
    roles: tuple[Role, ...], *, before: bool, after: bool
) -> None:
    reader = viewer(*roles)
    assert may_read_last_rating(reader, MOMENTS["submitted"]) is before
    assert may_read_last_rating(reader, MOMENTS["rated"]) is after


def test_a_cycle_that_is_not_independent_first_hides_no_last_rating() -> None:
    assert may_read_last_rating(viewer(M), MOMENTS["draft"], independent_first=False)


@pytest.mark.parametrize(
    "roles, known",
    [
        *(((role,), False) for role in (R, M, S, P, C)),
        ((), False),
        ((H,), True),
        ((H, R), False),
        ((H, M), False),
    ],
)
def test_the_author_of_an_anonymous_form_is_known_to_hr_alone(
    roles: tuple[Role, ...], *, known: bool
) -> None:
    open_form = form(R, M, H)
    anonymous = written(open_form.model_copy(update={"anonymous": True}))
    assert may_know_author(anonymous, viewer(*roles)) is known
    assert may_know_author(anonymous, viewer(*roles, author=True))
    assert may_know_author(written(open_form), viewer(*roles))


def step(name: str, role: Role, form_name: str, act: Act = Act.SUBMIT) -> Step:
    due = When(working_days=5)
    return Step(id=StepId(name), title=name, role=role, act=act, form=form_name, due=due)


def cycle(*, independent_first: bool, with_self: bool = True) -> CycleDefinition:
    own = (step("self", R, "scores"), step("remarks", R, "words"))
    stages = [
        ("midyear", (step("progress", R, "scores"), step("answer", M, "words"))),
        ("self_assessment", own if with_self else own[1:]),
        ("rating", (step("rate", M, "scores", Act.RATE),)),
    ]
    scores = FormField(id="score", label="?", kind=FieldKind.RATING)
    return CycleDefinition(
        key="c",
        title="C",
        begins=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        stages=tuple(Stage(id=StageId(name), title=name, steps=each) for name, each in stages),
        forms={"words": form(R, M), "scores": Form(title="S", fields=(scores,))},
        independent_first=independent_first,
    )


def test_only_the_scores_people_give_themselves_just_before_the_rating_are_hidden() -> None:
    assert self_assessments(cycle(independent_first=True)) == {"self"}
    assert self_assessments(cycle(independent_first=True, with_self=False)) == {"progress"}
    assert self_assessments(cycle(independent_first=False)) == frozenset()


@pytest.mark.parametrize(
    "read, author, sentence",
    [
        (FORMS["goals"], R, "Read by you, your manager and HR, once you submit."),
        (
            FORMS["self"],
            R,
            "Read by you and HR, once you submit, and by your manager once they have rated.",
        ),
        (
            written(form(M), own_scores=True),
            R,
            "Read by you, and by your manager once they have rated.",
        ),
        (FORMS["peer"], P, "Read by you, their manager and HR, once the manager has rated."),
        (
            FORMS["rating"],
            M,
            (
                "Read by you, the person under review, their manager's manager, the calibration"
                " panel and HR, once the result is shared."
            ),
        ),
        (FORMS["signature"], R, "Read by you, your manager and HR, once the review is signed."),
        (written(form(M)), M, "Read by you alone."),
        (
            written(form(M, P).model_copy(update={"anonymous": True})),
            P,
            (
                "Read by you, their manager and other peers, once everybody is done and at least 3"
                " have answered. Your name is shown to HR alone."
            ),
        ),
    ],
)
def test_a_form_tells_its_author_who_will_read_it(
    read: Written, author: Role, sentence: str
) -> None:
    assert readers_sentence(read, QUESTION, author) == sentence
