"""Sends the spans of this process to the collector that the settings name, if they name one."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from storage.spans import followed_by
from workers.settings import Settings

_EVERY_MS: Final = 2000
_SERVICE: Final = "perennial"


@asynccontextmanager
async def traced(settings: Settings, parts: Collection[str]) -> AsyncIterator[None]:
    """Follow this process while the block lasts; what is left is sent at the end.

    Everything that is to be followed must be opened inside the block. A collector that is away is
    waited for by nobody: what it does not take is dropped.
    """
    if settings.otlp_endpoint is None:
        yield
        return
    # Imported only here: a process without a collector loads nothing of it.
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    from workers.tracing.collector import Collector  # noqa: PLC0415
    from workers.tracing.following import Following  # noqa: PLC0415
    from workers.tracing.sampling import sampler_of  # noqa: PLC0415

    about = {"service.name": _SERVICE, "service.version": version(_SERVICE)}
    resource = Resource.create({**about, "perennial.parts": ",".join(sorted(parts))})
    collector = Collector(settings.otlp_endpoint)
    provider = TracerProvider(sampler_of(settings.trace_ratio), resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(collector, schedule_delay_millis=_EVERY_MS))
    try:
        with followed_by(Following(provider.get_tracer(_SERVICE))):
            yield
    finally:
        await asyncio.to_thread(provider.shutdown)
