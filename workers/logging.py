"""One way of writing logs: ours, Temporal's and every library's, as lines or as JSON."""

import logging
import sys
from typing import Literal

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer
from structlog.types import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow

_TEMPORAL_FACTS = {
    "workflow_id": "workflow_id",
    "run_id": "run_id",
    "activity_type": "activity",
    "attempt": "attempt",
}


def configure_logging(
    form: Literal["console", "json"] = "console",
    level: Literal["debug", "info", "warning", "error"] = "info",
) -> None:
    """Render every record of this process the same way, on standard error.

    `workflow.logger` stays the only logger of workflows: it is silent during replay, and its
    records arrive here with the id of the review as a field instead of as text.
    """
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(), _name_the_review],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(form),
            ],
        )
    )
    # The mail catcher's library tells whom each mail goes to; nobody's address is for a log.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


def _renderers(form: Literal["console", "json"]) -> tuple[Processor, ...]:
    if form == "json":
        # Without the values of variables: they may be somebody's words.
        failures = ExceptionDictTransformer(show_locals=False)
        return ExceptionRenderer(failures), structlog.processors.JSONRenderer()
    # The richer formatter imports modules when it runs, which the workflow sandbox forbids.
    plain = structlog.dev.plain_traceback
    return (structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain),)


def _name_the_review(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Lift the ids out of what Temporal attaches, and leave the rest of it out."""
    for attachment in ("temporal_workflow", "temporal_activity"):
        facts = event.pop(attachment, None) or {}
        event.update({ours: facts[it] for it, ours in _TEMPORAL_FACTS.items() if it in facts})
    return event
