from datetime import timedelta

import pytest

from activities.intake.cycle_file import read_cycle
from domain.definition.check import problems
from domain.definition.conversation import FeedbackRules
from domain.definition.problem import Severity
from tests.unit.sound_cycle import SOUND


@pytest.mark.parametrize("days,is_odd", [(30, False), (60, False), (61, True)])
def test_a_quiet_time_longer_than_the_cycle_is_odd(days: int, *, is_odd: bool) -> None:
    sound = read_cycle(SOUND).definition
    assert sound is not None
    short = sound.model_copy(
        update={
            "ends": sound.begins + timedelta(days=60),
            "feedback": FeedbackRules(quiet_days=days),
        }
    )
    found = [each for each in problems(short) if each.path == ("feedback", "quiet_days")]
    assert [each.severity for each in found] == [Severity.WARNING] * is_odd
    assert all("the cycle lasts 60" in each.sentence for each in found)
