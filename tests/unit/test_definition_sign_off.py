"""Signatures given for the wrong number, and answers to them without a way on."""

import pytest

from tests.unit.sound_cycle import HERE, Bad, bad

SIGN_OFF = (
    bad(
        "calibrates after signature",
        "In 'sign' the review is signed before it is calibrated in "
        "'calibrate', so that people would have seen another rating than the one that counts; put "
        "'calibrate' before 'sign'.",
        ("act: calibrate", "act: sign"),
        ("role: panel", "role: reviewee"),
        ("id: calibrate", "id: signed"),
        (
            "act: sign\n        due: {working_days: 5}\n        ladder",
            f"act: {HERE}calibrate\n        due: {{working_days: 5}}\n        ladder",
        ),
        ("id: sign\n", "id: calibrate\n"),
        ("id: signed", "id: sign"),
    ),
    bad(
        "signs before sharing",
        "In 'sign' the review is signed before it is shared in 'share'; put 'share' before 'sign'.",
        (
            "id: share, title: Share, role: manager, act: share",
            "id: sign, title: Share, role: reviewee, act: sign",
        ),
        ("id: sign\n", "id: share\n"),
        ("role: reviewee\n        act: sign", f"role: manager\n        act: {HERE}share"),
    ),
    bad(
        "never shared",
        "In 'sign' the review is signed, but no step shares it first; put a step with "
        "'act: share' before it.",
        ("act: share", "act: submit"),
        ("act: sign", f"act: {HERE}sign"),
    ),
    bad(
        "no answer",
        "In 'sign' the review may be disputed, but no step after it answers a dispute; "
        "add a step with 'act: resolve' and 'only_if: disputed', or write 'disputes: 0' under "
        "'sign_off'.",
        ("act: sign", f"act: {HERE}sign"),
        ("act: resolve", "act: share"),
    ),
    bad(
        "no witness",
        "In 'sign' the reviewee may decline to sign, but no step after it records that; "
        "add a step with 'act: witness' and 'only_if: declined'.",
        ("act: sign", f"act: {HERE}sign"),
        ("act: witness", "act: share"),
    ),
    bad(
        "resolves always",
        "The step 'resolve' has the act 'resolve', which exists only when the "
        "review was disputed; write 'only_if: disputed'.",
        ("- id: resolve", f"- {HERE}id: resolve"),
        ("        only_if: disputed\n", ""),
    ),
    bad(
        "resolves declined",
        "The step 'resolve' has the act 'resolve', which exists only when the "
        "review was disputed; write 'only_if: disputed'.",
        ("only_if: disputed", f"only_if: {HERE}declined"),
    ),
    bad(
        "condition first",
        "The step 'agree' depends on how the review was signed, but no step before "
        "it signs; put it after a step with 'act: sign'.",
        ("act: agree", f"act: agree\n        only_if: {HERE}disputed"),
    ),
    bad(
        "dispute ruled out",
        "The step 'resolve' exists only after a dispute, but nobody may dispute; "
        "remove it or raise 'disputes' under 'sign_off'.",
        ("only_if: disputed", f"only_if: {HERE}disputed"),
        ("peers: {", "sign_off: {disputes: 0}\npeers: {"),
    ),
)


@pytest.mark.parametrize("case", SIGN_OFF, ids=lambda case: case.name)
def test_a_sign_off_without_a_way_on_is_refused_where_it_stands(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected
