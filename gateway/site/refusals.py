"""A refusal as a page: the sentence, the right status, and a way on. Nothing of it is logged."""

from http import HTTPStatus
from typing import Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import ReviewError
from gateway.asking import Refused
from gateway.counts import REFUSALS
from gateway.site.pages import page, see_other

_TO_BE_MENDED: Final = (
    *("nobody_named", "nobody_there", "nobody_of_that_name", "owner_unknown", "unknown_owner"),
    *("unknown_people", "unknown_person", "feedback_on_oneself", "not_for_everyone"),
    *("words_missing", "words_not_fit", "say_why", "drop_needs_reason", "move_needs_reason"),
    *("line_not_accepted", "days_out_of_range", "in_the_past", "due_in_the_past"),
    *("seen_in_the_future", "reading_not_accepted", "reading_of_another_kind"),
    *("reading_in_the_future", "reading_before_the_cycle", "webhook_refused", "not_ready"),
    *("choose_an_export", "no_scope", "token_lasts_too_long", "answers_not_accepted"),
    *("nobody_to_add", "too_many_packets", "terms_refused", "name_does_not_fit"),
    *("starts_in_the_past", "process_not_usable", "no_such_occurrence", "cannot_begin_now"),
)
"""What was sent is wrong in itself, however things stand."""

STATUSES: Final = {
    **dict.fromkeys(_TO_BE_MENDED, HTTPStatus.UNPROCESSABLE_ENTITY),
    "sign_in_first": HTTPStatus.UNAUTHORIZED,
    "not_found": HTTPStatus.NOT_FOUND,
    "token_forged": HTTPStatus.NOT_FOUND,
    "sign_in_failed": HTTPStatus.FORBIDDEN,
    "provider_silent": HTTPStatus.SERVICE_UNAVAILABLE,
    "token_refused": HTTPStatus.UNAUTHORIZED,
    "scope_missing": HTTPStatus.FORBIDDEN,
    "key_used_before": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no_such_token": HTTPStatus.NOT_FOUND,
    "cursor_unreadable": HTTPStatus.BAD_REQUEST,
    "not_yours": HTTPStatus.FORBIDDEN,
    "not_for_all": HTTPStatus.FORBIDDEN,
    "not_your_step": HTTPStatus.NOT_FOUND,
    "not_yours_to_see": HTTPStatus.NOT_FOUND,
    "not_on_the_panel": HTTPStatus.FORBIDDEN,
    "not_the_facilitator": HTTPStatus.FORBIDDEN,
    "not_your_row_to_move": HTTPStatus.FORBIDDEN,
    "unknown_step": HTTPStatus.NOT_FOUND,
    "unknown_feedback": HTTPStatus.NOT_FOUND,
    "unknown_action": HTTPStatus.NOT_FOUND,
    "not_yours_to_end": HTTPStatus.FORBIDDEN,
    "not_your_feedback": HTTPStatus.FORBIDDEN,
    "not_your_plan": HTTPStatus.FORBIDDEN,
    "rate_first": HTTPStatus.FORBIDDEN,
    "pdf_not_possible": HTTPStatus.SERVICE_UNAVAILABLE,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "draft_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "not_a_form": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "form_expired": HTTPStatus.FORBIDDEN,
    "too_many_attempts": HTTPStatus.TOO_MANY_REQUESTS,
    "payloads_not_yours": HTTPStatus.FORBIDDEN,
    "asked_from_elsewhere": HTTPStatus.FORBIDDEN,
    "payloads_unreadable": HTTPStatus.BAD_REQUEST,
    "payloads_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "payloads_not_json": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "namespace_not_ours": HTTPStatus.UNPROCESSABLE_ENTITY,
    "log_out_of_reach": HTTPStatus.SERVICE_UNAVAILABLE,
    "too_busy": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Refusals that are no conflict with how things stand (409)."""

_HEADINGS: Final = {
    HTTPStatus.UNAUTHORIZED: "Sign in first",
    HTTPStatus.FORBIDDEN: "Not yours to do",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "Not possible this way",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Not a form",
    HTTPStatus.TOO_MANY_REQUESTS: "Too often",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Not accepted yet",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not now",
}


def code_of(refusal: ReviewError) -> str:
    """Give the code of a refusal; one that a workflow raised keeps its own."""
    return refusal.refusal if isinstance(refusal, Refused) else refusal.code


def status_of(refusal: ReviewError) -> HTTPStatus:
    """Give the status a refusal is answered with."""
    return STATUSES.get(code_of(refusal), HTTPStatus.CONFLICT)


async def refused(request: Request, refusal: Exception) -> Response:
    """Answer a typed refusal with a page; who has to sign in first is led there."""
    if not isinstance(refusal, ReviewError):
        raise refusal
    REFUSALS.labels(code_of(refusal)).inc()
    status = status_of(refusal)
    if status is HTTPStatus.UNAUTHORIZED and request.method == "GET":
        return see_other(f"/sign-in?to={request.url.path}")
    return await _told(request, status, str(refusal), getattr(refusal, "retry_after", None))


async def not_served(request: Request, failure: Exception) -> Response:
    """Answer what no page is there for."""
    if not isinstance(failure, HTTPException):
        raise failure
    status = HTTPStatus(failure.status_code)
    sentence = (
        "There is no such page, or it is not yours to see."
        if status in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
        else status.description or status.phrase
    )
    return await _told(request, status, sentence)


async def unreadable(request: Request, _: Exception) -> Response:
    """Answer an address that cannot be one of ours: a guessed id, a part that is no number."""
    sentence = "There is no such page, or it is not yours to see."
    return await _told(request, HTTPStatus.NOT_FOUND, sentence)


async def _told(
    request: Request, status: HTTPStatus, sentence: str, retry_after: int | None = None
) -> Response:
    heading = _HEADINGS.get(status, "This cannot be done as it stands")
    response = await page(
        request, "refusal.html.j2", status=status, heading=heading, sentence=sentence
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


HANDLERS: Final = {
    ReviewError: refused,
    HTTPException: not_served,
    RequestValidationError: unreadable,
}
