"""What the site and the API count of themselves; a route is a template, never an address."""

from typing import Final

from storage.metrics import counter, histogram

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"

REQUESTS: Final = counter(
    "perennial_http_requests_total",
    "Requests to the site and the API, by route, method and class of status.",
    *("route", "method", "status"),
)
LATENCY: Final = histogram(
    "perennial_http_request_seconds",
    "How long it took until an answer began, by route.",
    SECONDS,
    "route",
)
ASKED: Final = counter(
    "perennial_requests_total",
    "What was asked of workflows, by the update and by what came of it at first.",
    *("update", "outcome"),
)
ASKING: Final = histogram(
    "perennial_request_seconds",
    "How long a workflow took to answer what was asked of it, by the update.",
    SECONDS,
    "update",
)
RELAYED: Final = counter(
    "perennial_requests_relayed_total",
    "What was asked again because it had no answer yet, by what came of it.",
    "outcome",
)
REFUSALS: Final = counter(
    "perennial_refusals_total",
    "Refusals that people or programs were told of, by their code.",
    "code",
)


def known(method: str) -> str:
    """Give a method as labels and names hold it: whoever asks may write what they like there."""
    return method if method in METHODS else OTHER


def note_answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request: `status` is 0 where no answer began, and `seconds` lead to its beginning."""
    REQUESTS.labels(route, known(method), f"{status // 100}xx" if status else "none").inc()
    if status:
        LATENCY.labels(route).observe(seconds)


def note_asked(update: str, outcome: str, seconds: float) -> None:
    """Count what was asked of a workflow, and how long whoever asked waited."""
    ASKED.labels(update, outcome).inc()
    ASKING.labels(update).observe(seconds)
