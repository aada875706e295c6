"""Refusals for programs: problem details with a code, and each question that is not answered well.

The shape is that of RFC 9457. `type` names the refusal and is the same for ever; `detail` is the
sentence that a person would read.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final

from fastapi.exceptions import RequestValidationError
from pydantic import Field, JsonValue
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.errors import ReviewError
from domain.value import Value
from gateway.counts import REFUSALS
from gateway.site.refusals import code_of, status_of

MEDIA_TYPE: Final = "application/problem+json"
_TYPE: Final = "urn:perennial:refusal:{code}"
_SENTENCES: Final = {
    HTTPStatus.NOT_FOUND: "There is no such address, or it is not yours to see.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    HTTPStatus.BAD_REQUEST: "The request cannot be read.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "This is more than a request may hold (256 KiB; a people file 10 MiB)."
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Send JSON, as `Content-Type: application/json`.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "This failed, and not through you. Try again later.",
}


class FieldRefused(Value):
    """A part of what was sent that cannot be accepted."""

    field: str
    detail: str


class Problem(Value):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[FieldRefused, ...] = ()
    saved: dict[str, JsonValue] | None = Field(
        default=None, description="Of `draft_clash`: the version and the answers saved meanwhile."
    )


class NotAcceptedYet(ReviewError):
    """Some answers cannot be accepted yet; `errors` names each of them."""

    code: ClassVar[str] = "answers_not_accepted"

    def __init__(self, sentence: str, errors: tuple[FieldRefused, ...]) -> None:
        """Carry each question with its sentence."""
        super().__init__(sentence)
        self.errors = errors


def problem_of(refusal: ReviewError) -> Problem:
    """Tell a refusal as a problem."""
    status, code = status_of(refusal), code_of(refusal)
    return Problem(
        type=_TYPE.format(code=code),
        title=status.phrase,
        status=status,
        detail=str(refusal),
        code=code,
        errors=getattr(refusal, "errors", ()),
        saved=getattr(refusal, "saved", None),
    )


async def refused(_: Request, refusal: Exception) -> Response:
    """Answer a typed refusal."""
    if not isinstance(refusal, ReviewError):
        raise refusal
    REFUSALS.labels(code_of(refusal)).inc()
    return answered(problem_of(refusal), getattr(refusal, "retry_after", None))


async def unreadable(_: Request, failure: Exception) -> Response:
    """Answer a request whose shape is not that of the description; its values are not repeated."""
    if not isinstance(failure, RequestValidationError):
        raise failure
    errors = tuple(
        FieldRefused(field=".".join(str(part) for part in each["loc"]), detail=each["msg"])
        for each in failure.errors()
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code, detail = "not_readable", "The request does not have the shape that is described."
    return answered(
        Problem(
            type=_TYPE.format(code=code),
            title=status.phrase,
            status=status,
            detail=detail,
            code=code,
            errors=errors,
        )
    )


async def not_served(_: Request, failure: Exception) -> Response:
    """Answer what there is no address or no method for."""
    if not isinstance(failure, HTTPException):
        raise failure
    return answered(problem_of_status(HTTPStatus(failure.status_code)), headers=failure.headers)


async def failed(_: Request, __: Exception) -> Response:
    """Answer what nobody foresaw; what it was is for the log of the process, and without words."""
    return answered(problem_of_status(HTTPStatus.INTERNAL_SERVER_ERROR))


def problem_of_status(status: HTTPStatus) -> Problem:
    """Tell as a problem what no rule of ours refuses."""
    code = status.name.lower()
    return Problem(
        type=_TYPE.format(code=code),
        title=status.phrase,
        status=status,
        detail=_SENTENCES.get(status, status.description or status.phrase),
        code=code,
    )


def answered(
    problem: Problem, retry_after: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Send a problem."""
    told = dict(headers or {})
    if retry_after is not None:
        told["Retry-After"] = str(retry_after)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        told["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        problem.model_dump(mode="json", exclude_none=True),
        problem.status,
        told,
        media_type=MEDIA_TYPE,
    )


HANDLERS: Final = {
    ReviewError: refused,
    RequestValidationError: unreadable,
    HTTPException: not_served,
    Exception: failed,
}
# As FastAPI takes it.
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {"model": Problem, "description": "A refusal, in a sentence."}
}
