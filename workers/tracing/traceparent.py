"""W3C `traceparent`: a span named in one line, to be gone on with or pointed at from elsewhere."""

import re
from collections.abc import Iterable
from typing import Final

from opentelemetry.trace import Link, SpanContext, TraceFlags

_FORM: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})", re.ASCII)


def written(context: SpanContext) -> str:
    """Write a span down."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def read(text: str) -> SpanContext | None:
    """Read a span; None where the text is not one."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    trace, span, flags = (int(each, 16) for each in found.groups())
    context = SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(flags))
    return context if context.is_valid else None


def links_to(texts: Iterable[str]) -> list[Link]:
    """Point at spans, leaving out what is not one."""
    return [Link(context) for text in texts if (context := read(text)) is not None]
