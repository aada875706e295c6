"""The id of what a form asks for: sent twice, it is carried out once."""

import re
from typing import ClassVar, Final
from uuid import uuid4

from markupsafe import Markup

from domain.errors import ReviewError
from gateway.site.posted import Posted

FIELD: Final = "request"
_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class RequestUnknown(ReviewError):
    """This form is not whole. Load the page again and send it once more."""

    code: ClassVar[str] = "not_a_form"


def fresh_request() -> str:
    """Give the id that a form holds which is shown for the first time."""
    return uuid4().hex


def request_in(sent: Posted) -> str:
    """Give the id of what a form asks for.

    Raises:
        RequestUnknown: there is none, or none that a form of ours holds.
    """
    found = sent.one(FIELD)
    if not _ID.fullmatch(found):
        raise RequestUnknown
    return found


def request_field(request: str | None = None) -> Markup:
    """Give the hidden field of a form; a form that came back keeps the id it had."""
    field = '<input type="hidden" name="{}" value="{}">'
    return Markup(field).format(FIELD, request or fresh_request())  # noqa: S704 - it escapes
