"""Follows the spans of this process as spans of OpenTelemetry."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import time_ns
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanKind, Status, StatusCode, Tracer

from domain.errors import ReviewError
from storage.spans import Kind, Span, Unfollowed, Value
from workers.tracing.traceparent import links_to, read, written

_KINDS: Final = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "consumer": SpanKind.CONSUMER,
}
_OURS: Final = "perennial."


_UNKEPT: Final[AbstractContextManager[Span]] = nullcontext(Unfollowed())


class _Seen:
    """A span that is followed."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def tell(self, **facts: Value) -> None:
        self._span.set_attributes(_named(facts))

    def call(self, name: str) -> None:
        self._span.update_name(name)

    def fail(self, kind: str) -> None:
        self._span.set_attribute("error.type", kind)
        self._span.set_status(Status(StatusCode.ERROR))


class Following:
    """Follows through a tracer. Of a failure it tells the kind, never what it says."""

    def __init__(self, tracer: Tracer) -> None:
        """Make the spans of this tracer."""
        self._tracer = tracer

    def begin(
        self,
        name: str,
        kind: Kind,
        parent: str | None,
        links: Sequence[str],
        facts: dict[str, Value],
    ) -> AbstractContextManager[Span]:
        """Follow a span; see `storage.spans.span`. A part of an unkept trace costs nothing."""
        if kind != "server" and not parent and not links and _is_unkept(_current()):
            return _UNKEPT
        return self._begun(name, kind, parent, links, facts)

    @contextmanager
    def _begun(
        self,
        name: str,
        kind: Kind,
        parent: str | None,
        links: Sequence[str],
        facts: dict[str, Value],
    ) -> Iterator[Span]:
        is_new = kind == "server" or (bool(links) and not _current().is_recording())
        begun = self._tracer.start_as_current_span(
            name,
            context=_going_on_with(parent) or (Context() if is_new else None),
            kind=_KINDS[kind],
            attributes=_named(facts),
            links=links_to(links),
            record_exception=False,
            set_status_on_exception=False,
        )
        with begun as span:
            seen = _Seen(span)
            try:
                yield seen
            except ReviewError as refusal:
                seen.tell(refusal=refusal.code)
                raise
            except BaseException as failure:
                seen.fail(type(failure).__name__)
                raise

    def look_back(
        self, name: str, seconds: float, links: Sequence[str], failure: str | None
    ) -> None:
        """Take in what is over: within what is under way, or as a trace of its own if linked."""
        if not links and not _current().is_recording():
            return
        end = time_ns()
        span = self._tracer.start_span(
            name,
            context=Context() if links else None,
            kind=SpanKind.INTERNAL if links else SpanKind.CLIENT,
            links=links_to(links),
            start_time=end - int(seconds * 1e9),
        )
        if failure is not None:
            _Seen(span).fail(failure)
        span.end(end)

    def here(self) -> str | None:
        """Name the span that is under way, if it is kept."""
        context = _current().get_span_context()
        return written(context) if context.trace_flags.sampled else None


def _current() -> trace.Span:
    return trace.get_current_span()


def _is_unkept(span: trace.Span) -> bool:
    context = span.get_span_context()
    return context.is_valid and not context.trace_flags.sampled


def _going_on_with(parent: str | None) -> Context | None:
    context = read(parent) if parent else None
    return trace.set_span_in_context(NonRecordingSpan(context), Context()) if context else None


def _named(facts: dict[str, Value]) -> dict[str, Value]:
    return {f"{_OURS}{name}": value for name, value in facts.items()}
