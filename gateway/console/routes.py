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
    operations,
    people,
    people_chosen,
    progress,
    recurring,
    recurring_form,
    review_page,
    review_process,
    sessions,
)

router = APIRouter()
for room in (
    home,
    launch_people,
    launch_process,
    launch_dates,
    launch_last,
    recurring_form,
    recurring,
    progress,
    people,
    people_chosen,
    changes,
    exports,
    audit,
    review_page,
    sessions,
    operations,
    review_process,
):
    router.include_router(room.router)
