"""A scanner that opens every link and sends every form it finds does no harm to anybody."""

from domain.reach import Link
from storage.links import LinkBook
from tests.gateway.house import House
from tests.gateway.scanner import Scanner
from tests.gateway.steps import NOTES, REVIEWEE, WORDS, at_step, path_of, reach_of


async def test_a_scanner_goes_up_to_the_step_and_changes_nothing(short: House) -> None:
    archive, base = short.front.archive, short.front.site.base_url
    link = Link(person=short.person(REVIEWEE), reach=reach_of(short, NOTES))
    address = (await short.front.linker.to(link)).removeprefix(base)
    async with at_step(short, NOTES, REVIEWEE) as own:
        # A draft that wants nothing but to be handed in.
        await own.post("/check", _do="check", **WORDS)
    before = await archive.journal.read(short.review(REVIEWEE))
    async with short.stranger() as client:
        scanner = Scanner(client, presses=True)
        await scanner.scan(address, f"{address}/report", f"{path_of(short, NOTES)}/check", "/")
    await short.settled()
    assert await archive.journal.read(short.review(REVIEWEE)) == before
    written = " ".join(each.words.subject for each in short.engine.postbox.messages)
    assert "Your new link" not in written
    assert "Your code" not in written
    assert await LinkBook(archive.hosts).reported(before[0].event.at) == []
    # It did come in, did find the step, and was refused what needs somebody to mean it.
    assert scanner.answers["POST", address] == [303]
    assert scanner.answers["POST", f"{address}/report"] == [422]
    assert ("POST", f"{path_of(short, NOTES)}/submit") in scanner.answers
    assert not [each for every in scanner.answers.values() for each in every if each >= 500]
