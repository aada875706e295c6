"""The id of what a form asks for: sent twice, it is carried out once."""

from typing import Final
from uuid import UUID, uuid4

from markupsafe import Markup

from gateway.site.posted import Posted

FIELD: Final = "request"


def request_in(sent: Posted) -> str:
    """Give the id that a form came with; a fresh one where it came with none of ours."""
    try:
        return str(UUID(sent.one(FIELD)))
    except ValueError:
        return str(uuid4())


def request_field(request: str | None = None) -> Markup:
    """Give the hidden field of a form; a form that came back keeps the id it had."""
    field = '<input type="hidden" name="{}" value="{}">'
    return Markup(field).format(FIELD, request or str(uuid4()))  # noqa: S704 - it escapes
