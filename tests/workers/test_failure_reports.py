"""What reaches Sentry of a failure: its kind and its places, and never a word."""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from aiohttp import web
from pydantic import SecretStr

from domain.errors import ReviewError
from tests.activities.pretended_http import Asked, PretendedServer, pretended
from workers.failure_reports import failures_reported
from workers.logging import configure_logging
from workers.settings import Settings

MARK = "Quxzwort"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    hooks = threading.excepthook, sys.unraisablehook
    configure_logging("json")
    yield
    root.handlers, root.level = handlers, level
    threading.excepthook, sys.unraisablehook = hooks
    logging.raiseExceptions = True
    structlog.reset_defaults()


def taken(_: Asked) -> web.Response:
    return web.json_response({})


def dsn_of(server: PretendedServer) -> str:
    return server.url.replace("http://", "http://key@") + "/7"


def reports(server: PretendedServer) -> list[dict[str, Any]]:
    """Give the reports that arrived: the last line of each envelope."""
    bodies = [asked.body for asked in server.asked]
    assert all(MARK.encode() not in body for body in bodies)
    assert all(MARK not in str(asked.headers) for asked in server.asked)
    return [json.loads(body.splitlines()[2]) for body in bodies]


def fail_over(words: str) -> None:
    """Fail as code does that had somebody's words in its hands."""
    told = f"cannot be read: {words}"
    raise ValueError(told)


def log_a_failure() -> None:
    try:
        fail_over(f"Dear {MARK}")
    except ValueError:
        structlog.get_logger("ours").exception("request_failed", request_id="r-1")


async def test_a_failure_is_reported_by_its_kind_and_its_places() -> None:
    async with pretended(taken) as server:
        async with failures_reported(Settings(sentry_dsn=SecretStr(dsn_of(server)))):
            log_a_failure()
            logging.getLogger("temporalio.worker").error(
                "Failed over\n%s", MARK, exc_info=ValueError(MARK)
            )
        ours, theirs = reports(server)
    [failure] = ours["exception"]["values"]
    assert (ours["message"], failure["type"], failure["value"]) == (
        "request_failed",
        "ValueError",
        "",
    )
    assert failure["stacktrace"]["frames"][-1]["function"] == "fail_over"
    assert ours["extra"] == {"request_id": "r-1"}
    assert theirs["message"] == "Failed over"
    assert not {"request", "user", "breadcrumbs", "modules", "contexts"} & {*ours, *theirs}


async def test_the_line_of_a_library_that_may_quote_stays_here() -> None:
    async with pretended(taken) as server:
        async with failures_reported(Settings(sentry_dsn=SecretStr(dsn_of(server)))):
            for library in ("apprise", "weasyprint", "temporalio.core"):
                logging.getLogger(library).error("Cannot load chat://%s", MARK)
        told = [(each["logger"], each["message"]) for each in reports(server)]
    unsaid = "a library tells of a failure"
    assert told == [("apprise", unsaid), ("weasyprint", unsaid), ("temporalio.core", unsaid)]


async def test_what_ends_a_process_is_reported_and_a_refusal_is_not() -> None:
    async with pretended(taken) as server:
        settings = Settings(sentry_dsn=SecretStr(dsn_of(server)))
        for ending in (ReviewError(f"Refused {MARK}."), KeyError(MARK)):
            with pytest.raises(type(ending)):
                async with failures_reported(settings):
                    raise ending
        [report] = reports(server)
    assert (report["message"], report["level"]) == ("process_failed", "fatal")
    assert report["exception"]["values"][0]["type"] == "KeyError"


async def test_without_a_dsn_of_ours_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with pretended(taken) as server:
        monkeypatch.setenv("SENTRY_DSN", dsn_of(server))
        async with failures_reported(Settings()):
            log_a_failure()
        assert server.asked == []
