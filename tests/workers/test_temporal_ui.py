"""The door to the embedded Temporal UI: the real UI, told to let its requests say who asks."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.workers.test_stack import free_ports
from workers.embedded.ports import settle_ports
from workers.embedded.stack import EmbeddedStack
from workers.embedded.temporal import EmbeddedTemporal
from workers.embedded.temporal_ui import TemporalUi
from workers.settings import Settings

CODEC = "http://127.0.0.1:8000/codec"


async def answers(url: str) -> bool:
    async with httpx2.AsyncClient() as browser:
        try:
            return (await browser.get(url)).status_code < 500
        except httpx2.TransportError:
            return False


async def until_it_answers(url: str) -> None:
    async with asyncio.timeout(30):
        while not await answers(url):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


@pytest.fixture
async def ui(tmp_path: Path) -> AsyncIterator[str]:
    """The address of the door before a server that runs."""
    ports, _ = settle_ports(dict.fromkeys(("server", "behind", "door"), 0))
    server = EmbeddedTemporal(tmp_path, ports["server"], ports["behind"], ui_codec=CODEC)
    door = TemporalUi(ports["door"], ports["behind"])
    await asyncio.gather(server.start(), door.start())
    await until_it_answers(door.url)
    yield door.url
    await door.stop()
    await server.stop()


async def test_the_ui_is_told_where_payloads_are_opened_and_to_say_who_asks(ui: str) -> None:
    async with httpx2.AsyncClient(base_url=ui) as browser:
        codec = (await browser.get("/api/v1/settings")).json()["Codec"]
        assert (codec["Endpoint"], codec["IncludeCredentials"]) == (CODEC, True)
        assert codec["PassAccessToken"] is False
        # The same connection again, and what is long and packed where it may be.
        page = await browser.get("/namespaces/default/workflows")
        assert page.status_code == 200
        assert "_app/immutable" in page.text


async def test_the_ui_of_an_installation_has_payloads_opened_by_its_own_site(
    tmp_path: Path,
) -> None:
    settings = Settings.model_validate({"home": tmp_path, **free_ports()})
    async with EmbeddedStack(settings) as stack:
        addresses = stack.servers.addresses
        assert addresses.temporal_ui_url == f"http://127.0.0.1:{settings.temporal_ui_port}"
        await until_it_answers(addresses.temporal_ui_url)
        async with httpx2.AsyncClient(base_url=addresses.temporal_ui_url) as browser:
            codec = (await browser.get("/api/v1/settings")).json()["Codec"]
        assert codec["Endpoint"] == f"{addresses.site_url}/codec"


async def test_where_no_ui_listens_yet_nobody_is_kept_waiting() -> None:
    ports, _ = settle_ports({"door": 0, "behind": 0})
    door = TemporalUi(ports["door"], ports["behind"])
    await door.start()
    async with httpx2.AsyncClient() as browser:
        with pytest.raises(httpx2.TransportError):
            await browser.get(door.url)
    await door.stop()
    await door.stop()
