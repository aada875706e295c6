"""All pages of the calibration board."""

from fastapi import APIRouter

from gateway.board import boards, leading, rows

router = APIRouter()
for each in (boards, rows, leading):
    router.include_router(each.router)
