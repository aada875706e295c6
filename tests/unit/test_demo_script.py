"""The script of the year names people, steps and stages that there are."""

from datetime import date
from pathlib import Path

import pytest

from domain.ids import StepId
from domain.people import EmploymentStatus
from tests.unit.demo_company import company, definition, numbered
from workers.demo.actions import counted
from workers.demo.hr import write_people
from workers.demo.script import Extension, read_script, read_words

SCRIPT = read_script()


def test_everybody_the_script_names_works_there() -> None:
    named = {never.who for never in SCRIPT.habits.never} | {SCRIPT.hr.stand_in}
    named |= {*SCRIPT.goals_sent_back, *SCRIPT.disputes, *SCRIPT.declines}
    named |= {change.who for change in SCRIPT.hr.changes}
    named |= {each.who for each in SCRIPT.hr.withdrawals}
    assert all(numbered(number) for number in named)


def test_every_step_and_stage_of_the_script_is_in_the_definition() -> None:
    stages = {stage.id for stage in definition().stages}
    assert {each.stage for each in SCRIPT.hr.extensions} <= stages
    assert all(definition().step(StepId(never.step)) for never in SCRIPT.habits.never)


def test_everything_that_hr_plans_lies_in_the_year() -> None:
    assert definition().begins < min(SCRIPT.hr.days)
    assert max(SCRIPT.hr.days) < definition().ends


def test_there_is_a_reason_for_every_code_and_objectives_for_every_department() -> None:
    words, calibration = read_words(), definition().calibration
    assert calibration is not None
    assert set(words.panel) == set(calibration.reason_codes)
    departments = {person.department for person in company().values()}
    assert departments - set(words.objectives) == {"Management"}
    assert "others" in words.objectives


def test_the_file_of_july_says_who_has_left_and_changes_nobody_else(
    tmp_path: Path,
) -> None:
    [leaver] = [each for each in SCRIPT.hr.changes if "employment_status" in each.now]
    file = write_people(tmp_path / "people.csv", [leaver])
    gone = [line for line in file.read_text("utf-8").splitlines() if ",inactive," in line]
    assert len(gone) == 1
    assert gone[0].startswith(leaver.who)
    assert numbered(leaver.who).employment_status is EmploymentStatus.ACTIVE


@pytest.mark.parametrize(
    "wrong",
    [
        {"department": "Sales", "who": "1001", "working_days": 3},
        {"working_days": 3},
        {"who": "1001"},
        {"who": "1001", "working_days": 3, "until": date(2026, 7, 1)},
    ],
)
def test_an_extension_is_for_one_group_or_person_and_by_days_or_date(
    wrong: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match="extension"):
        Extension.model_validate(
            {"on": date(2026, 6, 1), "stage": "mid_year", "reason": "Because."} | wrong
        )


def test_actions_are_those_of_our_namespace_and_not_of_the_server_itself() -> None:
    metrics = """
# HELP action of the server
action{action_type="command_StartTimer",namespace="default",operation="x"} 348
action{action_type="grpc_StartWorkflowExecution",namespace="default",workflowType="Review"} 1e+02
action{action_type="grpc_StartWorkflowExecution",namespace="temporal_system"} 2
action{action_type="grpc_Start",namespace="default",workflowType="temporal-sys-scheduler"} 5
action_latency{namespace="default"} 9
"""
    assert counted(metrics, "default") == 448
