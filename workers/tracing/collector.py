"""The collector as this process sees it: says once that it is away, and once that it is back."""

import logging
from collections.abc import Sequence
from typing import Final

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

_PATH: Final = "/v1/traces"
_TIMEOUT: Final = 5.0
_AWAY: Final = (
    "The collector of traces takes nothing, and what is traced meanwhile is lost. "
    "Start it, or correct PERENNIAL_OTLP_ENDPOINT."
)

log = structlog.get_logger("perennial")


class Collector(SpanExporter):
    """Sends spans by OTLP over HTTP; a collector that is away costs spans and nothing else."""

    def __init__(self, endpoint: str) -> None:
        """Send to the collector at this address."""
        # By itself it says the same again every two seconds, as a failure of this process.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        self._exporter = OTLPSpanExporter(f"{endpoint}{_PATH}", timeout=_TIMEOUT)
        self._is_away = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans."""
        result = self._exporter.export(spans)
        is_away = result is not SpanExportResult.SUCCESS
        if is_away and not self._is_away:
            log.warning("collector_away", sentence=_AWAY)
        elif self._is_away and not is_away:
            log.info("collector_back")
        self._is_away = is_away
        return result

    def shutdown(self) -> None:
        """Send no more."""
        self._exporter.shutdown()  # type: ignore[no-untyped-call]  # they forgot it
