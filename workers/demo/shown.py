"""The summary as it is printed at the end of the year."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from workers.demo.summary import LevelCount, StageCount, Summary

WIDTH = 36
MOST_NAMED = 3


def shown(summary: Summary) -> RenderableType:
    """Draw the year: the funnel, what happened, the ratings, and what it took."""
    title = f"\n  {summary.cycle}: {summary.people} people, {summary.reviews} reviews, "
    title += f"a year in {summary.seconds:.0f} seconds\n"
    return Group(
        Text(title, style="bold"),
        _funnel(summary),
        Text(),
        _facts(summary),
        Text("\n  Ratings before and after calibration\n", style="bold"),
        _chart(summary),
        Text(),
        _cost(summary),
        *_checked(summary),
        *_waiting(summary),
        Text(),
    )


def _funnel(summary: Summary) -> Table:
    table = Table.grid(padding=(0, 2))
    for stage in summary.stages:
        table.add_row(f"  {stage.title}", _bar(stage, summary.reviews), _through(stage))
    ended = f"{summary.completed} completed, {summary.cancelled} ended early, {summary.open} open"
    table.add_row("  Reviews", ended)
    return table


def _bar(stage: StageCount, reviews: int) -> Text:
    full = WIDTH * stage.completed // max(reviews, 1)
    return Text.assemble(("\u2588" * full, "green"), ("\u00b7" * (WIDTH - full), "dim"))


def _through(stage: StageCount) -> str:
    return f"{stage.completed} of {stage.entered}"


def _facts(summary: Summary) -> Table:
    blocked = f"{summary.blocked}, for {summary.blocked_days} days each on average"
    facts = {
        "Submissions": f"{summary.submissions}, of which {summary.sent_back} sent back",
        "Reminders": f"{summary.reminders}",
        "Escalations": f"{summary.escalations}",
        "Messages": f"{summary.messages}, telling of {summary.notices} things",
        "Blocked steps": f"{blocked}; {summary.blocked_now} still are",
        "Went on without": f"{summary.expired} steps; {summary.handed_over} went to others",
        "Deadlines moved": f"{summary.deadlines_moved}",
        "Readings": f"{summary.readings} of objectives between the steps",
        "Feedback": f"{summary.feedback} times, {summary.recognised} for everyone to see; "
        f"{summary.quiet} managers heard of a silence",
        "Peers": f"{summary.turned_down} turned a request for feedback down",
        "Actions": f"{summary.actions_tasked}, of which {summary.actions_done} done and "
        f"{summary.actions_dropped} dropped",
        "Development plans": f"{summary.plans}",
        "Disputes": f"{summary.disputes}, of which {summary.amended} amended",
        "Declined to sign": f"{summary.declined}, of which {summary.witnessed} witnessed",
    }
    return _grid(facts)


def _cost(summary: Summary) -> Table:
    facts = {
        "Events in the log": f"{summary.events}",
        "Temporal history": f"{summary.history_events_per_review:.0f} events, "
        f"{summary.history_bytes_per_review / 1000:.1f} kB per review",
    }
    if summary.actions is not None and summary.cycle_actions_share is not None:
        facts["Temporal actions"] = (
            f"{summary.actions_per_review} per review, as the server counts; "
            f"{summary.cycle_actions_share:.1%} of all for the cycle around them, "
            f"{summary.later_actions} for actions and plans"
        )
    return _grid(facts)


def _checked(summary: Summary) -> list[Text]:
    """Say what the two checks at the end found."""
    if summary.checked is None:
        return []
    told = (
        ("perennial audit verify", summary.checked.holds, summary.checked.audited),
        ("perennial verify", summary.checked.is_well, summary.checked.verified),
    )
    lines = [Text()]
    for command, is_sound, sentences in told:
        lines.append(Text(f"  {command}", style="bold"))
        lines += [Text(f"    {each}", style="green" if is_sound else "red") for each in sentences]
    return lines


def _waiting(summary: Summary) -> list[Text]:
    """Name a few steps that are still open, for somebody to go on with."""
    told = [
        Text.assemble(
            f"  Open since {each.due:%d %B}: {each.step}, ",
            (f"perennial inbox {each.number}", "bold"),
        )
        for each in summary.waiting[:MOST_NAMED]
    ]
    return [Text(), *told] if told else []


def _grid(facts: dict[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for name, value in facts.items():
        table.add_row(f"  {name}", value)
    return table


def _chart(summary: Summary) -> Table:
    """Draw two bars for each level: what managers proposed, and what stands."""
    table = Table.grid(padding=(0, 2))
    most = max((max(level.before, level.after) for level in summary.ratings), default=1)
    for level in sorted(summary.ratings, key=lambda each: -each.level):
        table.add_row(f"  {level.level} {level.label}", _pair(level, max(most, 1)))
    table.add_row("", f"before \u2592   after \u2588   {summary.ratings_moved} moved by the panels")
    return table


def _pair(level: LevelCount, most: int) -> Text:
    before, after = WIDTH * level.before // most, WIDTH * level.after // most
    return Text.assemble(
        ("\u2592" * before, "yellow"),
        f" {level.before}\n",
        ("\u2588" * after, "green"),
        f" {level.after}",
    )
