"""Which traces are kept: some of them by chance, and all that follow from one that was kept."""

from collections.abc import Sequence

from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import (
    Decision,
    ParentBased,
    Sampler,
    SamplingResult,
    TraceIdRatioBased,
)
from opentelemetry.trace import Link, SpanKind
from opentelemetry.trace.span import TraceState
from opentelemetry.util.types import Attributes


class _Begun(Sampler):
    """Decides on a trace that begins here."""

    def __init__(self, ratio: float) -> None:
        self._by_chance = TraceIdRatioBased(ratio)

    def should_sample(  # noqa: PLR0913, PLR0917 - what OpenTelemetry calls it with
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Keep what follows from a kept trace, so that a click can be followed to its mail."""
        if any(link.context.trace_flags.sampled for link in links or ()):
            return SamplingResult(Decision.RECORD_AND_SAMPLE)
        return self._by_chance.should_sample(
            parent_context, trace_id, name, kind, attributes, links, trace_state
        )

    def get_description(self) -> str:
        """Name this way of deciding."""
        return f"Begun({self._by_chance.get_description()})"


def sampler_of(ratio: float) -> Sampler:
    """Keep that share of the traces that begin here, and all that goes on with a kept one."""
    return ParentBased(_Begun(ratio))
