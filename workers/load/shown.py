"""A load in a few tables, for whoever waits at the terminal."""

from collections.abc import Iterator
from typing import Final

from rich.table import Table

from workers.load.figures import LoadFigures, Spread, together

_MB: Final = 1_000_000
_DASH: Final = "\N{EN DASH}"


def tables_of(found: LoadFigures) -> Iterator[Table]:
    """Give the tables: how fast, how long, what it cost, what each process took."""
    yield _speeds(found)
    yield _waits(found)
    yield _costs(found)
    if found.parts:
        yield _parts(found)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column(columns[0])
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _speeds(found: LoadFigures) -> Table:
    launched, played, bare = found.launched, found.played, found.bare
    table = _table("How fast", "", "Perennial", "bare Temporal", "ratio")
    table.add_row(
        f"launch of {found.asked.reviews} reviews, in {launched.seconds:.1f} s",
        f"{launched.per_second:.1f}/s",
        f"{launched.bare_per_second:.1f}/s" if launched.bare_per_second else _DASH,
        f"{launched.ratio:.2f}" if launched.ratio else _DASH,
    )
    rates = [each.steps_per_second for each in bare.rounds]
    rush = f"{sorted(rates)[len(rates) // 2]:.1f}/s" if rates else _DASH
    table.add_row(
        "steps as fast as they go",
        rush,
        f"{bare.per_second:.1f}/s" if bare.rounds else _DASH,
        f"{bare.ratio:.2f}" if bare.rounds else _DASH,
    )
    table.add_row(f"{played.submissions} steps in all", f"{played.per_second:.1f}/s", "", "")
    table.add_row("the busiest ten seconds", f"{played.peak_per_second:.1f}/s", "", "")
    return table


def _waits(found: LoadFigures) -> Table:
    table = _table("How long, in milliseconds", "", "how often", "p50", "p95", "p99", "longest")
    played = found.played
    rows: dict[str, Spread] = {
        "hand a step in, until it is recorded": played.step,
        "load the page of a step": played.page,
        "ask how a step lies": played.look,
        "save a draft": played.draft,
        "bare update with one row": found.bare.update,
    }
    for name, each in rows.items():
        figures = (each.p50, each.p95, each.p99, each.longest)
        table.add_row(name, str(each.count), *(f"{value:.0f}" for value in figures))
    return table


def _costs(found: LoadFigures) -> Table:
    table = _table("What it cost", "", "in all", "a review")
    temporal, database = found.temporal, found.database
    _row(table, found, "Temporal actions", temporal.actions, "")
    _row(table, found, "state transitions", temporal.transitions, "")
    _row(table, found, "facts in the log", database.events, "")
    _row(table, found, "reminders", found.events_of("AssigneeReminded"), "")
    _row(table, found, "rungs of ladders", found.events_of("RungReached"), "")
    _row(table, found, "messages", found.events_of("MessageSent"), "")
    for schema, size in database.schemas.items():
        _row(table, found, f"database, {schema}", size, "KB")
    _row(table, found, "written ahead", database.written_ahead, "KB")
    _row(table, found, "what Temporal keeps", temporal.persistence_bytes, "KB")
    events, kilobytes = temporal.history_events, temporal.history_bytes / 1000
    table.add_row(
        "history, the median", "", f"{events:.0f} events, {kilobytes:.1f} KB" if events else _DASH
    )
    lag, played = found.lag, found.played
    table.add_row("read models behind, p95", f"{lag.p95_seconds:.2f} s", "")
    table.add_row("on their way, asked again", str(played.on_its_way), "")
    table.add_row("refused", together(played.refusals), "")
    table.add_row("errors", together(played.errors), "")
    return table


def _row(table: Table, found: LoadFigures, name: str, what: int | None, unit: str) -> None:
    if what is None:
        table.add_row(name, _DASH, _DASH)
        return
    if unit:
        whole, one = f"{what / _MB:,.1f} MB", f"{found.per_review(what) / 1000:,.1f} {unit}"
    else:
        whole, one = f"{what:,}", f"{found.per_review(what):,.2f}"
    table.add_row(name, whole, one)


def _parts(found: LoadFigures) -> Table:
    table = _table(
        "What each took: megabytes, and seconds of a core",
        *("", "at start", "launched", "at most", "at end", "launch", "play"),
    )
    for name, each in found.parts.items():
        sizes = (
            each.megabytes_at_start,
            each.megabytes_after_launch,
            each.megabytes_at_most,
            each.megabytes_at_end,
        )
        seconds = (each.cpu_seconds_of_launch, each.cpu_seconds_of_play)
        table.add_row(
            name, *(f"{size:.0f}" for size in sizes), *(f"{second:.1f}" for second in seconds)
        )
    return table
