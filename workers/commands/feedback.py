"""`perennial feedback`: given any time of the year, shown to its readers, taken back."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, ClassVar
from uuid import UUID, uuid4

import typer

from domain.errors import ReviewError
from domain.feedback.refusals import UnknownFeedback
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import FeedbackId, PersonId
from gateway.feedback import Giving, before_sending, give_feedback, withdraw_feedback
from gateway.present import present_here
from storage.archive import Archive
from storage.read_models.feedback import given_by
from storage.read_models.waiting import wait_for
from workers.attach import at_work
from workers.commands.answering import PATIENCE
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

From = Annotated[str, typer.Option("--from", metavar="PERSON", help="Who gives it.")]
Words = Annotated[str | None, typer.Option(help="The words; kept sealed.")]
WordsFile = Annotated[
    str | None, typer.Option(metavar="FILE", help="The words in a file; '-' reads from input.")
]
About = Annotated[
    str | None, typer.Option(metavar="GOAL|SKILL", help="Which goal, skill or value; sealed.")
]
SeenOn = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="The day it was seen; sealed."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Send without asking.")]


class FeedbackNotSent(ReviewError):
    """Nothing was sent."""

    code: ClassVar[str] = "feedback_not_sent"


class WordsUnreadable(ReviewError):
    """The words cannot be read; give them with --words or --words-file."""

    code: ClassVar[str] = "words_unreadable"


async def give(
    receiver: Annotated[str, typer.Argument(metavar="RECEIVER", help="Whom it is about.")],
    *,
    giver: From,
    kind: Annotated[FeedbackKind, typer.Option(help="What it is.")],
    visible_to: Annotated[VisibleTo, typer.Option(help="Who reads it beside its giver.")],
    words: Words = None,
    words_file: WordsFile = None,
    about: About = None,
    on: SeenOn = None,
    yes: Yes = False,
    request: Annotated[str | None, typer.Option(help="The same id is carried out once.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a colleague praise, a coaching note or an observation, any time of the year.

    Before anything is sent it says who will read it. Only praise can be visible to everyone.

    Example: perennial feedback give 1042 --from 1051 --kind praise --visible-to both --words "..."
    """
    text = _words(words, words_file)
    async with at_work(load_settings()) as office:
        people = await people_of(office.archive)
        giving = Giving(
            request=request or str(uuid4()),
            giver=one(giver, people).id,
            receiver=one(receiver, people).id,
            kind=kind,
            visible_to=visible_to,
            words=text,
            at=await present_here(office.archive),
            about=about,
            seen_on=on.date() if on else None,
        )
        readers = await before_sending(office.archive, giving)
        if not as_json:
            console.print(readers, markup=False)
        if not (yes or as_json or typer.confirm("Send it?", default=False)):
            raise FeedbackNotSent
        position = await give_feedback(office.archive, giving)
        await wait_for(office.archive.readers, position, PATIENCE)
    name = str(giving.feedback)
    if as_json:
        say_json({"feedback": name, "readers": readers, "position": position})
        return
    taken_back = f"`perennial feedback withdraw {name[:8]} --from {giver}`"
    console.print(f"Sent. For seven days {taken_back} takes it back.", markup=False)


async def withdraw(
    feedback: Annotated[
        str, typer.Argument(metavar="ID", help="The feedback, or the beginning of its id.")
    ],
    *,
    giver: From,
    as_json: AsJson = False,
) -> None:
    """Take feedback back within seven days: nobody reads it any more.

    Example: perennial feedback withdraw 0f6d2c11 --from 1051
    """
    async with at_work(load_settings()) as office:
        archive = office.archive
        who = one(giver, await people_of(archive))
        name = await _named(archive, feedback, giver=who.id)
        at = await present_here(archive)
        position = await withdraw_feedback(archive, name, who.id, at)
        await wait_for(archive.readers, position, PATIENCE)
    if as_json:
        say_json({"feedback": str(name), "position": position})
    else:
        console.print("It is withdrawn; nobody reads it any more.")


def _words(words: str | None, file: str | None) -> str:
    if words is not None and file is not None:
        raise WordsUnreadable("Give the words with --words or with --words-file, not with both.")
    if file is None:
        return words or ""
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WordsUnreadable(f"The words cannot be read: {error}.") from None


async def _named(archive: Archive, words: str, *, giver: PersonId) -> FeedbackId:
    """Find feedback by the beginning of its id among what somebody gave, or by the whole of it."""
    own = [line.feedback for line in await given_by(archive, giver)]
    found = [each for each in own if words and str(each).startswith(words.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownFeedback(f"{len(found)} of yours begin with '{words}'; give more of the id.")
    try:
        return FeedbackId(UUID(words))
    except ValueError:
        raise UnknownFeedback(
            f"There is no feedback of yours whose id begins with '{words}'."
        ) from None
