"""The tables of the page about sizes, in Markdown: each line with the arithmetic behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from workers.load.sizing import DOLLARS_A_MILLION, SIZES, Plan
from workers.load.units import SUBMISSIONS, Habits, Units

_HOUR: Final = 3600
_MB, _GB = 1e6, 1e9


@dataclass(frozen=True)
class Line:
    """One line of the table: what, by which arithmetic, and how it is written for a plan."""

    name: str
    arithmetic: str
    said: Callable[[Plan], str]

    @property
    def shown(self) -> str:
        """Give the arithmetic as people write it."""
        return self.arithmetic.replace("*", "\N{MULTIPLICATION SIGN}")


def _rate(value: float) -> str:
    return f"{value:,.2f}" if value < 1 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"  # noqa: PLR2004 - digits as one reads them


LINES: Final = (
    Line(
        "submissions a second, busiest hour",
        "N * busiest hour / 3,600",
        lambda plan: _rate(plan.steps_a_second),
    ),
    Line(
        "reminders at one moment",
        "N * not yet",
        lambda plan: f"{plan.reminders:,.0f}",
    ),
    Line(
        "wakes a second, if they take 20 minutes",
        "reminders / 1,200",
        lambda plan: _rate(plan.wakes_a_second),
    ),
    Line(
        "state transitions a second",
        "(submissions + wakes) * transitions of a submission",
        lambda plan: _rate(plan.transitions_a_second),
    ),
    Line(
        "launch at the measured rate",
        "N / reviews opened a second",
        lambda plan: _lasting(plan.launch_hours),
    ),
    Line(
        "worker processes",
        "(submissions + wakes) * core seconds / 0.7, at least 2",
        lambda plan: f"{plan.processes('worker')}",
    ),
    Line(
        "sites",
        "submissions * core seconds / 0.7, at least 2",
        lambda plan: f"{plan.processes('site')}",
    ),
    Line(
        "the leading projector, of one core",
        "(submissions + wakes) * core seconds",
        lambda plan: f"{plan.cores('projector') * 100:.0f} %",
    ),
    Line(
        "cores of PostgreSQL",
        "(submissions + wakes) * core seconds",
        lambda plan: _rate(plan.cores("postgres")),
    ),
    Line(
        "cores of Temporal, as measured",
        "(submissions + wakes) * core seconds",
        lambda plan: _rate(plan.cores("temporal")),
    ),
    Line(
        "connections to PostgreSQL",
        "(workers + sites + 2 projectors) * 32",
        lambda plan: f"{plan.connections:,}",
    ),
    Line(
        "memory of our processes",
        "processes * what one took at most",
        lambda plan: f"{plan.megabytes / 1000:,.1f} GB",
    ),
    Line(
        "reviews that workers keep at hand",
        "workers * 2,000 / N",
        lambda plan: f"{plan.kept_part * 100:.0f} %",
    ),
    Line(
        "written ahead by PostgreSQL",
        "(submissions + wakes) * bytes of a submission",
        lambda plan: f"{_rate(plan.written_a_second / _MB)} MB/s",
    ),
    Line(
        "PostgreSQL after a cycle",
        "N * bytes of a review",
        lambda plan: _size(plan.database_bytes),
    ),
    Line(
        "Temporal's database, until retention ends",
        "N * bytes that it keeps",
        lambda plan: _size(plan.temporal_bytes),
    ),
    Line(
        "messages",
        "N * messages of a review",
        lambda plan: f"{plan.people * plan.units.messages:,.0f}",
    ),
    Line(
        "Temporal actions of a cycle",
        "N * actions of a review",
        lambda plan: f"{plan.actions:,.0f}",
    ),
    Line(
        "Temporal Cloud, at most",
        "actions * 50 dollars / 1,000,000",
        lambda plan: f"{plan.actions * DOLLARS_A_MILLION / 1e6:,.0f} USD",
    ),
)


def sizing_table(units: Units, habits: Habits, sizes: Sequence[int] = SIZES) -> str:
    """Write the table in Markdown: a line for each thing, a column for each size."""
    plans = [Plan(people, units, habits) for people in sizes]
    heads = ["for N reviewees", "how it is reckoned", *(f"{people:,}" for people in sizes)]
    rows = [[line.name, line.shown, *(line.said(plan) for plan in plans)] for line in LINES]
    return table_of(heads, rows)


def units_table(units: Units, habits: Habits) -> str:
    """Write what one review and one submission cost."""
    steps = {part: f"{each * 1000:.1f} ms" for part, each in units.step_seconds.items()}
    opens = {part: f"{each * 1000:.1f} ms" for part, each in units.open_seconds.items()}
    kept = {name: f"{size / 1000:.1f} KB" for name, size in units.review_bytes.items()}
    rows = [
        ["busiest hour: part of all who hand a step in", f"{habits.busiest_hour * 100:.1f} %"],
        ["not yet: part that is reminded before the deadline", f"{habits.not_yet * 100:.0f} %"],
        [f"Temporal actions of a review of {SUBMISSIONS} submissions", f"{units.actions:.1f}"],
        ["state transitions of opening a review", f"{units.transitions_open:.1f}"],
        ["state transitions of a submission, reminders included", f"{units.transitions_step:.1f}"],
        ["core seconds to open a review", _listed(opens)],
        ["core seconds of a submission, with looks and drafts", _listed(steps)],
        ["bytes that PostgreSQL keeps of a review", _listed(kept)],
        ["bytes written ahead for a submission", f"{units.written_bytes / 1000:.1f} KB"],
        ["bytes that Temporal keeps of a review", f"{units.temporal_bytes / 1000:.1f} KB"],
        ["history of a completed review", f"{units.history_bytes / 1000:.1f} KB"],
        ["facts in the log, a review", f"{units.facts:.1f}"],
        ["messages, a review", f"{units.messages:.1f}"],
        ["reviews opened a second", f"{units.opens_per_second:.0f}"],
        ["memory of a worker, a site, a projector, at most", _memory(units)],
    ]
    return table_of(["what", "measured"], rows)


def table_of(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _memory(units: Units) -> str:
    each = (units.worker_megabytes, units.site_megabytes, units.projector_megabytes)
    return ", ".join(f"{megabytes:.0f} MB" for megabytes in each)


def _listed(said: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in said.items())


def _lasting(hours: float) -> str:
    seconds = hours * _HOUR
    if seconds < 2 * 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if hours < 2 else f"{hours:.1f} h"  # noqa: PLR2004 - of hours one speaks from two on


def _size(size: float) -> str:
    return f"{size / _MB:,.0f} MB" if size < _GB else f"{size / _GB:,.1f} GB"
