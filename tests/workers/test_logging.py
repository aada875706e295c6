"""Every record of a process is rendered alike, ours and those of libraries."""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import pytest
import structlog

from workers.logging import configure_logging


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    hooks = threading.excepthook, sys.unraisablehook
    yield
    root.handlers, root.level = handlers, level
    threading.excepthook, sys.unraisablehook = hooks
    logging.raiseExceptions = True
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
        _fails_over("words of somebody")
    except RuntimeError:
        structlog.get_logger("ours").exception("failed")
    [record] = logged(capsys)
    kinds = [line.partition(" ")[0] for line in _listed(record["failure"])]
    assert kinds == ["RuntimeError", "ValueError"]
    assert "_fails_over" in _listed(record["failure"])[0]
    assert "words of somebody" not in json.dumps(record)


@pytest.mark.parametrize("form", ["json", "console"])
def test_what_libraries_say_of_failures_holds_no_word_of_anybody(
    form: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(form, "debug")
    theirs = logging.getLogger("temporalio.activity")
    with pytest.raises(RuntimeError) as found:
        _fails_over("words of somebody")
    failure = found.value
    theirs.warning("Completing activity as failed", exc_info=failure)
    theirs.warning(f"Completing with error of type {type(failure)}: {failure}")
    theirs.debug("Completing activity with completion: %s", failure)
    text = f"Task exception was never retrieved\nfuture: <Task exception={failure!r}>"
    logging.getLogger("asyncio").warning(text, exc_info=failure)
    logging.getLogger("uvicorn.error").warning("Exception in ASGI\n", extra={"it": "words of"})
    too_few = ("words of somebody",)
    logging.getLogger("uvicorn.error").warning("%s and %s", *too_few)
    told = capsys.readouterr().err
    assert "words of" not in told
    assert "too few" not in told
    assert told.count("RuntimeError") == 2
    assert len(told.splitlines()) == 4


def test_a_thread_that_fails_says_no_more_than_of_what_kind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("json")
    thread = threading.Thread(target=_fails_over, args=["words of somebody"])
    thread.start()
    thread.join()
    [record] = logged(capsys)
    assert record["event"] == "thread_failed"
    assert "words of somebody" not in json.dumps(record)


def test_where_nobody_says_how_machines_get_json_and_an_embedded_installation_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("auto")
    structlog.get_logger("ours").info("step_opened")
    assert logged(capsys)[0]["event"] == "step_opened"
    configure_logging("auto", embedded=True)
    structlog.get_logger("ours").info("step_opened")
    assert capsys.readouterr().err.startswith("20")


def _fails_over(words: str) -> None:
    try:
        int(words)
    except ValueError as failure:
        raise RuntimeError(words) from failure


def _listed(told: object) -> list[str]:
    assert isinstance(told, list)
    return [str(each) for each in told]


def test_people_read_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("console")
    structlog.get_logger("ours").info("step_opened", step="s-1")
    assert "step=s-1" in capsys.readouterr().err
