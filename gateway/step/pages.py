"""All pages of a step under one router; the pages with a name of their own come first."""

from fastapi import APIRouter

from gateway.step import conflict_page, form_page, others_page, submit_page, way_page

router = APIRouter()
for each in (form_page, submit_page, conflict_page, others_page, way_page):
    router.include_router(each.router)
