"""Development plans that nobody agrees to, or that cannot be followed."""

import pytest

from activities.intake.cycle_file import read_cycle
from tests.unit.sound_cycle import HERE, SOUND, Bad, bad

PLAN = "      - {id: plan, label: Plan?, kind: plan}"
GOALS = "      - {id: goals, label: Which?, kind: goals}"
RATED = "      - {id: rating, label: Overall?, kind: rating}"
ENDING = "working_hours:"

DEVELOPMENT = (
    bad(
        "no section",
        "The form 'goals' asks for a development plan, but nothing says how plans are followed; "
        "add 'development: {}' to follow them every 30 days.",
        (GOALS, f"{GOALS}\n      - {{id: plan, label: Plan?, kind: {HERE}plan}}"),
    ),
    bad(
        "two plans",
        "A review ends with one development plan, but 2 fields ask for one, in 'goals' and "
        "'rating'; keep one of them.",
        (GOALS, f"{GOALS}\n{PLAN}"),
        (RATED, f"{RATED}\n      - {{id: plan, label: Plan?, kind: {HERE}plan}}"),
        (ENDING, f"development: {{}}\n{ENDING}"),
    ),
    bad(
        "days",
        "The check-ins of the rhythm 'a' do not come one after the other; write the days from "
        "the first to the last: 30, 60.",
        (
            ENDING,
            f"development: {{rhythms: {{a: {{title: A, {HERE}check_ins: [60, 30]}}}}}}\n{ENDING}",
        ),
    ),
)


@pytest.mark.parametrize("case", DEVELOPMENT, ids=lambda case: case.name)
def test_a_problem_of_a_development_plan_is_told_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected


def test_a_plan_in_the_usual_place_is_sound() -> None:
    text = SOUND.replace(GOALS, f"{GOALS}\n{PLAN}").replace(ENDING, f"development: {{}}\n{ENDING}")
    assert read_cycle(text).problems == ()


def test_a_plan_that_only_one_side_sees_is_odd() -> None:
    """The manager writes it when everything else is done; nobody of the other side follows."""
    start = SOUND.index("      - {id: share"), SOUND.index("forms:\n")
    text = SOUND[: start[0]] + SOUND[start[1] :]
    text = text.replace(RATED, f"{RATED}\n{PLAN}").replace(ENDING, f"development: {{}}\n{ENDING}")
    [said] = [each for each in read_cycle(text).problems if "development" in each.sentence]
    assert said.severity == "warning"
    assert said.sentence.startswith("Nobody of the other side agrees")


def test_a_plan_after_the_signature_is_refused() -> None:
    after = (
        "      - {id: late, title: Late, role: reviewee, form: late,"
        " due: {working_days: 5}, ladder: a}\n"
    )
    late = f"forms:\n  late:\n    title: Late\n    fields:\n{PLAN}\n"
    text = SOUND.replace("forms:\n", after + late, 1).replace(
        ENDING, f"development: {{}}\n{ENDING}"
    )
    said = [problem.sentence for problem in read_cycle(text).problems]
    assert any(
        sentence.startswith("The development plan of 'late' is written after the review is signed")
        for sentence in said
    )
