"""`/work`: the page a person begins at."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from gateway.my_work import my_work
from gateway.site.front import front_of
from gateway.site.pages import page
from gateway.site.visitor import Visitor, signed_in
from gateway.work.own_reviews import own_reviews
from gateway.work.tasks import Tasks, overdue

router = APIRouter()


@router.get("/work")
async def show(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """Show what lies before the visitor, and what is theirs."""
    front = front_of(request)
    at = front.now()
    work = await my_work(front.archive, visitor.id, at)
    tasks = Tasks(work, at)
    every = [*tasks.to_do, *tasks.actions, *tasks.plans]
    return await page(
        request,
        "work/my_work.html.j2",
        work=work,
        tasks=tasks,
        count=len(every),
        late=overdue(every),
        own=own_reviews(work),
    )
