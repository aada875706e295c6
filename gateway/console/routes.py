"""Every page of HR's console."""

from fastapi import APIRouter

from gateway.console import (
    audit,
    changes,
    exports,
    home,
    launch_dates,
    launch_last,
    launch_people,
    launch_process,
    people,
    people_chosen,
    progress,
    review_page,
    sessions,
)

router = APIRouter()
for room in (
    home,
    launch_people,
    launch_process,
    launch_dates,
    launch_last,
    progress,
    people,
    people_chosen,
    changes,
    exports,
    audit,
    review_page,
    sessions,
):
    router.include_router(room.router)
