"""Whom webhooks may go to, what of, and under which secret."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import ClassVar, Final
from urllib.parse import urlsplit
from uuid import UUID

from activities.notify.webhook_signature import PREFIX
from domain.errors import ReviewError
from domain.process_facts import KINDS

_LOCALHOST: Final = "localhost"


class WebhookRefused(ReviewError):
    """This program cannot be told: give an https address, and types of events that are told."""

    code: ClassVar[str] = "webhook_refused"


def checked_url(url: str) -> str:
    """Give the address of a program, if it can be told there.

    Raises:
        WebhookRefused: it is not https, unless it is this machine, or it carries a password.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    if not is_safe or not host or parts.username or parts.password:
        raise WebhookRefused(
            "Give an address that begins with https, without a name and a password in it."
        )
    return url


def checked_types(types: Sequence[str]) -> tuple[str, ...]:
    """Give the types of events a program wants to hear of; none means all that are told.

    Raises:
        WebhookRefused: one of them is not told outside.
    """
    unknown = sorted(set(types) - KINDS.keys())
    if unknown:
        raise WebhookRefused(f"Other programs are not told of {', '.join(unknown)}.")
    return tuple(types)


def secret_of(naming_key: bytes, webhook: UUID) -> str:
    """Give the secret a webhook is signed with; it follows from the organisation's own key."""
    return (
        PREFIX + b64encode(hmac.digest(naming_key, b"webhook:" + webhook.bytes, "sha256")).decode()
    )


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == _LOCALHOST
