"""`/hr/cycles/{cycle}/export`: a cycle as a file: its reviews on lines, or their documents."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from domain.errors import ReviewError
from domain.visibility import Deed
from gateway.console.audit import right_of
from gateway.console.export_columns import Kind, columns_of
from gateway.console.export_formats import csv_lines, write_parquet, write_workbook
from gateway.console.export_packets import zipped
from gateway.console.scope import Scope, scope_of
from gateway.looked_at import About, What, note_seen
from gateway.site.front import Front, front_of
from gateway.site.pages import page
from gateway.site.posted import posted
from gateway.site.visitor import NotYours, Visitor, signed_in
from storage.read_models.exports import ExportLine, lines_of_cycle
from storage.read_models.groups import groups_of_cycle

router = APIRouter()
Here = Annotated[Visitor, Depends(signed_in)]

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET: Final = "application/vnd.apache.parquet"
_RIGHTS: Final[dict[str, Deed]] = {
    "status": Deed.EXPORT_PROGRESS,
    "results": Deed.EXPORT_RESULTS,
    "packets": Deed.EXPORT_RESULTS,
}


class ChooseAnExport(ReviewError):
    """Choose what to export, and as which kind of file."""

    code: ClassVar[str] = "choose_an_export"


@router.get("/hr/cycles/{cycle}/export")
async def choose(request: Request, cycle: UUID, visitor: Here) -> Response:
    """Show what can be exported."""
    scope = await scope_of(front_of(request), visitor, cycle, Deed.EXPORT_PROGRESS)
    return await page(
        request,
        "console/export.html.j2",
        scope=scope,
        with_results=scope.may(Deed.EXPORT_RESULTS),
        departments=(
            await groups_of_cycle(
                front_of(request).archive.readers, scope.cycle.cycle, scope.unit, state="completed"
            )
        ).departments,
    )


@router.post("/hr/cycles/{cycle}/export")
async def export(request: Request, cycle: UUID, visitor: Here) -> Response:
    """Give the file; who took what is recorded."""
    sent = await posted(request)
    wanted = Wanted(cycle, sent.one("what"), sent.one("as", "xlsx"), sent.one("department"))
    return await exported(front_of(request), visitor, wanted)


@dataclass(frozen=True)
class Wanted:
    """What is to be exported of a cycle: status, results or packets, and as which kind of file."""

    cycle: UUID
    what: str
    kind: str
    department: str = ""


async def exported(front: Front, visitor: Visitor, wanted: Wanted) -> Response:
    """Give a file, and record who took it.

    Raises:
        ChooseAnExport: there is no such export.
        NotFound, NotYours: it is not for the visitor.
    """
    what, kind = wanted.what, wanted.kind
    if what not in _RIGHTS:
        raise ChooseAnExport
    scope = await scope_of(front, visitor, wanted.cycle, _RIGHTS[what])
    if not scope.may(_RIGHTS[what]):
        raise NotYours
    lines = _own(front, scope)
    if what == "packets":
        answer: Response = await zipped(
            front, scope, [line async for line in lines], wanted.department
        )
    else:
        answer = await _file(scope, "results" if what == "results" else "status", kind, lines)
    form = f"{what}, {kind if what != 'packets' else 'zip'}"
    about = About(cycle=scope.cycle.cycle)
    await note_seen(front.archive, visitor.id, What.EXPORT, right_of(scope), about, form)
    return answer


async def _own(front: Front, scope: Scope) -> AsyncIterator[ExportLine]:
    """Give the reviews that are for the visitor: of their unit, and never their own."""
    async for line in lines_of_cycle(front.archive.readers, scope.cycle.cycle, scope.at):
        if line.reviewee == scope.visitor.id:
            continue
        if scope.unit is None or line.hr_partner == scope.unit:
            yield line


async def _file(scope: Scope, what: Kind, kind: str, lines: AsyncIterator[ExportLine]) -> Response:
    columns = columns_of(what, scope.cycle.definition, scope.visitor.zone)
    name = f"{scope.cycle.key}-{what}-{scope.at:%Y-%m-%d}"
    rows = [tuple(column.value(line) for column in columns) async for line in lines]
    match kind:
        case "csv":
            parts: Iterator[bytes] = csv_lines(columns, rows)
            return StreamingResponse(
                parts, media_type="text/csv; charset=utf-8", headers=_kept(f"{name}.csv")
            )
        case "xlsx":
            title = scope.cycle.title
            return await _written(
                f"{name}.xlsx", XLSX, lambda path: write_workbook(path, title, columns, rows)
            )
        case "parquet":
            return await _written(
                f"{name}.parquet", PARQUET, lambda path: write_parquet(path, columns, rows)
            )
        case _:
            raise ChooseAnExport


async def _written(name: str, media: str, write: Callable[[Path], None]) -> Response:
    """Write a file in a thread, give it, and remove it afterwards."""
    path = await asyncio.to_thread(_filled, name, write)
    gone = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type=media, headers=_kept(name), background=gone)


def _filled(name: str, write: Callable[[Path], None]) -> Path:
    """Have a file of our own written; it is gone again when that fails."""
    path = Path(tempfile.gettempdir()) / f"{uuid4()}-{name}"
    path.touch(mode=0o600)
    try:
        write(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _kept(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
