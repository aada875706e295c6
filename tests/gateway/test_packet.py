"""The packet of a review: an accessible PDF, signed, that holds what its reader may see."""

import asyncio
import io
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from domain.ids import PersonId
from gateway.beside import NotYoursToSee
from gateway.packet.packets import packet_of
from gateway.packet.press import PdfNotPossible, pressed
from gateway.packet.seal import PacketSeal, holds
from storage.views import views_of_review
from tests.gateway.quiet_house import QuietHouse
from tests.played_cycle import PlayedCycle, Story
from tests.storage.scored_year import DISPUTED
from tests.storage.steered import manager_of


async def text_for(house: QuietHouse, told: Story, reader: PersonId) -> str:
    packet = await packet_of(house.archive, told.review, reader)
    pages = PdfReader(io.BytesIO(packet.pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def plain(found: DictionaryObject, name: str) -> str:
    return str(found[name].get_object())


def bookmarks(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from bookmarks(entry)
        else:
            yield str(entry.title)


async def test_a_packet_can_be_read_by_those_who_do_not_see(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    told = year.stories[0]
    packet = await packet_of(signed.archive, told.review, told.state.planned.reviewee)
    document = PdfReader(io.BytesIO(packet.pdf))
    root = document.root_object
    assert plain(root, "/MarkInfo") == "{'/Marked': True}"
    assert plain(root, "/StructTreeRoot").startswith("{'/Type': '/StructTreeRoot'")
    assert plain(root, "/Lang") == "en"
    assert "'/DisplayDocTitle': True" in plain(root, "/ViewerPreferences")
    assert document.metadata is not None
    assert document.metadata.title == "Annual review 2026: review of Person 5"
    titles = list(bookmarks(document.outline))
    assert titles[:2] == ["Person 5", "Objectives"]
    assert "Sign-off" in titles
    assert document.xmp_metadata is not None
    assert b"pdfuaid" in document.xmp_metadata.stream.get_data()


async def test_a_packet_tells_the_year_up_to_the_signature(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    told = year.stories[DISPUTED]
    words = await text_for(signed, told, told.state.planned.reviewee)
    for part in (
        "Answer faster (50 %)",
        "Delivered the optics line early.",
        "The calibration panel, who left it 2 (Developing)",
        "It stands at 3 (Strong)",
        "acknowledged the result",
        "it is what was signed",
        "Person 7 disputed the result.",
        "How to check this document",
    ):
        assert part in words


async def test_a_packet_holds_no_more_than_its_reader_may_see(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    told = year.stories[0]
    partner = year.people[told.state.planned.reviewee].hr_partner
    assert partner is not None
    for_hr = await text_for(signed, told, partner)
    own = await text_for(signed, told, told.state.planned.reviewee)
    assert "the name is for HR alone" in for_hr
    assert "the name is for HR alone" not in own
    assert "4 (Excellent)" in own


async def test_what_was_signed_by_the_installation_can_be_checked_by_anybody(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    told = year.stories[0]
    path = f"/reviews/{told.review}/packet.pdf"
    async with signed.visitor(told.state.planned.reviewee) as browser:
        document = await browser.get(path)
        signature = await browser.get(f"{path}.sig")
    async with signed.visitor(None) as browser:
        key = await browser.get("/packets/key.pem")
    assert document.headers["content-type"] == "application/pdf"
    assert document.headers["cache-control"] == "no-store"
    assert holds(document.content, signature.content, key.content)
    assert not holds(document.content + b" ", signature.content, key.content)
    seal = await PacketSeal.of(signed.archive)
    assert key.content == seal.public_key


async def test_a_packet_is_for_those_it_concerns(signed: QuietHouse, year: PlayedCycle) -> None:
    told, other = year.stories[0], year.stories[1]
    peer = next(seat.person for seat in told.peers if seat.person != manager_of(told))
    with pytest.raises(NotYoursToSee):
        await packet_of(signed.archive, told.review, peer)
    async with signed.visitor(None) as browser:
        answer = await browser.get(f"/reviews/{other.review}/packet.pdf")
    assert answer.status_code == 303


async def test_that_somebody_had_a_document_can_be_told_afterwards(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    told = year.stories[0]
    boss = manager_of(told)
    await packet_of(signed.archive, told.review, boss)
    async with signed.visitor(boss) as browser:
        await browser.get(f"/reviews/{told.review}")
    kept = await views_of_review(signed.archive.hosts, told.review, 10)
    seen = [(each.view.viewer, each.view.what, each.view.right) for each in kept]
    assert seen == [(boss, "review", "manager"), (boss, "document", "manager")]


async def test_nothing_is_fetched_for_a_document() -> None:
    asked: list[str] = []

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append("somebody came")
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    html = f'<html lang="en"><title>T</title><p>Words<img alt="x" src="http://127.0.0.1:{port}/">'
    async with server:
        written = await pressed(html)
    assert written.startswith(b"%PDF")
    assert asked == []


async def test_without_the_libraries_a_sentence_says_what_to_install(
    signed: QuietHouse, year: PlayedCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    told = year.stories[0]
    with pytest.raises(PdfNotPossible, match="libpango"):
        await packet_of(signed.archive, told.review, told.state.planned.reviewee)
    async with signed.visitor(told.state.planned.reviewee) as browser:
        answer = await browser.get(f"/reviews/{told.review}/packet.pdf")
        page = await browser.get(f"/reviews/{told.review}")
    assert (answer.status_code, page.status_code) == (503, 200)
    assert "install Pango" in answer.text
