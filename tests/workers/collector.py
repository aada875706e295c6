"""A collector of traces over a socket, which reads what it is sent as OpenTelemetry defines it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.activities.pretended_http import Asked, PretendedServer, pretended


@dataclass(frozen=True)
class Collector:
    """What was sent so far."""

    server: PretendedServer

    @property
    def raw(self) -> bytes:
        """All of it, as it came."""
        return b"".join(asked.body for asked in self.server.asked)

    @property
    def requests(self) -> list[ExportTraceServiceRequest]:
        assert all(asked.path == "/v1/traces" for asked in self.server.asked)
        return [ExportTraceServiceRequest.FromString(asked.body) for asked in self.server.asked]

    @property
    def spans(self) -> list[Span]:
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]

    def trace_of(self, span: Span) -> list[Span]:
        return [each for each in self.spans if each.trace_id == span.trace_id]


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    """Take what is sent for as long as the block lasts."""

    def taken(_: Asked) -> web.Response:
        return web.Response(body=b"", content_type="application/x-protobuf")

    async with pretended(taken) as server:
        yield Collector(server)
