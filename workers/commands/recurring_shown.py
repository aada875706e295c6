"""`perennial recurring list` and `show`: what comes again, and the next ten of each."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from domain.recurrence.recurrences import Recurrence
from domain.views.telling import day_in_words
from gateway.recurring import Recurring
from gateway.recurring_acts import acts_of
from gateway.recurring_preview import Coming, Foreseen, foreseen
from gateway.recurring_words import next_of, outcome_in_words, rhythm_in_words
from workers.attach import at_work
from workers.settings import load_settings
from workers.terminal import AsJson, lay_out, say, say_json

PAST: int = 10


async def show_list(*, as_json: AsJson = False) -> None:
    """List the recurring cycles, and when each comes next.

    Example: perennial recurring list
    """
    async with at_work(load_settings()) as office:
        known = (await Recurring(office.archive, office.client).read()).listed()
        at = datetime.now(UTC)
        coming = [await foreseen(office.archive, each, at, rehearses=False) for each in known]
    if as_json:
        say_json([as_json_of(*pair) for pair in zip(known, coming, strict=True)])
        return
    if not known:
        say("No cycle comes again yet. Set one: perennial recurring set FILE")
        return
    table = Table(box=None)
    for column in ("key", "how often", "stands", "next", "people today"):
        table.add_column(column)
    for each, ahead in zip(known, coming, strict=True):
        first = next_of(each, ahead)
        told = (day_in_words(first.begins), f"{first.people}") if first else ("", "")
        table.add_row(each.terms.key, rhythm_in_words(each.terms), each.state, *told)
    lay_out(table)


async def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Key of the recurring cycle.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show how a cycle comes again: its next ten, for whom, with remarks, and what was before.

    Example: perennial recurring show annual
    """
    async with at_work(load_settings()) as office:
        found = (await Recurring(office.archive, office.client).read()).keyed(key)
        coming = await foreseen(office.archive, found, datetime.now(UTC))
        acts = await acts_of(office.archive, found.id)
    if as_json:
        say_json({**as_json_of(found, coming), "acts": [asdict(each) for each in acts]})
        return
    show_foreseen(found, coming)
    for act in acts[:PAST]:
        say(f"  {act.at:%Y-%m-%d}: {act.what}{f' ({act.day})' if act.day else ''}: {act.reason}")
    for each in found.history()[:PAST]:
        say(f"  {each.occurrence}: {outcome_in_words(each)}")


def show_foreseen(recurrence: Recurrence, coming: Foreseen) -> None:
    """Print how it is settled, and the next ten."""
    terms = recurrence.terms
    say(
        f"{terms.key}: {rhythm_in_words(terms)}, at {terms.at:%H:%M} in {terms.zone}, from the"
        f" {terms.origin}; {recurrence.state}."
    )
    for remark in coming.remarks:
        say(f"  {remark}")
    if recurrence.is_ended or not coming.coming:
        return
    table = Table(title="The next ten", title_justify="left", box=None)
    for column in ("day", "begins", "cycle", "name", "people today", "remarks"):
        table.add_column(column)
    for each in coming.coming:
        begins, people = each.at.astimezone(terms.place), f"{each.people}"
        told = (f"{begins:%Y-%m-%d %H:%M}", each.key, each.title, people, " ".join(each.remarks))
        table.add_row(each.day, *told)
    lay_out(table)


def as_json_of(recurrence: Recurrence, coming: Foreseen) -> dict[str, object]:
    """Tell a recurrence for programs."""
    terms = recurrence.terms
    told = terms.model_dump(mode="json", exclude={"definition"})
    return {
        **told,
        "id": str(recurrence.id),
        "state": recurrence.state,
        "definition": terms.definition.key,
        "remarks": list(coming.remarks),
        "next": [_coming_as_json(each) for each in coming.coming],
        "history": [each.model_dump(mode="json") for each in recurrence.history()],
    }


def _coming_as_json(coming: Coming) -> dict[str, object]:
    return {
        "day": coming.day,
        "begins": coming.begins.isoformat(),
        "at": coming.at.isoformat(),
        "cycle": coming.key,
        "title": coming.title,
        "people": coming.people,
        "stands": coming.outcome.what if coming.outcome else "to_come",
        "remarks": list(coming.remarks),
    }
