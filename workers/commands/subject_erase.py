"""`perennial subject erase` and `reapply`: somebody is gone from everything, and stays gone."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from domain.erasure.words import CALLED, Ground
from domain.ids import OrganisationId, PersonId
from gateway.subject.erasing import Erased, Wanted, erase, marks_of, may_be_erased
from gateway.subject.reapplying import reapply_ledger
from gateway.subject.taken_out import TakenOut
from storage.read_models.people import person_of
from workers.attach import at_work
from workers.commands.audit_views import THE_SHELL
from workers.commands.finding import people_of
from workers.commands.people_choice import one
from workers.commands.subject import By, SubjectArgument, subject_of
from workers.embedded.mail import forget_mails
from workers.ledger import read_ledger
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

GroundOption = Annotated[
    Ground,
    typer.Option(
        help="The ground of the law; anything but retention_over does not wait for the time."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether this is meant.")]
OUT_OF_REACH: Final = (
    "Not in our reach: mail that was delivered, files that were exported, backups of the key"
    " database that are older than this."
)


async def erase_subject(
    person: SubjectArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why; it stays in the ledger and names nobody.")],
    by: By = None,
    ground: GroundOption = Ground.RETENTION_OVER,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say whether it may be done.")
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Erase somebody for good: their key is destroyed, and what lies beside the log is deleted.

    Refused under a hold, while a review of theirs is open or others wait for them, and before the
    time of keeping is over unless another ground is named. An erasure that was cut short is
    brought to its end by asking again.

    Example: perennial subject erase 1042 --reason "Asked for on 20 February" --by 1105
    """
    settings = load_settings()
    async with at_work(settings) as office:
        archive = office.archive
        people = await people_of(archive)
        subject = await subject_of(archive, person, people)
        who = one(by, people).id if by else None
        wanted = Wanted(subject, ground, reason, datetime.now(UTC), who)
        is_begun = await may_be_erased(archive, wanted)
        if dry_run:
            _say_dry(subject, is_begun=is_begun, as_json=as_json)
            return
        _ask(ground, is_meant=yes)
        marks = marks_of(await person_of(archive.readers, subject))
        # Before as well: whoever asks again after an interruption knows nobody's name any more.
        mails = forget_mails(settings.home / "mail", marks)
        done = await erase(archive, wanted)
        mails += forget_mails(settings.home / "mail", marks)
    _say(subject, done, mails, as_json=as_json)


async def reapply(
    file: Annotated[Path, typer.Argument(metavar="LEDGER", help="What `subject ledger` printed.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Erase again whoever a ledger says was erased, and hold again whoever it says is held.

    For a database that was restored from a backup older than the ledger.

    Example: perennial subject reapply ledger.json
    """
    settings = load_settings()
    lines = read_ledger(file, OrganisationId(settings.organisation))
    async with at_work(settings) as office:
        done = await reapply_ledger(office.archive, lines)
    if as_json:
        say_json(asdict(done))
        return
    console.print(
        f"Erased again: {done.erased}, held again: {done.held}; already so: {done.already}.",
        soft_wrap=True,
    )
    for told in done.left:
        console.print(f"  not cleaned: {told}", markup=False, soft_wrap=True)


def _ask(ground: Ground, *, is_meant: bool) -> None:
    if is_meant:
        return
    question = f"Erase this person for good, because {CALLED[ground]}? Nothing brings it back."
    typer.confirm(question, abort=True, err=True)


def _say_dry(person: PersonId, *, is_begun: bool, as_json: bool) -> None:
    if as_json:
        say_json({"person": person, "outcome": "begun" if is_begun else "may_be_erased"})
    elif is_begun:
        console.print(
            "This person was erased; doing it again brings the rest to its end.", soft_wrap=True
        )
    else:
        console.print("A dry run, nothing was changed: this person may be erased.", soft_wrap=True)


def _say(person: PersonId, done: Erased, mails: int, *, as_json: bool) -> None:
    if as_json:
        say_json({"person": person, "outcome": "erased", "mails": mails, **asdict(done)})
        return
    begun = " That was begun before, and is done now." if done.was_recorded else ""
    console.print(f"The person {person} is erased.{begun}", markup=False, soft_wrap=True)
    taken = [f"{name.replace('_', ' ')} {count}" for name, count in done.purged.items() if count]
    taken += [f"mails {mails}"] if mails else []
    console.print(
        f"  deleted beside the log: {', '.join(taken) or 'nothing'}", markup=False, soft_wrap=True
    )
    if not done.is_shown:
        console.print("  the pages have not caught up yet; is a projector running?")
    for each in done.traces:
        console.print(
            f"  still found: {each.where}, rows {each.rows}", markup=False, soft_wrap=True
        )
    for told in done.left:
        console.print(f"  not cleaned: {told}", markup=False, soft_wrap=True)
    for file in done.files:
        console.print(
            f"  taken out on {file.at:%Y-%m-%d} by {_taker(file)}: {file.what}",
            markup=False,
            soft_wrap=True,
        )
    console.print(f"  {OUT_OF_REACH}", style="dim", soft_wrap=True)


def _taker(file: TakenOut) -> str:
    return str(file.by) if file.by else THE_SHELL
