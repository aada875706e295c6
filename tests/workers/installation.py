"""An installation on the servers of the tests, with a status port of its own."""

from pathlib import Path

from pydantic import SecretStr

from workers.addresses import Addresses
from workers.embedded.ports import settle_ports
from workers.keys import make_keys
from workers.servers import Servers
from workers.settings import Settings


def installation(home: Path, database: str, temporal: str) -> Servers:
    """Give the servers of an installation that sends no mail."""
    ports, _ = settle_ports({"status_port": 0, "smtp_port": 0, "site_port": 0})
    settings = Settings.model_validate({"home": home, **ports})
    addresses = Addresses(
        postgres_url=SecretStr(database),
        temporal_address=temporal,
        temporal_ui_url=None,
        temporal_metrics_url=None,
        smtp_host="127.0.0.1",
        smtp_port=settings.smtp_port,
    )
    return Servers(settings, addresses, make_keys(settings), started_here=True)
