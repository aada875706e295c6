"""Every record of a process is rendered alike, ours and those of libraries."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest
import structlog

from workers.logging import configure_logging


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_our_records_and_those_of_libraries_have_the_same_fields(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("json")
    structlog.get_logger("ours").info("step_opened", step="s-1")
    logging.getLogger("theirs").warning("connection %s", "lost")
    ours, theirs = logged(capsys)
    assert (ours["event"], ours["step"], ours["level"]) == ("step_opened", "s-1", "info")
    assert (theirs["event"], theirs["level"]) == ("connection lost", "warning")
    assert ours.keys() - {"step"} == theirs.keys()
    assert datetime.fromisoformat(str(ours["timestamp"])).tzinfo is not None


def test_a_record_of_a_workflow_names_the_review_and_no_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("json")
    attached = {"workflow_id": "review/1", "run_id": "r", "namespace": "default"}
    logging.getLogger("w").info("folded", extra={"temporal_workflow": attached})
    [record] = logged(capsys)
    assert record["workflow_id"] == "review/1"
    assert "temporal_workflow" not in record
    assert "namespace" not in record


def test_what_is_below_the_level_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "warning")
    structlog.get_logger("ours").info("step_opened")
    logging.getLogger("theirs").info("connected")
    assert logged(capsys) == []


def test_a_failure_is_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json")
    try:
        int("no number")
    except ValueError:
        structlog.get_logger("ours").exception("failed")
    [record] = logged(capsys)
    assert "exception" in record


def test_people_read_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("console")
    structlog.get_logger("ours").info("step_opened", step="s-1")
    assert "step=s-1" in capsys.readouterr().err
