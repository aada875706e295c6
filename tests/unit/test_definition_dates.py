"""Days that do not follow each other."""

import pytest

from tests.unit.sound_cycle import HERE, Bad, bad

DATES = (
    bad(
        "ends first",
        "The cycle ends on 2025-12-18, before it begins on 2026-01-05; exchange the dates.",
        ("ends: 2026", f"ends: {HERE}2025"),
    ),
    bad(
        "too long",
        "The cycle lasts from 2026-01-05 to 2062-12-18, more than two years; look whether "
        "the year is meant.",
        ("ends: 2026", f"ends: {HERE}2062"),
    ),
    bad(
        "opens outside",
        "The stage 'goals' opens on 2025-01-12, outside of the cycle from 2026-01-05 "
        "to 2026-12-18; move the date or the cycle.",
        ("on: 2026-01-12", f"on: {HERE}2025-01-12"),
    ),
    bad(
        "due outside",
        "The step 'agree' is due on 2027-02-27, outside of the cycle from 2026-01-05 "
        "to 2026-12-18; move the date or the cycle.",
        ("on: 2026-02-27", f"on: {HERE}2027-02-27"),
    ),
    bad(
        "stages swapped",
        "The stage 'result' opens on 2026-01-08, before 'goals', which stands before "
        "it and opens on 2026-01-12; move a date or change the order.",
        ("on: 2026-10-05", f"on: {HERE}2026-01-08"),
    ),
    bad(
        "due before opening",
        "The step 'agree' is due on 2026-01-09, before its stage opens on "
        "2026-01-12; move one of the dates.",
        ("on: 2026-02-27", f"on: {HERE}2026-01-09"),
    ),
    bad(
        "due before previous",
        "The step 'agree' is due on 2026-02-27, before 'propose', which it "
        "waits for and which is due on 2026-03-31; move one of the dates.",
        ("working_days: 9", "on: 2026-03-31"),
        ("on: 2026-02-27", f"on: {HERE}2026-02-27"),
    ),
    bad(
        "reminder too early",
        "The step 'sign' is due 2 working days after it opens, so nobody can be "
        "reminded 3 days before; shorten 'before' under 'reminders'.",
        (
            "act: sign\n        due: {working_days: 5}",
            (
                "act: sign\n        due: {working_days: 2}"
                f"\n        reminders: {{before: [{HERE}3, 1]}}"
            ),
        ),
    ),
    bad(
        "reminder twice",
        "The step 'sign' has two reminders on one day; remove one of them.",
        ("act: sign", f"act: sign\n        reminders: {{before: [3, {HERE}3]}}"),
    ),
    bad(
        "reminder after expiry",
        "The step 'resolve' expires 5 working days after it was due, so no "
        "reminder goes out 6 days after; lengthen 'grace' or remove the reminder.",
        ("act: resolve", f"act: resolve\n        reminders: {{after: [{HERE}6]}}"),
    ),
    bad(
        "too late",
        "If everybody acts on the last day, the step 'share' is due on 2027-01-04, after "
        "the cycle ends on 2026-12-18; start earlier, allow fewer working days or end the cycle "
        "later.",
        ("act: share, due: {working_days: 5}", f"act: share, {HERE}due: {{working_days: 50}}"),
    ),
    bad(
        "hours",
        "The working hours close at 07:30, which is not after they open at 08:00; exchange them.",
        ('closes: "17:30"', f'closes: {HERE}"07:30"'),
    ),
)


@pytest.mark.parametrize("case", DATES, ids=lambda case: case.name)
def test_days_that_do_not_fit_are_refused_where_they_stand(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected
