"""Charts are measured so that what is larger looks larger, and nothing that exists disappears."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.charts.areas import BAND, Course, area_chart
from gateway.charts.bars import Load, bar_chart
from gateway.charts.distribution import LevelShare, distribution_chart
from gateway.charts.paper import WIDTH, share, shortened
from gateway.charts.parts import LEAST, Part, parts_chart

BEGINS, ENDS = date(2026, 1, 5), date(2026, 12, 18)
MARCH = date(2026, 3, 2)


def course(steps: int, **done: int) -> Course:
    days = {"march": MARCH, "april": date(2026, 4, 1), "may": date(2026, 5, 4)}
    return Course("Goal setting", steps, {days[name]: count for name, count in done.items()})


def test_a_band_rises_to_its_top_when_all_is_done() -> None:
    chart = area_chart([course(4, march=1, may=3)], BEGINS, ENDS, today=date(2026, 6, 1))
    (band,) = chart.bands
    assert (band.told, band.percent) == ("4 of 4", 100)
    assert f"V{band.top}" in band.outline
    assert band.outline.endswith(f"V{band.base}Z")


def test_a_band_stays_flat_as_long_as_nothing_is_done() -> None:
    (band,) = area_chart([course(4)], BEGINS, ENDS).bands
    assert band.outline == ""
    assert band.percent == 0


def test_nothing_is_drawn_after_today() -> None:
    today = date(2026, 4, 20)
    chart = area_chart([course(8, march=2, april=2)], BEGINS, ENDS, today)
    (band,) = chart.bands
    assert chart.today is not None
    assert f"H{chart.today}V{band.base}Z" in band.outline
    assert f"V{band.base - BAND / 2}" in band.outline


@pytest.mark.parametrize("today", [BEGINS - timedelta(days=1), ENDS + timedelta(days=1)])
def test_a_day_outside_of_the_cycle_is_not_marked(today: date) -> None:
    assert area_chart([course(1)], BEGINS, ENDS, today).today is None


def test_a_short_cycle_names_its_first_and_last_day() -> None:
    chart = area_chart([course(1)], date(2026, 3, 2), date(2026, 3, 20))
    assert [tick.label for tick in chart.ticks] == ["2 Mar", "20 Mar"]


def test_a_cycle_of_one_day_can_be_drawn() -> None:
    assert area_chart([course(1, march=1)], MARCH, MARCH, MARCH).bands[0].percent == 100


def test_the_table_beside_says_how_much_was_done_by_the_end_of_each_month() -> None:
    chart = area_chart([course(9, march=2, april=3)], BEGINS, ENDS, date(2026, 4, 20))
    assert chart.table.head[-3:] == ("before 1 Apr 2026", "now", "steps")
    assert chart.table.rows == (("Goal setting", "0", "0", "2", "5", "9"),)


def test_the_longest_bar_fills_the_width_and_the_others_are_to_scale() -> None:
    chart = bar_chart([Load("Ana Quist", 8, 2), Load("Ben Oda", 4, 0)])
    first, second = chart.bars
    assert (first.whole.width, second.whole.width) == (WIDTH, WIDTH / 2)
    assert first.late is not None
    assert first.late.width == WIDTH / 4
    assert second.late is None
    assert chart.table.rows[0] == ("Ana Quist", "8", "2")


def test_long_names_are_cut_in_the_chart_and_whole_in_the_table() -> None:
    name = "A name that is far too long to stand beside numbers"
    chart = bar_chart([Load(name, 1, 0)])
    assert chart.bars[0].label.endswith("\u2026")
    assert chart.table.rows[0][0] == name


def test_levels_stand_beside_each_other_with_the_guideline_across_both_columns() -> None:
    levels = [LevelShare(1, "Low", 2, 1, 1), LevelShare(2, "High", 2, 4, 3)]
    chart = distribution_chart(levels)
    low, high = chart.levels
    assert high.after.box.height == 2 * high.before.box.height == 4 * low.after.box.height
    assert high.guide is not None
    assert high.after.box.y < high.guide < high.before.box.y
    assert low.left < low.before.middle < low.middle < low.after.middle < low.right < high.left
    assert chart.table.head == ("Level", "before the panel", "now", "guideline")


def test_without_a_guideline_none_is_drawn() -> None:
    chart = distribution_chart([LevelShare(1, "Low", 0, 0), LevelShare(2, "High", 0, 0)])
    assert not chart.has_guideline
    assert chart.table.head == ("Level", "before the panel", "now")


@given(st.lists(st.integers(min_value=0, max_value=200_000), min_size=1, max_size=6))
def test_parts_fill_the_bar_and_none_of_them_disappears(counts: list[int]) -> None:
    chart = parts_chart([Part("done", "done", count) for count in counts])
    assert [piece.count for piece in chart.pieces] == [count for count in counts if count]
    assert all(piece.box.width >= LEAST for piece in chart.pieces)
    if chart.pieces:
        last = chart.pieces[-1].box
        assert last.x + last.width == pytest.approx(WIDTH, abs=0.2)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=0, max_value=10_000))
def test_a_share_is_whole_only_when_everything_is_done(part: int, whole: int) -> None:
    found = share(part, whole)
    assert 0 <= found <= 100
    assert (found == 100) == (whole > 0 and part >= whole)
    assert (found == 0) == (part == 0 or whole == 0)


def test_a_short_label_is_left_as_it_is() -> None:
    assert shortened("Ana", 100) == "Ana"
