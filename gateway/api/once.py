"""Requests that are made once, however often they are sent: the Idempotency-Key of a program.

The key becomes the id of the submission or change in the log, so a repeated request finds what the
first one did even if that was never answered; its answer is kept and given again. A key that
was used for another request is refused (draft-ietf-httpapi-idempotency-key-header).
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import uuid5

from fastapi import Depends, Header, Request, Response

from domain.errors import ReviewError
from gateway.api.caller import Caller
from gateway.api.shapes import Taken
from gateway.site.front import front_of
from storage.request_keys import RequestKeys

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="Your own name for this request; sending it again changes nothing twice.",
    ),
]

Answered = TypeVar("Answered", bound=Taken)


class KeyUsedBefore(ReviewError):
    """This Idempotency-Key was used for another request. Take a new one for each request."""

    code: ClassVar[str] = "key_used_before"


@dataclass(frozen=True)
class Once:
    """A request that changes something, and the key under which it does so once."""

    request: Request
    response: Response
    key: str

    async def take(
        self,
        caller: Caller,
        shape: type[Answered],
        act: Callable[[str], Awaitable[Answered]],
        again: Callable[[str, Answered], Awaitable[Answered]] | None = None,
    ) -> Answered:
        """Carry a request out under an id of its own, or give the answer it had before.

        What was on its way is carried out once more under the same id: by `again`, which is told
        the answer of then, or else by `act`.

        Raises:
            KeyUsedBefore: the key belongs to a request with another address or body.
        """
        front = front_of(self.request)
        keys = RequestKeys(front.archive.hosts, caller.id)
        digest = await self._digest()
        used = await keys.use(self.key, digest, front.now())
        if used.digest != digest:
            raise KeyUsedBefore
        before = shape.model_validate_json(used.answer) if used.answer is not None else None
        if before is not None and before.is_definite:
            return before
        request = str(uuid5(caller.id, f"api:{self.key}"))
        answer = await (again(request, before) if again and before else act(request))
        await keys.keep(self.key, answer.model_dump_json())
        if not answer.is_definite:
            self.response.status_code = HTTPStatus.ACCEPTED
        return answer

    async def _digest(self) -> bytes:
        """Tell this request from any other; few words could be guessed from a bare digest."""
        key = await front_of(self.request).archive.naming_key()
        parts = (
            b"request",
            self.request.method.encode(),
            self.request.url.path.encode(),
            self.request.url.query.encode(),
            await self.request.body(),
        )
        return hmac.digest(key, b"\0".join(parts), "sha256")


def may_be_on_its_way(shape: type[Taken] = Taken) -> dict[int | str, dict[str, Any]]:
    """Describe, as FastAPI takes it, that the answer of a request may take a while."""
    told = "Safe and on its way; send it again under the same key."
    return {int(HTTPStatus.ACCEPTED): {"model": shape, "description": told}}


def _once(request: Request, response: Response, key: IdempotencyKey) -> Once:
    return Once(request, response, key)


ThisOnce = Annotated[Once, Depends(_once)]
"""What a handler asks for that changes something."""
