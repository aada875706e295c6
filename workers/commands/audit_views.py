"""`perennial audit views`: who saw what, when, and under which right."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, ClassVar

import typer
from rich.markup import escape
from rich.table import Table

from domain.errors import ReviewError
from domain.ids import PersonId, ReviewId
from domain.people import Organisation
from storage.archive import Archive
from storage.read_models.cycles import all_cycles
from storage.read_models.people import ERASED
from storage.read_models.reviews import review_of, reviews_of_person
from storage.views import KeptView, ViewsAsked, views_found
from workers.attach import reading
from workers.commands.finding import people_of, the_cycle, the_review
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

THE_SHELL = "the command line"


class DayUnreadable(ReviewError):
    """Write the day like 2026-01-31, or the moment like 2026-01-31T09:00."""

    code: ClassVar[str] = "day_unreadable"


async def show_views(
    *,
    review: Annotated[
        str | None, typer.Option("--review", metavar="PERSON", help="Of whose latest review.")
    ] = None,
    cycle: Annotated[
        str | None, typer.Option("--cycle", metavar="KEY", help="Of which cycle.")
    ] = None,
    viewer: Annotated[
        str | None, typer.Option("--viewer", metavar="PERSON", help="Who looked.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="PERSON", help="Whom it was about.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="From which day or moment, UTC.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, the latest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Tell who saw confidential words: who, what of whom, when, and as what they might.

    Everything that lays words before somebody is noted: pages, documents, exports, the board, the
    API and commands. A command that named no reader stands under "the command line".

    Example: perennial audit views --subject 1042 --since 2026-03-01
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        asked = ViewsAsked(
            review=(await the_review(archive, review, cycle)).review.review if review else None,
            cycle=(await the_cycle(archive, cycle)).cycle if cycle else None,
            viewer=one(viewer, people).id if viewer else None,
            subject=one(subject, people).id if subject else None,
            reviews=await _reviews_of(archive, subject, people),
            since=_moment(since),
        )
        found = await views_found(archive.hosts, asked, limit)
        told = await _told(archive, found, people)
    if as_json:
        say_json({"views": told})
        return
    console.print(_table(told) if told else "Nobody has seen anything of it.")


async def _reviews_of(
    archive: Archive, subject: str | None, people: Organisation
) -> list[ReviewId]:
    if subject is None:
        return []
    lines = await reviews_of_person(archive.readers, one(subject, people).id)
    return [line.review for line in lines]


def _moment(words: str | None) -> datetime | None:
    """Read a day or a moment; without a zone it is UTC."""
    if words is None:
        return None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise DayUnreadable from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def _told(
    archive: Archive, found: Sequence[KeptView], people: Organisation
) -> list[dict[str, object]]:
    """Say of each view who, what, about whom, in which cycle, when and as what."""
    keys = {
        each.cycle: each.key for each in await all_cycles(archive.readers, archive.organisation)
    }
    reviews = {each.view.review for each in found if each.view.review and not each.view.subject}
    lines = [await review_of(archive.readers, review) for review in reviews]
    of = {line.review: line.reviewee for line in lines if line is not None}
    views = [each.view for each in found]
    about = [view.subject or (of.get(view.review) if view.review else None) for view in views]
    return [
        {
            "at": view.at,
            "viewer": view.viewer,
            "who": _name(people, view.viewer, archive),
            "what": view.what,
            "subject": subject,
            "about": _name(people, subject, archive) if subject else None,
            "cycle": keys.get(view.cycle) if view.cycle else None,
            "review": view.review,
            "right": view.right,
        }
        for view, subject in zip(views, about, strict=True)
    ]


def _name(people: Organisation, person: PersonId, archive: Archive) -> str:
    if person == archive.organisation:
        return THE_SHELL
    found = people.get(person)
    return f"{found.display_full_name} ({found.employee_number})" if found else ERASED


def _table(told: Sequence[dict[str, object]]) -> Table:
    table = Table(box=None)
    columns = ("when", "who", "what", "about", "cycle", "as")
    for column in columns:
        table.add_column(column)
    for view in told:
        at = view["at"]
        when = f"{at:%Y-%m-%d %H:%M:%S}" if isinstance(at, datetime) else ""
        rest = (view["who"], view["what"], view["about"], view["cycle"], view["right"])
        table.add_row(when, *(escape(str(each)) if each else "" for each in rest))
    return table
