"""Writes what loads have measured into the page about sizes: `python -m workers.load.sizing_page`.

Between two marks of the page stands what follows from the files in `measured`; all else is text.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from workers.load.figures import LoadFigures, together
from workers.load.sizing_tables import sizing_table, table_of, units_table
from workers.load.units import SUBMISSIONS, habits_drawn, units_of

PAGE: Final = Path(__file__).parents[2] / "docs" / "operations" / "sizing.md"
MEASURED: Final = PAGE.parent / "measured"
_MARK: Final = "<!-- {}: {} -->"
_DASH: Final = "\N{EN DASH}"


def measured(folder: Path = MEASURED) -> list[LoadFigures]:
    """Read the loads that were measured, the smallest first."""
    files = sorted(folder.glob("load-*.json"))
    found = [LoadFigures.model_validate_json(each.read_text(encoding="utf-8")) for each in files]
    return sorted(found, key=lambda each: (each.asked.reviews, each.asked.submissions_per_review))


def blocks_of(loads: Sequence[LoadFigures]) -> dict[str, str]:
    """Give each block of the page by the name of its marks.

    Raises:
        ValueError: no load of six submissions was played to its end.
    """
    whole = [each for each in loads if each.state == "whole"]
    of_six = [each for each in whole if each.asked.submissions_per_review == SUBMISSIONS]
    if not of_six:
        raise ValueError("a load of six submissions a review has to be measured first")
    units, habits = units_of(of_six[-1], whole[-1]), habits_drawn()
    return {
        "measured": measured_table(loads),
        "units": units_table(units, habits),
        "sizes": sizing_table(units, habits),
    }


def filled(page: str, blocks: dict[str, str]) -> str:
    """Give the page with each block between its marks."""
    for name, block in blocks.items():
        begins, ends = _MARK.format(name, "begin"), _MARK.format(name, "end")
        before, _, rest = page.partition(begins)
        _, _, after = rest.partition(ends)
        page = f"{before}{begins}\n\n{block}\n\n{ends}{after}"
    return page


def measured_table(loads: Sequence[LoadFigures]) -> str:
    """Write what each load has measured, a column each."""
    heads = ["", *(_named(each) for each in loads)]
    columns = [_column(each) for each in loads]
    return table_of(heads, [[name, *(each[name] for each in columns)] for name in columns[0]])


def _named(load: LoadFigures) -> str:
    asked = load.asked
    paced = f"within {asked.within_minutes:g} min" if asked.within_minutes else "as fast as it goes"
    limit = f", for {asked.for_minutes:g} min" if asked.for_minutes else ""
    cut = "" if load.state == "whole" else ", interrupted"
    return f"{asked.reviews:,} reviews of {asked.submissions_per_review}, {paced}{limit}{cut}"


def _column(load: LoadFigures) -> dict[str, str]:
    launched, played, bare, temporal = load.launched, load.played, load.bare, load.temporal
    rush = sorted(each.steps_per_second for each in bare.rounds)
    return {
        "measured on": f"{load.where.at:%d %B %Y}, {load.where.cores} cores",
        "people imported": f"{launched.import_seconds:.1f} s",
        "launch": f"{launched.seconds:.1f} s, {launched.per_second:.0f} reviews/s",
        "bare starts": f"{launched.bare_per_second:.0f}/s, ratio {launched.ratio:.2f}",
        "shown on pages": f"after {launched.shown_seconds:.1f} s",
        "submissions": f"{played.submissions:,} in {played.seconds:.0f} s",
        "rush: steps": f"{rush[len(rush) // 2]:.1f}/s" if rush else _DASH,
        "rush: bare updates": f"{bare.per_second:.1f}/s, ratio {bare.ratio:.2f}",
        "reviews completed": f"{played.completed:,}",
        "busiest ten seconds": f"{played.peak_per_second:.1f} steps/s",
        "step, p50 / p95 / p99": _spread(played.step.p50, played.step.p95, played.step.p99),
        "page, p50 / p95 / p99": _spread(played.page.p50, played.page.p95, played.page.p99),
        "bare update, p50 / p95": _spread(bare.update.p50, bare.update.p95),
        "on their way first": f"{played.on_its_way}",
        "refused": together(played.refusals),
        "errors": together(played.errors),
        "read models behind, p95": f"{load.lag.p95_seconds:.2f} s",
        "the longest": f"{load.lag.longest_seconds:.1f} s",
        "Temporal actions a review": f"{load.per_review(temporal.actions or 0):.1f}",
        "history": f"{temporal.history_events:.0f} events, {temporal.history_bytes / 1000:.1f} KB",
        "reminders, rungs": (
            f"{load.events_of('AssigneeReminded'):,}, {load.events_of('RungReached'):,}"
        ),
        "messages": f"{load.events_of('MessageSent'):,}",
        "PostgreSQL": f"{load.database.whole / 1e6:,.0f} MB",
        "Temporal's database": f"{(temporal.persistence_bytes or 0) / 1e6:,.0f} MB",
        **{f"memory of {name}": _memory(load, name) for name in _PARTS},
    }


_PARTS: Final = ("worker", "site", "projector", "postgres", "temporal")


def _memory(load: LoadFigures, name: str) -> str:
    part = load.parts.get(name)
    if part is None:
        return _DASH
    return f"{part.megabytes_at_start:.0f} MB, at most {part.megabytes_at_most:.0f} MB"


def _spread(*milliseconds: float) -> str:
    return " / ".join(f"{each:,.0f}" for each in milliseconds) + " ms"


def main() -> None:
    """Write the page anew."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(filled(page, blocks_of(measured())), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} shows {len(measured())} loads.\n")


if __name__ == "__main__":
    main()
