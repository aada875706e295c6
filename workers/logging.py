"""One way of writing logs: ours, Temporal's and every library's, as lines or as JSON.

No line holds a word of anybody's: see `workers.log_scrubbing`.
"""

import logging
import sys
from typing import Literal

import structlog
from structlog.types import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow

from workers.failure_reports import reported
from workers.log_scrubbing import keep_quiet, plain_lines, without_words

Form = Literal["auto", "console", "json"]
_EXTRA = {"temporal_workflow", "temporal_activity", "why"}
"""What others may attach to a line; anything else they attach is left out."""

_TEMPORAL_FACTS = {
    "workflow_id": "workflow_id",
    "run_id": "run_id",
    "activity_type": "activity",
    "attempt": "attempt",
}


_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logging(
    form: Form = "console",
    level: Literal["debug", "info", "warning", "error"] = "info",
    *,
    embedded: bool = False,
) -> None:
    """Render every record of this process the same way, on standard error.

    `auto` writes lines for people on a terminal and in an `embedded` installation, else JSON.

    `workflow.logger` stays the only logger of workflows: it is silent during replay, and its
    records arrive here with the id of the review as a field instead of as text.
    """
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
    keep_quiet()
    # The one list that is there, filled anew: loggers that were used before keep hold of it.
    processors = structlog.get_config()["processors"]
    processors[:] = [
        structlog.stdlib.filter_by_level,
        *_SHARED,
        without_words,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ]
    structlog.configure(
        processors=processors,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    ids = structlog.stdlib.ExtraAdder(_EXTRA)
    theirs: tuple[Processor, ...] = (ids, _name_the_review, without_words, plain_lines)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, *theirs],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                reported,
                _renderer(form, embedded=embedded),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    _hush_libraries(root.level)


def _hush_libraries(level: int) -> None:
    # The mail catcher's library tells whom each mail goes to; nobody's address is for a log.
    logging.getLogger("mail.log").setLevel(max(level, logging.WARNING))
    # These tell at level debug what they send and receive.
    for library in ("temporalio", "asyncio", "aiosmtplib", "httpx", "httpx2", "httpcore"):
        logging.getLogger(library).setLevel(max(level, logging.INFO))


def _renderer(form: Form, *, embedded: bool) -> Processor:
    if form == "auto":
        form = "console" if embedded or sys.stderr.isatty() else "json"
    if form == "json":
        return structlog.processors.JSONRenderer()
    # The richer formatter imports modules when it runs, which the workflow sandbox forbids.
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)


def _name_the_review(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Lift the ids out of what Temporal attaches, and leave the rest of it out."""
    for attachment in ("temporal_workflow", "temporal_activity"):
        facts = event.pop(attachment, None) or {}
        event.update({ours: facts[it] for it, ours in _TEMPORAL_FACTS.items() if it in facts})
    return event
