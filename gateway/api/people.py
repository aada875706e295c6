"""The people file: tried first, then taken in."""

from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import Field

from activities.intake.people_import import PeopleImport
from domain.visibility import Deed
from gateway.api.caller import WritesPeople
from gateway.api.once import ThisOnce
from gateway.api.problems import FieldRefused, NotAcceptedYet
from gateway.api.shapes import Shape, Taken
from gateway.console.launch_people import people_in_file, tell_running_reviews
from gateway.site.front import front_of

router = APIRouter(tags=["People"], prefix="/people/import")

MOST_PROBLEMS: Final = 200
# As FastAPI takes it: a handler that reads the body itself.
_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The people file: CSV or XLSX, at most 10 MiB.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("text/csv", "application/octet-stream")
        },
    }
}


class RowProblem(Shape):
    """What is wrong at a line of the file, or worth knowing."""

    line: int | None
    column: str
    sentence: str


class PeopleCounts(Shape):
    """How many people a file brings, changes, and leaves as they are; each counts once."""

    joined: int
    changed: int
    left: int
    returned: int
    unchanged: int


class FileRead(Shape):
    """What a people file comes to; with any problem nothing of it can be taken in."""

    rows: int
    counts: PeopleCounts
    problems: tuple[RowProblem, ...] = Field(description="The first 200.")
    remarks: tuple[RowProblem, ...] = Field(description="The first 200.")


class FileTaken(Taken):
    """The file was taken in."""

    rows: int
    counts: PeopleCounts


@router.post("/rehearsal", openapi_extra=_FILE)
async def try_people_file(request: Request, caller: WritesPeople) -> FileRead:
    """Say what a people file would change in the directory; nothing is taken in."""
    caller.visitor.require(Deed.IMPORT_PEOPLE)
    done = await people_in_file(front_of(request), await _file(request), dry_run=True)
    return FileRead(
        rows=done.reading.rows,
        counts=_counts(done),
        problems=_problems(done.reading.problems),
        remarks=_problems(done.reading.remarks),
    )


@router.post("", openapi_extra=_FILE)
async def take_people_file_in(request: Request, caller: WritesPeople, once: ThisOnce) -> FileTaken:
    """Take a people file into the directory, whole or not at all, and tell running reviews.

    What is wrong with it is told line by line in `errors` (422).
    """
    caller.visitor.require(Deed.IMPORT_PEOPLE)
    front = front_of(request)

    async def take_in(_: str) -> FileTaken:
        done = await people_in_file(front, await _file(request), dry_run=False)
        if done.reading.problems:
            errors = tuple(
                FieldRefused(field=f"line {each.line}, {each.column}", detail=each.sentence)
                for each in done.reading.problems[:MOST_PROBLEMS]
            )
            raise NotAcceptedYet("Nothing of this file was taken in.", errors)
        await tell_running_reviews(front, done)
        return FileTaken(rows=done.reading.rows, counts=_counts(done))

    return await once.take(caller, FileTaken, take_in)


async def _file(request: Request) -> bytes:
    content = await request.body()
    if not content:
        raise NotAcceptedYet("Send the people file as the body of the request.", ())
    return content


def _counts(done: PeopleImport) -> PeopleCounts:
    return PeopleCounts.model_validate(done.counts)


def _problems(found: tuple[object, ...]) -> tuple[RowProblem, ...]:
    return tuple(RowProblem.model_validate(each) for each in found[:MOST_PROBLEMS])
