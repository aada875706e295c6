"""What a form sent: read once, no larger than it may be, and only from our own pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.errors import ReviewError
from gateway.site.form_token import FIELD, HEADER, is_from_here

LARGEST: Final = 256 * 1024
LARGEST_UPLOAD: Final = 10 * 1024 * 1024
MOST_FIELDS: Final = 5_000

_DIGITS: Final = 9
"""Of the longest number: as many as an integer of the database holds."""

_KINDS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class TooLarge(ReviewError):
    """This is more than a form may hold. Shorten the longest text and send it again."""

    code: ClassVar[str] = "too_large"


class NotAForm(ReviewError):
    """This page takes what its form sends, and nothing else."""

    code: ClassVar[str] = "not_a_form"


class FormExpired(ReviewError):
    """This form is no longer valid here. Load the page again and send it once more."""

    code: ClassVar[str] = "form_expired"


@dataclass(frozen=True)
class Upload:
    """A file that was sent with a form."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Posted:
    """The values of a form in the order in which they were sent."""

    values: Sequence[tuple[str, str]]
    files: dict[str, Upload] = field(default_factory=dict)

    def one(self, name: str, default: str = "") -> str:
        """Give the last value of that name."""
        return next((value for key, value in reversed(self.values) if key == name), default)

    def all(self, name: str) -> list[str]:
        """Give every value of that name, in order."""
        return [value for key, value in self.values if key == name]

    def whole(self, name: str) -> int:
        """Give the last value of that name as a whole number; 0 where it is none of ours."""
        told = self.one(name).strip()
        return int(told) if told.isascii() and told.isdigit() and len(told) <= _DIGITS else 0

    def has(self, name: str) -> bool:
        """Tell whether there is a value of that name at all."""
        return any(key == name for key, _ in self.values)

    def names(self) -> Iterator[str]:
        """Give each name once, in the order of the form."""
        return iter(dict.fromkeys(key for key, _ in self.values))


async def posted(request: Request, *, uploads: bool = False) -> Posted:
    """Read the form of a request; `uploads` allows files, and with them 10 MiB instead of 256 KiB.

    Raises:
        TooLarge: it is larger than that.
        NotAForm: it is no form, or none that can be read.
        FormExpired: it was not shown in this browser by one of our pages, or too long ago.
    """
    _check_head(request, LARGEST_UPLOAD if uploads else LARGEST)
    body = await _body(request, LARGEST_UPLOAD if uploads else LARGEST)
    request._body = body  # noqa: SLF001 - Starlette reads a form from what was read before
    try:
        form = await request.form(
            max_files=4 if uploads else 0, max_fields=MOST_FIELDS, max_part_size=LARGEST_UPLOAD
        )
    except (HTTPException, AssertionError, ValueError):
        raise NotAForm from None
    values: list[tuple[str, str]] = []
    files: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = Upload(value.filename or "", await value.read())
        else:
            values.append((name, value.replace("\r\n", "\n")))
    await form.close()
    sent = Posted(values, files)
    if not is_from_here(request, sent.one(FIELD) or request.headers.get(HEADER, "")):
        raise FormExpired
    return sent


def _check_head(request: Request, largest: int) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise NotAForm
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > largest:
        raise TooLarge


async def _body(request: Request, largest: int) -> bytes:
    """Read what was sent, and stop reading where it is too much."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)
