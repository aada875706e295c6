"""Whoever comes in is led on to our own pages alone."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.ids import ReviewId, StepId
from domain.reach import ActionReach, StepReach
from gateway.entry.paths import HOME, path_of, reach_around, sign_in_then, way_on

STEP = StepReach(review=ReviewId(UUID(int=1)), step=StepId("rate"), seat=0, round=2)


@pytest.mark.parametrize("wanted", ["/hr", "/hr/cycles/1?late=yes", "/work", path_of(STEP)])
def test_our_own_pages_are_led_on_to(wanted: str) -> None:
    assert way_on(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/a\r\nSet-Cookie: x=1",
        "javascript:alert(1)",
        "/" + "x" * 600,
    ],
)
def test_nobody_is_led_elsewhere(wanted: str) -> None:
    assert way_on(wanted) == HOME


@given(some.text())
def test_whatever_is_wanted_the_way_on_begins_with_one_slash(wanted: str) -> None:
    led = way_on(wanted)
    assert led[0] == "/"
    assert led[1:2] not in {"/", "\\"}
    assert "\n" not in led


@pytest.mark.parametrize("reach", [STEP, ActionReach(action=UUID(int=3))])
def test_every_page_below_what_a_link_opens_belongs_to_it(reach: StepReach | ActionReach) -> None:
    place = path_of(reach)
    assert reach_around(place) == place
    assert reach_around(f"{place}/draft") == place
    assert reach_around(f"{place}0") != place


def test_other_pages_belong_to_no_link() -> None:
    review = path_of(STEP).partition("/steps")[0]
    for page in ("/work", "/hr", review, f"{review}/packet.pdf", f"{review}/steps/rate"):
        assert reach_around(page) is None


def test_the_page_one_wanted_is_kept_through_the_sign_in() -> None:
    assert sign_in_then("/hr?a=1&b=2") == "/sign-in?to=/hr%3Fa%3D1%26b%3D2"
