"""Mails that were caught instead of sent can be read and followed, and do nothing by themselves."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from activities.notify.channel import Message, Words
from activities.notify.mail import written
from domain.ids import CycleId
from gateway.catcher.pages import SHOWN_AT_ONCE
from tests.gateway.doorway import Doorway
from workers.embedded.mail import CaughtMail

LINK = "https://reviews.halden.example/s/abc"
HTML = (
    "<html><head><title>x</title></head><body><script>alert(1)</script>"
    f'<a href="{LINK}">Open</a></body></html>'
)


@pytest.fixture
def caught() -> list[CaughtMail]:
    return []


@pytest.fixture
async def inbox(doorway: Doorway, caught: list[CaughtMail]) -> AsyncIterator[httpx2.AsyncClient]:
    site = replace(doorway.front.site, caught=lambda: tuple(caught))
    async with doorway.with_site(site).stranger() as client:
        yield client


def catch(folder: Path, number: int, to: str = "mara@halden.example") -> CaughtMail:
    """Put a mail into a folder as the catcher does."""
    words = Words(f"Due soon {number} <b>", f"Open it: {LINK}.\n<script>alert(1)</script>\n", HTML)
    message = Message(UUID(int=number), CycleId(UUID(int=1)), "Mara", to, UUID(int=3), words)
    path = folder / f"{number:06d}.eml"
    path.write_bytes(written(message, "reviews@halden.example", "halden.example").as_bytes())
    return CaughtMail(number, "reviews@halden.example", (to,), path)


async def test_the_inbox_lists_what_was_caught_the_latest_first(
    inbox: httpx2.AsyncClient, caught: list[CaughtMail], tmp_path: Path
) -> None:
    caught += [catch(tmp_path, number) for number in (1, 2)]
    shown = (await inbox.get("/inbox")).text
    assert shown.index("Due soon 2 &lt;b&gt;") < shown.index("Due soon 1 &lt;b&gt;")
    assert "mara@halden.example" in shown


async def test_the_inbox_finds_the_mails_of_somebody_and_turns_pages(
    inbox: httpx2.AsyncClient, caught: list[CaughtMail], tmp_path: Path
) -> None:
    caught.append(catch(tmp_path, 1, "ann@halden.example"))
    caught += [catch(tmp_path, number) for number in range(2, SHOWN_AT_ONCE + 3)]
    assert "Due soon 1 " in (await inbox.get("/inbox", params={"to": "ANN@"})).text
    first = (await inbox.get("/inbox")).text
    assert "Due soon 2 " not in first
    assert "/inbox?to=&amp;before=3" in first
    assert "Due soon 2 " in (await inbox.get("/inbox?to=&before=3")).text


async def test_a_mail_is_shown_as_text_whose_links_can_be_followed(
    inbox: httpx2.AsyncClient, caught: list[CaughtMail], tmp_path: Path
) -> None:
    caught.append(catch(tmp_path, 1))
    shown = (await inbox.get("/inbox/1")).text
    assert f'<a href="{LINK}" rel="noreferrer">{LINK}</a>.' in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


async def test_the_html_of_a_mail_is_shut_in(
    inbox: httpx2.AsyncClient, caught: list[CaughtMail], tmp_path: Path
) -> None:
    caught.append(catch(tmp_path, 1))
    answer = await inbox.get("/inbox/1/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-forms" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert '<base target="_top">' in answer.text


@pytest.mark.parametrize("path", ["/inbox/7", "/inbox/7/html", "/inbox/x", "/inbox/1/html"])
async def test_a_mail_that_is_not_there_is_not_found(
    inbox: httpx2.AsyncClient, caught: list[CaughtMail], tmp_path: Path, path: str
) -> None:
    caught.append(catch(tmp_path, 1))
    caught[0].path.unlink()
    assert (await inbox.get(path)).status_code == 404


async def test_where_mail_really_goes_out_there_is_no_inbox(doorway: Doorway) -> None:
    async with doorway.stranger() as client:
        for path in ("/inbox", "/inbox/1", "/inbox/1/html"):
            assert (await client.get(path)).status_code == 404
