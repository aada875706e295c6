"""What the log and the read models count of themselves, in the memory of each process."""

from typing import Final

from storage.metrics import counter, histogram

STATEMENT_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
BATCH_SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)
PAGE_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_APPENDS: Final = counter(
    "perennial_log_appends_total",
    "Decisions that were handed to the log, by what came of them.",
    "outcome",
)
APPENDED: Final = _APPENDS.labels("appended")
CONFLICTS: Final = _APPENDS.labels("conflict")
FAILED: Final = _APPENDS.labels("failed")

EVENTS: Final = counter(
    "perennial_log_events_total",
    "Events that were handed to the log; one that it knows already counts again.",
)
BATCH: Final = histogram(
    "perennial_log_batch_decisions",
    "Decisions that went to the database in one statement.",
    BATCH_SIZES,
)
STATEMENT: Final = histogram(
    "perennial_log_append_seconds",
    "How long one statement that appends took, waiting for the database included.",
    STATEMENT_SECONDS,
)
FACTS: Final = counter(
    "perennial_projector_facts_total",
    "Facts folded into the live read models, by the type of the event.",
    "type",
)
PAGE: Final = histogram(
    "perennial_projector_page_seconds", "How long folding a page of the log took.", PAGE_SECONDS
)
