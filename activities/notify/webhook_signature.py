"""How a webhook is signed and how its receiver checks it, after the Standard Webhooks rules."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from domain.errors import ReviewError

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
WINDOW: Final = timedelta(minutes=5)
"""A request that is older, or from so far ahead, is a replay or a clock that goes wrong."""

PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"


class WebhookForged(ReviewError):
    """The request was not signed with this secret, or was changed on its way."""

    code: ClassVar[str] = "webhook_forged"


class WebhookStale(ReviewError):
    """The request was signed more than five minutes ago or ahead: it may have been recorded."""

    code: ClassVar[str] = "webhook_stale"


def signed_headers(secret: str, name: str, at: datetime, body: bytes) -> dict[str, str]:
    """Give the headers that go with a body; `name` stays the same when it is sent again."""
    moment = str(int(at.timestamp()))
    return {ID: name, TIMESTAMP: moment, SIGNATURE: _VERSION + _digest(secret, name, moment, body)}


def verify(secret: str, headers: Mapping[str, str], body: bytes, at: datetime) -> str:
    """Check a request as its receiver does, and give its id; what has that id was seen before.

    Args:
        secret: what `perennial webhooks add` printed.
        headers: those of the request, their names in lower case.
        body: the request as it came, before anything reads it.
        at: the receiver's present.

    Raises:
        WebhookForged: a header is missing, or no signature fits.
        WebhookStale: the signature fits, but not to this moment.
    """
    name, moment = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    expected = _digest(secret, name, moment, body).encode()
    offered = headers.get(SIGNATURE, "").split()
    given = [each.removeprefix(_VERSION).encode() for each in offered if each.startswith(_VERSION)]
    if not any(hmac.compare_digest(each, expected) for each in given) or not moment.isdecimal():
        raise WebhookForged(WebhookForged.__doc__)
    signed_at = datetime.fromtimestamp(int(moment), UTC)
    if abs(at - signed_at) > WINDOW:
        raise WebhookStale(WebhookStale.__doc__)
    return name


def _digest(secret: str, name: str, moment: str, body: bytes) -> str:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except NotBase64:
        raise WebhookForged("The secret is not one that was printed here.") from None
    signed = f"{name}.{moment}.".encode() + body
    return b64encode(hmac.digest(key, signed, "sha256")).decode()
