"""The whole table of rights, as HR would read it: who, standing how to it, may do what."""

import pytest

from domain.visibility import Capacity, Deed, Relation, how_far, may

C, D, R = Capacity, Deed, Relation

# A row says what each capacity may: "o" with what is their own, "e" with what is entrusted to them,
# "f" with what is foreign to them; "-" nothing.
COLUMNS = (
    C.REVIEWEE,
    C.MANAGER,
    C.SECOND_LINE_MANAGER,
    C.PEER,
    C.PANEL,
    C.FACILITATOR,
    C.HR_PARTNER,
    C.CYCLE_OWNER,
    C.HR_ADMIN,
    C.AUDITOR,
    C.OPS,
    C.PAYLOAD_READER,
)
TABLE = {
    #                        self manager 2nd peer panel facil partner owner admin audit ops reader
    D.READ_REVIEW:          "o    e       e   e    e     -     e       e     -     -     -   -",
    D.READ_PACKET:          "o    e       e   -    -     -     e       e     -     -     -   -",
    D.FOLLOW_REVIEW:        "o    e       e   -    -     -     e       e     ef    oef   -   -",
    D.LAUNCH_CYCLE:         "-    -       -   -    -     -     -       -     oef   -     -   -",
    D.FOLLOW_CYCLE:         "-    -       -   -    -     -     e       e     ef    oef   -   -",
    D.STEER_REVIEW:         "-    -       -   -    -     -     e       e     ef    -     -   -",
    D.STEER_CYCLE:          "-    -       -   -    -     -     -       e     ef    -     -   -",
    D.NUDGE:                "-    -       -   -    -     -     e       e     ef    -     -   -",
    D.SEE_RATINGS:          "-    -       -   -    -     -     e       e     ef    -     -   -",
    D.EXPORT_PROGRESS:      "-    -       -   -    -     -     e       e     ef    oef   -   -",
    D.EXPORT_RESULTS:       "-    -       -   -    -     -     e       e     ef    -     -   -",
    D.READ_AUDIT:           "-    -       -   -    -     -     e       e     ef    oef   -   -",
    D.SEE_BOARD:            "-    -       -   -    e     e     -       e     ef    -     -   -",
    D.MOVE_RATING:          "-    -       -   -    e     e     -       -     -     -     -   -",
    D.LOCK_SESSION:         "-    -       -   -    -     e     -       -     -     -     -   -",
    D.NAME_CO_FACILITATORS: "-    -       -   -    -     e     -       e     ef    -     -   -",
    D.GIVE_OFFICES:         "-    -       -   -    -     -     -       -     ef    -     -   -",
    D.IMPORT_PEOPLE:        "-    -       -   -    -     -     -       -     oef   -     -   -",
    D.ISSUE_TOKENS:         "-    -       -   -    -     -     -       -     oef   -     -   -",
    D.FOLLOW_FEED:          "-    -       -   -    -     -     -       -     oef   oef   oef -",
    D.SEE_PROCESSES:        "-    -       -   -    -     -     -       -     oef   -     oef -",
    D.READ_PAYLOADS:        "-    -       -   -    -     -     -       -     -     -     -   oef",
}  # fmt: skip
LETTERS = {R.OWN: "o", R.ENTRUSTED: "e", R.FOREIGN: "f"}


@pytest.mark.parametrize("deed", Deed, ids=lambda deed: deed.value)
def test_the_table_says_who_may_do_what(deed: Deed) -> None:
    cells = TABLE[deed].split()
    for capacity, cell in zip(COLUMNS, cells, strict=True):
        for relation, letter in LETTERS.items():
            allowed = may(deed, frozenset({capacity}), relation)
            assert allowed == (letter in cell), f"{capacity} with what is {relation}"


def test_the_table_knows_every_capacity_and_every_deed() -> None:
    assert set(COLUMNS) == set(Capacity)
    assert set(TABLE) == set(Deed)


def test_nobody_without_a_capacity_may_do_anything() -> None:
    assert not any(may(deed, frozenset(), relation) for deed in Deed for relation in Relation)


def test_what_one_is_adds_up() -> None:
    both = frozenset({C.HR_PARTNER, C.AUDITOR})
    assert may(D.STEER_REVIEW, both, R.ENTRUSTED)
    assert may(D.READ_AUDIT, both, R.FOREIGN)


def test_hr_steers_nothing_that_is_about_themselves() -> None:
    everything = frozenset({C.HR_ADMIN, C.HR_PARTNER, C.CYCLE_OWNER, C.FACILITATOR, C.PANEL})
    steering = (D.STEER_REVIEW, D.NUDGE, D.SEE_RATINGS, D.EXPORT_RESULTS, D.MOVE_RATING)
    assert not any(may(deed, everything, R.OWN) for deed in steering)


def test_operators_see_no_content() -> None:
    ops = frozenset({C.OPS})
    allowed = {deed for deed in Deed if how_far(deed, ops) is not None}
    assert allowed == {D.FOLLOW_FEED, D.SEE_PROCESSES}


def test_a_right_reaches_as_far_as_the_widest_capacity() -> None:
    assert how_far(D.FOLLOW_CYCLE, frozenset({C.HR_PARTNER})) is R.ENTRUSTED
    assert how_far(D.FOLLOW_CYCLE, frozenset({C.HR_PARTNER, C.HR_ADMIN})) is R.FOREIGN
    assert how_far(D.READ_REVIEW, frozenset({C.REVIEWEE})) is R.OWN
    assert how_far(D.LAUNCH_CYCLE, frozenset({C.HR_PARTNER})) is None
