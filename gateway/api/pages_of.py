"""Long lists a page at a time, behind a cursor that says where to go on."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Annotated, ClassVar, Final, Generic, TypeVar

from fastapi import Query

from domain.errors import ReviewError
from domain.value import Value

Item = TypeVar("Item")
_LONGEST_NUMBER: Final = 18
PageSize = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str | None, Query(max_length=500, description="`next` of the page before; none at first.")
]


class CursorUnreadable(ReviewError):
    """This cursor was not given out here. Begin again without one."""

    code: ClassVar[str] = "cursor_unreadable"


class PageOf(Value, Generic[Item]):
    """A page of a list; `next` is the cursor of the page after it, None at the end."""

    items: tuple[Item, ...]
    next: str | None = None


def cursor_of(place: str) -> str:
    """Write where a list goes on as something no program should look into."""
    return urlsafe_b64encode(place.encode()).rstrip(b"=").decode()


def place_in(cursor: str | None) -> str | None:
    """Read where a list goes on.

    Raises:
        CursorUnreadable: it is no cursor of ours.
    """
    if cursor is None:
        return None
    try:
        return urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except (NotBase64, ValueError):
        raise CursorUnreadable from None


def number_in(cursor: str | None, otherwise: int) -> int:
    """Read a cursor that holds a number; `otherwise` where there is none.

    Raises:
        CursorUnreadable: it is no cursor of ours.
    """
    place = place_in(cursor)
    if place is None:
        return otherwise
    if not (place.isascii() and place.isdigit() and len(place) <= _LONGEST_NUMBER):
        raise CursorUnreadable
    return int(place)
