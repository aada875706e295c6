"""The id of what a form asks for: sent twice, it is carried out once."""

from typing import ClassVar, Final
from uuid import UUID, uuid4

from markupsafe import Markup

from domain.errors import ReviewError
from gateway.site.posted import Posted

FIELD: Final = "request"


class FormNotWhole(ReviewError):
    """This form is not whole. Load the page again and send it once more."""

    code: ClassVar[str] = "form_not_whole"


def request_in(sent: Posted) -> str:
    """Give the id of what a form asks for.

    Raises:
        FormNotWhole: there is none, or none that a form of ours holds.
    """
    found = _id_in(sent)
    if found is None:
        raise FormNotWhole
    return found


def request_kept(sent: Posted) -> str:
    """Give the id that a form came with, or a fresh one where it is shown for the first time."""
    return _id_in(sent) or str(uuid4())


def request_field(request: str | None = None) -> Markup:
    """Give the hidden field of a form; a form that came back keeps the id it had."""
    field = '<input type="hidden" name="{}" value="{}">'
    return Markup(field).format(FIELD, request or str(uuid4()))  # noqa: S704 - it escapes


def _id_in(sent: Posted) -> str | None:
    try:
        return str(UUID(sent.one(FIELD)))
    except ValueError:
        return None
