"""A connection to Temporal, or one sentence about why there is none."""

from pathlib import Path

import pytest

from activities.codec import Keyring, SealingCodec
from workers.embedded.ports import settle_ports
from workers.embedded.temporal import EmbeddedTemporal
from workers.settings import Settings
from workers.temporal_connection import TemporalUnreachable, connect


async def test_a_connection_seals_and_says_little_of_itself(
    temporal_server: EmbeddedTemporal, keyring: Keyring
) -> None:
    client = await connect(Settings(), temporal_server.address, keyring)
    assert isinstance(client.data_converter.payload_codec, SealingCodec)
    assert client.identity == "perennial"


async def test_a_silent_address_is_named_in_one_sentence(keyring: Keyring) -> None:
    port = settle_ports({"nobody": 0})[0]["nobody"]
    with pytest.raises(TemporalUnreachable, match=f"does not answer at 127.0.0.1:{port}"):
        await connect(Settings(), f"127.0.0.1:{port}", keyring)


async def test_tls_to_a_server_that_speaks_plainly_is_refused_in_a_sentence(
    temporal_server: EmbeddedTemporal, keyring: Keyring
) -> None:
    settings = Settings(temporal_address=temporal_server.address, temporal_tls=True)
    with pytest.raises(TemporalUnreachable, match="TLS settings"):
        await connect(settings, temporal_server.address, keyring)


async def test_a_certificate_that_is_not_there_is_named(tmp_path: Path, keyring: Keyring) -> None:
    absent = tmp_path / "absent.pem"
    settings = Settings(temporal_address="127.0.0.1:1", temporal_tls_ca=absent)
    with pytest.raises(TemporalUnreachable, match=r"absent\.pem cannot be read"):
        await connect(settings, "127.0.0.1:1", keyring)
