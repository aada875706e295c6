"""A process may settle twice how it logs; who has logged before follows."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import capture_logs

from workers.logging import configure_logging


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the records of the process as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level


def test_a_logger_that_was_used_before_follows_what_is_settled_anew() -> None:
    configure_logging("json")
    log = structlog.stdlib.get_logger("a.room")
    log.info("first")
    configure_logging("json")
    with capture_logs() as lines:
        log.info("second")
    assert [line["event"] for line in lines] == ["second"]
