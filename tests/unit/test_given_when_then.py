from typing import ClassVar

import pytest

from domain.errors import ReviewError
from tests.given_when_then import Decider


class LampIsBroken(ReviewError):
    """The lamp is broken."""

    code: ClassVar[str] = "lamp_is_broken"


class LampIsGone(ReviewError):
    """The lamp is gone."""


def decide(presses: int, command: str) -> tuple[str, ...]:
    if presses >= 3:
        raise LampIsBroken
    return ("pressed",) if command == "press" else ()


lamp = Decider[int, str, str](0, decide, lambda presses, _: presses + 1)


def test_a_scenario_tells_what_happened() -> None:
    lamp.given().when("press").then("pressed")
    lamp.given("pressed").when("look").then_nothing()
    lamp.given("pressed", "pressed", "pressed").when("press").then_refused(LampIsBroken, "broken")


def test_what_each_command_led_to_counts_for_the_next() -> None:
    lamp.given("pressed").when("press", "press", "press").then_refused(LampIsBroken)


def test_a_scenario_that_is_not_true_fails() -> None:
    with pytest.raises(AssertionError):
        lamp.given().when("press").then_nothing()
    with pytest.raises(AssertionError):
        lamp.given().when("look").then("pressed")
    with pytest.raises(AssertionError, match="happened instead"):
        lamp.given().when("press").then_refused(LampIsBroken)
    with pytest.raises(AssertionError):
        lamp.given(*["pressed"] * 3).when("press").then_refused(LampIsGone)
    with pytest.raises(AssertionError, match="refused before"):
        lamp.given(*["pressed"] * 3).when("press", "press")
