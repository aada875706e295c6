"""What a log line may say of a failure: its kind and the places it passed, never its words.

The words of an exception quote what it failed over: a row of the database, an answer, an address.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from structlog.types import EventDict, WrappedLogger

FRAMES: Final = 12
"""Places of the code that are told of each failure, the last ones."""

CUT: Final = ("temporalio", "asyncio", "uvicorn", "aiosmtplib", "asyncpg", "mail")
"""Libraries that put words of a failure, or what a task was called with, into their own lines."""

_BREAKS: Final = ("\n", "<", " in callback", ": ")


def without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put kinds and places where a line would show an exception."""
    failure = _failure_in(event.pop("exc_info", None))
    event.pop("exception", None)
    event.pop("stack_info", None)
    if failure is not None:
        event["failure"] = [told_of(each) for each in _chain(failure)]
    return event


def plain_lines(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut a line of a library before it begins to quote."""
    name = str(event.get("logger", ""))
    if name.partition(".")[0] in CUT and name != "temporalio.core":
        text = str(event["event"])
        for each in _BREAKS:
            text = text.partition(each)[0]
        event["event"] = text
    return event


def told_of(failure: BaseException) -> str:
    """Say of a failure of which kind it is and where it came along, in one line."""
    return " ".join((type(failure).__name__, *_places(failure.__traceback__)))


def keep_quiet() -> None:
    """Let nothing else of this process print what it failed over."""
    logging.raiseExceptions = False
    log = logging.getLogger("perennial")

    def in_thread(args: threading.ExceptHookArgs) -> None:
        log.error("thread_failed", exc_info=args.exc_value)

    def nowhere(args: "sys.UnraisableHookArgs") -> None:
        log.error("failed_unheard", exc_info=args.exc_value)

    threading.excepthook = in_thread
    sys.unraisablehook = nowhere


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace)[-FRAMES:]:
        yield f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}"


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """Give a failure and what caused it, as a traceback would show it, ten at most."""
    seen: list[BaseException] = []
    current: BaseException | None = failure
    while current is not None and current not in seen and len(seen) < 10:  # noqa: PLR2004 - see above
        seen.append(current)
        yield current
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)


def _failure_in(told: object) -> BaseException | None:
    """Find the exception in any of the forms in which loggers are given one."""
    if isinstance(told, BaseException):
        return told
    if isinstance(told, tuple):
        return next((each for each in told if isinstance(each, BaseException)), None)
    return sys.exc_info()[1] if told else None
