"""Reports failures to Sentry, where one is named: what a log line says of them, and no more.

A line that reaches this has been scrubbed, see `workers.log_scrubbing`. Nothing else is looked at:
no request, no local variable, no line of code, and no library reports by itself.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import structlog
from structlog.types import EventDict, WrappedLogger

from domain.errors import ReviewError
from workers.log_scrubbing import CUT
from workers.settings import Settings

if TYPE_CHECKING:
    from sentry_sdk import Client

_PROGRAM: Final = "perennial"
_LEVELS: Final = {"error": "error", "critical": "fatal"}
_NO_FACTS: Final = frozenset({"event", "level", "logger", "timestamp", "failure"})
_OURS: Final = re.compile(r"[a-z0-9_]+", re.ASCII)
"""What happened, as our own lines name it; a sentence is a library's."""

_UNSAID: Final = "a library tells of a failure"
_CLOSE_SECONDS: Final = 2.0

log = structlog.get_logger("perennial")
_client: "Client | None" = None


def reported(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Report a scrubbed line that tells of a failure, and pass it on as it is."""
    if _client is not None and (level := _LEVELS.get(str(event.get("level")))):
        _client.capture_event(_report(event, level))
    return event


@asynccontextmanager
async def failures_reported(settings: Settings) -> AsyncIterator[None]:
    """Report failures while the block lasts, the one that ends it among them.

    What is refused with a sentence is no failure. Without a DSN nothing is sent and nothing loaded.
    """
    global _client  # noqa: PLW0603 - one for the process, as its logs are
    _client = _sentry(settings)
    try:
        yield
    except Exception as failure:
        for each in _leaves(failure):
            if not isinstance(each, ReviewError):
                log.critical("process_failed", exc_info=each)
        raise
    finally:
        client, _client = _client, None
        if client is not None:
            await asyncio.to_thread(client.close, _CLOSE_SECONDS)


def _sentry(settings: Settings) -> "Client | None":
    if settings.sentry_dsn is None:
        return None
    from sentry_sdk import Client  # noqa: PLC0415 - a process without a DSN loads nothing of it

    return Client(
        settings.sentry_dsn.get_secret_value(),
        release=f"{_PROGRAM}@{version(_PROGRAM)}",
        server_name=_PROGRAM,
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        enable_metrics=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        send_client_reports=False,
    )


def _report(event: EventDict, level: str) -> Any:  # noqa: ANN401 - a JSON edge
    told = event.get("failure") or _told_as_fields(event)
    failures = [_exception(str(each)) for each in told]
    message = _message(str(event["event"]), str(event.get("logger", "")))
    facts = {name: str(value) for name, value in event.items() if name not in _NO_FACTS}
    return {
        "level": level,
        "logger": str(event.get("logger", "")),
        "message": message,
        "fingerprint": [message, *(each["type"] for each in failures)],
        # Sentry shows the last as the one that was raised; ours begin with it.
        "exception": {"values": failures[::-1]},
        "extra": facts,
    }


def _message(told: str, logger: str) -> str:
    """Leave a library's line here unless it was cut before it quotes: it may name an address."""
    is_cut = logger.partition(".")[0] in CUT and not logger.startswith("temporalio.core")
    return told if is_cut or _OURS.fullmatch(told) else _UNSAID


def _told_as_fields(event: EventDict) -> list[str]:
    """Read a failure that a line tells as its kind and its places."""
    return [" ".join((str(event["kind"]), *event.get("places", ())))] if "kind" in event else []


def _exception(told: str) -> dict[str, Any]:
    kind, *places = told.split(" ")
    return {"type": kind, "value": "", "stacktrace": {"frames": [_frame(each) for each in places]}}


def _frame(place: str) -> dict[str, Any]:
    where, _, line = place.rpartition(":")
    module, _, function = where.rpartition(".")
    return {
        "module": module or None,
        "function": function,
        "lineno": int(line) if line.isdigit() else None,
    }


def _leaves(failure: BaseException) -> Iterator[BaseException]:
    if isinstance(failure, BaseExceptionGroup):
        for each in failure.exceptions:
            yield from _leaves(each)
    else:
        yield failure
