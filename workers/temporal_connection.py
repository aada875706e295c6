"""Connects to Temporal, embedded or not, with everything sealed on the way."""

import logging
from functools import cache
from pathlib import Path
from typing import ClassVar

from temporalio.client import Client
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import RPCError, TLSConfig

from activities.codec import Keyring, data_converter
from domain.errors import ReviewError
from workers.settings import Settings


class TemporalUnreachable(ReviewError):
    """Temporal does not answer."""

    code: ClassVar[str] = "temporal_unreachable"


@cache
def quiet_runtime() -> Runtime:
    """Give the runtime of this process; it counts nothing."""
    return runtime_with(None)


def runtime_with(metrics: PrometheusConfig | None) -> Runtime:
    """Make a runtime; what it says goes to our logs, never to standard output.

    Raises:
        ValueError: the metrics cannot be shown where they are to be.
    """
    logging_config = LoggingConfig(
        filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
        forwarding=LogForwardingConfig(logger=logging.getLogger("temporalio.core")),
    )
    return Runtime(telemetry=TelemetryConfig(logging=logging_config, metrics=metrics))


async def connect(
    settings: Settings,
    address: str,
    keyring: Keyring,
    identity: str = "perennial",
    runtime: Runtime | None = None,
) -> Client:
    """Connect to the Temporal at `address` in the namespace of the settings.

    Args:
        settings: namespace, certificates and API key.
        address: host:port.
        keyring: what payloads are sealed with.
        identity: who we are; it stands in every event of every history, so it is short and says
            nothing of this machine.
        runtime: what the client works with; without one, the one that counts nothing.

    Raises:
        TemporalUnreachable: no answer, no TLS, or not let in; says which address.
    """
    # The embedded server speaks plainly and knows nobody: certificates are for the one named.
    outside = settings.temporal_address is not None
    api_key = settings.temporal_api_key if outside else None
    try:
        return await Client.connect(
            address,
            namespace=settings.temporal_namespace,
            api_key=api_key.get_secret_value() if api_key else None,
            tls=_tls(settings) if outside else False,
            data_converter=data_converter(keyring),
            identity=identity,
            runtime=runtime or quiet_runtime(),
        )
    except (RuntimeError, RPCError) as error:
        raise TemporalUnreachable(
            f"Temporal does not answer at {address}. Start it, or correct "
            f"PERENNIAL_TEMPORAL_ADDRESS and its TLS settings. ({_reason(error)})"
        ) from None


def _tls(settings: Settings) -> TLSConfig | bool:
    ca, cert, key = (
        _read(settings.temporal_tls_ca),
        _read(settings.temporal_tls_cert),
        _read(settings.temporal_tls_key),
    )
    if ca or cert or key:
        return TLSConfig(server_root_ca_cert=ca, client_cert=cert, client_private_key=key)
    return settings.temporal_tls or settings.temporal_api_key is not None


def _read(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise TemporalUnreachable(f"The certificate file {path} cannot be read: {error}.") from None


def _reason(error: Exception) -> str:
    words = str(error)
    for known in ("Connection refused", "timed out", "dns error", "certificate", "Unauthorized"):
        if known.casefold() in words.casefold():
            return known.casefold()
    return words.splitlines()[0][:120] if words else type(error).__name__
