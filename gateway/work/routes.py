"""Every page of this room under one router."""

from fastapi import APIRouter

from gateway.work.action_ask import router as action_ask
from gateway.work.action_page import router as action_page
from gateway.work.action_post import router as action_post
from gateway.work.feedback_give import router as feedback_give
from gateway.work.feedback_page import router as feedback_page
from gateway.work.my_work_page import router as my_work_page
from gateway.work.plan_edit import router as plan_edit
from gateway.work.plan_page import router as plan_page
from gateway.work.plan_post import router as plan_post
from gateway.work.reading_post import router as reading_post
from gateway.work.review_page import router as review_page

router = APIRouter()
for pages in (
    my_work_page,
    review_page,
    reading_post,
    action_ask,  # before the page of an action: "ask" is no id
    action_page,
    action_post,
    plan_page,
    plan_post,
    plan_edit,
    feedback_page,
    feedback_give,
):
    router.include_router(pages)
