"""What benchmarks of the engine stand on: servers and a database of their own, gone afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client

from activities.codec import Keyring, data_converter, new_key
from activities.search_attributes import SEARCH_ATTRIBUTES
from storage.migrate import migrate
from tests.workflow.engine import Engine, engine_on
from workers.embedded.ports import settle_ports
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal import TIME_SKIPPING, EmbeddedTemporal


@dataclass(frozen=True)
class Row:
    """One figure beside what it may be."""

    what: str
    value: float
    budget: float
    unit: str = "x"
    is_least: bool = True

    @property
    def is_kept(self) -> bool:
        return self.value >= self.budget if self.is_least else self.value <= self.budget

    def __str__(self) -> str:
        bound = ">=" if self.is_least else "<="
        kept = "" if self.is_kept else "   MISSED"
        return f"{self.what:58} {self.value:10,.2f} {self.unit:6} {bound} {self.budget:,.2f}{kept}"


@dataclass(frozen=True)
class Stand:
    """An engine on servers of its own."""

    engine: Engine
    metrics_url: str
    folder: Path


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    """Start PostgreSQL and Temporal, and open an engine that nobody works for yet."""
    ports, _ = settle_ports({"postgres": 0, "temporal": 0, "metrics": 0})
    with TemporaryDirectory(prefix="perennial-bench-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        postgres = EmbeddedPostgres(folder / "postgres", ports["postgres"])
        temporal = EmbeddedTemporal(
            folder / "temporal",
            ports["temporal"],
            metrics_port=ports["metrics"],
            search_attributes=SEARCH_ATTRIBUTES,
            dynamic_config=TIME_SKIPPING,
        )
        database = await postgres.start()
        try:
            await migrate(database)
            address = await temporal.start()
            converter = data_converter(Keyring.parse(new_key()))
            client = await Client.connect(address, data_converter=converter, identity="test")
            async with engine_on(database, client) as engine:
                yield Stand(engine, temporal.metrics_url or "", folder)
        finally:
            await temporal.stop()
            await postgres.stop()
