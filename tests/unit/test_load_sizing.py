"""The arithmetic of sizes: what loads measured, shared out and multiplied again."""

from datetime import UTC, datetime

import pytest

from workers.load.costs import BareCost, Reading, Spent
from workers.load.figures import (
    Asked,
    DatabaseFigures,
    Launched,
    LoadFigures,
    PartFigures,
    Played,
    Spread,
    TemporalCost,
    Where,
)
from workers.load.server_counts import transitions
from workers.load.sizing import Plan
from workers.load.sizing_page import blocks_of, filled
from workers.load.sizing_tables import sizing_table
from workers.load.units import Habits, Units, habits_drawn, units_of

HABITS = Habits(busiest_hour=0.072, not_yet=0.6)
WHERE = Where(
    at=datetime(2026, 11, 22, tzinfo=UTC),
    cores=2,
    memory_mb=8000,
    system="Linux",
    python="3.11",
    perennial="1",
    is_embedded=True,
)


def load(reviews: int = 1000, submissions: int = 6) -> LoadFigures:
    """A load with round figures."""
    part = PartFigures(
        megabytes_at_start=100,
        megabytes_after_launch=110,
        megabytes_at_most=200,
        megabytes_at_end=150,
        cpu_seconds_of_launch=reviews * 0.01,
        cpu_seconds_of_play=reviews * submissions * 0.02,
    )
    return LoadFigures(
        state="whole",
        where=WHERE,
        asked=Asked(
            reviews=reviews,
            seed=7,
            at_once=24,
            within_minutes=10,
            submissions_per_review=submissions,
        ),
        launched=Launched(per_second=100),
        played=Played(submissions=reviews * submissions),
        temporal=TemporalCost(
            actions=reviews * 17,
            transitions=reviews * 26,
            transitions_at_launch=reviews * 2,
            history_bytes=9000,
            persistence_bytes=reviews * 12_000,
        ),
        parts=dict.fromkeys(("worker", "site", "projector", "postgres", "temporal"), part),
        database=DatabaseFigures(
            schemas={"log": reviews * 15_000, "read": reviews * 10_000},
            written_ahead=reviews * submissions * 50_000,
            events=reviews * 25,
            events_by_type={"MessageSent": reviews * 5},
        ),
    )


@pytest.fixture
def units() -> Units:
    return units_of(load(), load(10_000, 3))


def test_what_a_load_cost_is_shared_out_among_reviews_and_submissions(units: Units) -> None:
    assert (units.actions, units.transitions_open, units.transitions_step) == (17, 2, 4)
    assert units.step_seconds["worker"] == pytest.approx(0.02)
    assert units.open_seconds["worker"] == pytest.approx(0.01)
    assert units.review_bytes == {"log": 15_000, "read": 10_000}
    assert units.written_bytes == 50_000
    assert (units.facts, units.messages) == (25, 5)


def test_the_worst_hour_of_a_hundred_thousand(units: Units) -> None:
    plan = Plan(100_000, units, HABITS)
    assert plan.steps_a_second == pytest.approx(100_000 * 0.072 / 3600)
    assert plan.wakes_a_second == pytest.approx(60_000 / 1200)
    assert plan.transitions_a_second == pytest.approx((2 + 50) * 4)
    assert plan.cores("worker") == pytest.approx(52 * 0.02)
    assert plan.processes("worker") == 2
    assert plan.processes("site") == 2
    assert plan.connections == (2 + 2 + 2) * 32
    assert plan.kept_part == pytest.approx(4000 / 100_000)


def test_a_cycle_of_a_million_costs_in_proportion(units: Units) -> None:
    plan = Plan(1_000_000, units, HABITS)
    assert plan.actions == 17_000_000
    assert plan.database_bytes == pytest.approx(25e9)
    assert plan.launch_hours == pytest.approx(10_000 / 3600)
    assert plan.processes("worker") == 15  # 520 decisions a second, 20 ms each, cores at 0.7


def test_what_the_bare_side_did_meanwhile_is_not_counted_as_ours() -> None:
    idle = Reading(operations=0, actions=0, transitions=0, persistence=0, cpu={"temporal": 1.0})
    weighed = Reading(100, 100, 200, 5000, {"temporal": 3.0})
    cost = BareCost.between(idle, weighed)
    assert cost.cpu == {"temporal": pytest.approx(0.02)}
    later = Reading(300, 100 + 200 + 17, 200 + 400 + 30, 5000 + 10_000 + 900)
    assert Spent.between(weighed, later, cost) == Spent(17, 30, 900)


def test_a_server_that_does_not_count_leaves_the_count_open() -> None:
    spent = Spent.between(Reading(), Reading(operations=5), BareCost())
    assert spent == Spent(None, None, None)


def test_state_transitions_are_what_was_written_of_the_workflows_of_a_namespace() -> None:
    told = """# TYPE persistence_requests counter
persistence_requests{namespace="default",operation="UpdateWorkflowExecution"} 40
persistence_requests{namespace="default",operation="CreateWorkflowExecution"} 2
persistence_requests{namespace="default",operation="GetWorkflowExecution"} 7
persistence_requests{namespace="other",operation="UpdateWorkflowExecution"} 9
"""
    assert transitions(told, "default") == 42


def test_a_spread_names_what_so_many_of_a_hundred_stay_below() -> None:
    spread = Spread.of([each / 1000 for each in range(1, 101)])
    assert (spread.count, spread.p50, spread.p95, spread.p99, spread.longest) == (
        100,
        50,
        95,
        99,
        100,
    )
    assert Spread.of([]) == Spread()


def test_the_habits_that_are_reckoned_with_are_those_that_loads_are_played_with() -> None:
    drawn = habits_drawn()
    assert drawn == habits_drawn()
    assert 0.04 < drawn.busiest_hour < 0.12
    assert 0.5 < drawn.not_yet < 0.75


def test_a_table_has_a_column_for_each_size(units: Units) -> None:
    lines = sizing_table(units, HABITS, (1_000, 1_000_000)).splitlines()
    assert lines[0].endswith("| 1,000 | 1,000,000 |")
    assert all(line.count("|") == 5 for line in lines)


def test_blocks_replace_what_stood_between_their_marks_and_nothing_else() -> None:
    page = "a\n<!-- sizes: begin -->\nold\n<!-- sizes: end -->\nb\n"
    new = filled(page, {"sizes": "new"})
    assert new == "a\n<!-- sizes: begin -->\n\nnew\n\n<!-- sizes: end -->\nb\n"
    assert filled(new, {"sizes": "new"}) == new


def test_sizes_are_not_reckoned_without_a_load_of_six_submissions() -> None:
    with pytest.raises(ValueError, match="six submissions"):
        blocks_of([load(10, 3)])
