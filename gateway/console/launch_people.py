"""First screen of a launch: the people file, and whom of the directory the cycle is for."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Final
from uuid import uuid4

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from activities.intake.people_import import PeopleImport, import_people_rows
from activities.intake.people_sheet import people_rows
from domain.ids import PersonId
from domain.people import Organisation
from domain.people_columns import OPTIONAL, REQUIRED
from domain.visibility import Deed
from gateway.console.launch_room import Room, room_at, screen
from gateway.launch_plan import LaunchPlan, chosen_people
from gateway.people_changes import tell_reviews
from gateway.site.front import Front, front_of
from gateway.site.pages import see_other
from gateway.site.posted import Posted, posted
from gateway.site.visitor import Visitor, signed_in
from storage.launch_drafts import LaunchDrafts
from storage.read_models.people import everybody, find_person, named_people

router = APIRouter()

MOST_FINDINGS: Final = 100
TELLING_SECONDS: Final = 5.0

Wrong = list[tuple[str, str]]


@dataclass(frozen=True)
class FileRead:
    """What a people file came to; `counts` tells what taking it in would change."""

    done: PeopleImport

    @property
    def counts(self) -> dict[str, int]:
        """Give how many people would join, change, leave, return and stay as they are."""
        return asdict(self.done.counts)

    @property
    def is_usable(self) -> bool:
        """Whether it can be taken in."""
        return not self.done.reading.problems


@router.post("/hr/launch")
async def begin(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """Begin to prepare a launch."""
    await posted(request)
    visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    draft = uuid4()
    content = LaunchPlan(hr_owner=visitor.id).model_dump(mode="json")
    await LaunchDrafts.of(front.archive).begin(draft, content, visitor.id, front.now())
    return see_other(f"/hr/launch/{draft}/people")


@router.get("/hr/launch/{draft}/people")
async def show(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Show whom the cycle is for, and what the people file that waits would change."""
    return await _screen(request, room, words=_numbers(await _people(room.front), room.plan.named))


@router.post("/hr/launch/{draft}/people")
async def choose(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Keep whom the cycle is for."""
    sent = await posted(request)
    chosen, wrong = await _chosen(room, sent)
    if not wrong and not chosen_people(chosen, await _people(room.front)):
        wrong.append(("whom", "Nobody is chosen: choose whom the cycle is for."))
    if wrong:
        typed = replace(room, plan=chosen)
        words, owner = sent.one("named"), sent.one("owner")
        return await _screen(request, typed, words=words, wrong=wrong, owner=owner)
    await room.keep(chosen, sent)
    return see_other(f"{room.path}/process")


@router.post("/hr/launch/{draft}/people/file")
async def hand_in(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Hold a people file, and say what is in it; nothing is taken in yet."""
    sent = await posted(request, uploads=True)
    upload = sent.files.get("file")
    if upload is None or not upload.content:
        return await _screen(request, room, wrong=[("file", "Choose a file first.")])
    await room.drafts.keep_file(room.draft.draft, upload.content)
    return see_other(f"{room.path}/people#file-read")


@router.post("/hr/launch/{draft}/people/file/drop")
async def let_go(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Let go of the people file without taking it in."""
    await posted(request)
    await room.drafts.keep_file(room.draft.draft, None)
    return see_other(f"{room.path}/people")


@router.post("/hr/launch/{draft}/people/import")
async def take_in(request: Request, room: Annotated[Room, Depends(room_at)]) -> Response:
    """Take the file into the directory, and tell the reviews that run already."""
    await posted(request)
    room.visitor.require(Deed.IMPORT_PEOPLE)
    content = await room.drafts.file(room.draft.draft)
    if content is None:
        return see_other(f"{room.path}/people")
    done = await people_in_file(room.front, content, dry_run=False)
    if done.reading.problems:
        return see_other(f"{room.path}/people#file-read")
    await room.drafts.keep_file(room.draft.draft, None)
    await tell_running_reviews(room.front, done)
    return see_other(f"{room.path}/people")


async def tell_running_reviews(front: Front, done: PeopleImport) -> None:
    """Tell running reviews of an import; what takes longer than a moment goes on by itself."""
    telling = asyncio.ensure_future(
        tell_reviews(front.archive, front.client, done.before, done.events)
    )
    _still_telling.add(telling)
    telling.add_done_callback(_still_telling.discard)
    done_telling, _ = await asyncio.wait({telling}, timeout=TELLING_SECONDS)
    for each in done_telling:
        each.result()  # so that HR hears when running reviews could not be told


_still_telling: Final[set[asyncio.Task[int]]] = set()


async def _screen(
    request: Request,
    room: Room,
    words: str = "",
    wrong: Sequence[tuple[str, str]] = (),
    owner: str = "",
) -> Response:
    people = await _people(room.front)
    content = await room.drafts.file(room.draft.draft)
    known = people.get(room.plan.hr_owner) if room.plan.hr_owner else None
    return await screen(
        request,
        room,
        "people",
        wrong=wrong,
        words=words,
        people=len(people),
        departments=sorted(Counter(each.department for each in people.values()).items()),
        owner=owner or (known.employee_number if known else ""),
        file=FileRead(await people_in_file(room.front, content, dry_run=True)) if content else None,
        required=REQUIRED,
        optional=OPTIONAL,
        most=MOST_FINDINGS,
    )


async def people_in_file(front: Front, content: bytes, *, dry_run: bool) -> PeopleImport:
    """Read a people file, and take it into the directory unless it is dry."""
    archive = front.archive
    return await import_people_rows(
        lambda: people_rows(content),
        archive.directory,
        await archive.naming_key(),
        front.now(),
        dry_run=dry_run,
    )


async def _people(front: Front) -> Organisation:
    return await everybody(front.archive.readers, front.archive.organisation)


async def _chosen(room: Room, sent: Posted) -> tuple[LaunchPlan, Wrong]:
    """Read the form, and say what cannot be meant."""
    wrong: Wrong = []
    archive = room.front.archive
    words = [each for each in sent.one("named").replace(",", " ").split() if each]
    found = await named_people(archive.readers, archive.organisation, words)
    whom = sent.one("whom")
    missing = [word for word in words if word not in found]
    if whom == "named" and missing:
        some = ", ".join(missing[:5]) + (", \u2026" if len(missing) > 5 else "")  # noqa: PLR2004
        wrong.append(("named", f"Nobody in the directory has the number or address {some}."))
    owner = sent.one("owner").strip()
    who = await find_person(archive.readers, archive.organisation, owner) if owner else None
    if owner and who is None:
        wrong.append(("owner", "Nobody in the directory has that number or address."))
    changes = {
        "whom": whom if whom in ("departments", "named") else "everybody",
        "departments": tuple(sent.all("department")),
        "named": tuple(dict.fromkeys(found[word] for word in words if word in found)),
        "hr_owner": who.id if who else None,
    }
    return room.plan.model_copy(update=changes), wrong


def _numbers(people: Organisation, named: Sequence[PersonId]) -> str:
    return "\n".join(people[each].employee_number for each in named if each in people)
