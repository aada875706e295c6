"""Messages as Slack messages, to the person whose address in Slack is their work address."""

from collections.abc import Iterator
from typing import ClassVar, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from activities.notify.channel import Deferred, Message, Refused, Thing, Unreachable

SLACK: Final = "https://slack.com/api/"
TIMEOUT_SECONDS: Final = 30
MAX_WAITS: Final = 3

_MOST_THINGS: Final = 20
_LONGEST_TEXT: Final = 2900
_LONGEST_BUTTON: Final = 75

_OUR_FAULT: Final = frozenset(
    {
        *("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
        *("missing_scope", "no_permission", "org_login_required", "ekm_access_denied"),
    }
)
_PASSING: Final = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"}
)

Block = dict[str, object]


class Slack:
    """Sends each message to one person, with a button for each thing; links are not unfurled."""

    name: ClassVar[str] = "slack"

    def __init__(self, token: str, base_url: str = SLACK) -> None:
        """Speak with this token to Slack, or to what stands in for it at another address."""
        self._client = AsyncWebClient(token=token, base_url=base_url, timeout=TIMEOUT_SECONDS)
        # Slack says for how long to wait: many people at once are more than it takes at once.
        self._client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(MAX_WAITS))
        self._members: dict[str, str] = {}

    async def send(self, message: Message) -> str:
        """Send one message; see `Channel.send` for what it raises."""
        try:
            member = await self._member(message.address)
            await self._client.chat_postMessage(
                channel=member,
                text=_escaped(message.words.subject),
                blocks=list(_blocks(message)),
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as refusal:
            # Not chained: the answer of Slack names the person.
            raise _meaning(str(refusal.response.get("error", "unknown"))) from None
        except (aiohttp.ClientError, OSError, SlackClientError) as trouble:
            raise Unreachable(f"Slack does not answer ({type(trouble).__name__}).") from None
        return self.name

    async def rest(self) -> None:
        """Hold nothing open."""

    async def _member(self, address: str) -> str:
        if address not in self._members:
            found = await self._client.users_lookupByEmail(email=address)
            self._members[address] = str(found["user"]["id"])
        return self._members[address]


def _meaning(error: str) -> Refused | Deferred | Unreachable:
    if error in _OUR_FAULT:
        return Unreachable(f"Slack lets nobody in ({error}).")
    if error in _PASSING:
        return Deferred(f"Slack asks to try later ({error}).")
    return Refused(f"slack_{error}")


def _blocks(message: Message) -> Iterator[Block]:
    words = message.words
    yield _section(words.lead or words.subject)
    for thing in words.things[:_MOST_THINGS]:
        yield _section(thing.sentence) | _button(thing)
    if len(words.things) > _MOST_THINGS:
        yield _section("\u2026")


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "plain_text", "text": text[:_LONGEST_TEXT]}}


def _button(thing: Thing) -> Block:
    if not thing.link:
        return {}
    label = {"type": "plain_text", "text": thing.button[:_LONGEST_BUTTON]}
    return {"accessory": {"type": "button", "text": label, "url": thing.link}}


def _escaped(text: str) -> str:
    """Keep Slack from reading names and titles as commands of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
