import pytest

from domain.offices import Office
from gateway.changing import Changes, Ordered
from gateway.console import audit
from gateway.offices import give_office
from tests.gateway.house import House

WHY = "On parental leave until June."
ENTRY = '<li><span class="small soft">'


async def test_the_audit_tells_what_hr_did_and_why_and_who_looked(house: House) -> None:
    place, review = f"/hr/cycles/{house.launched.id}/audit", house.review("101")
    paused = Ordered("p", house.launched.id, "pause", house.person("3"), WHY, (review,))
    await Changes(house.front.archive, house.front.client).carry_out(paused)
    await house.settled()
    async with house.visitor("3") as client:
        page = await client.get(f"/hr/reviews/{review}")
        assert "Paused since" in page.text
        assert "Let it go on" in page.text
        whole = await client.get(place)
        assert "Person 3 paused the review" in whole.text
        assert "the review in the console" in whole.text
        assert WHY in whole.text
        assert WHY not in page.text
        mine = await client.get(f"{place}?person=102&kind=hr")
        assert "Person 3 paused the review" not in mine.text
        assert "Nothing is found" in mine.text
        by_other = await client.get(f"{place}?actor=10&kind=hr")
        assert "Nothing is found" in by_other.text
        early = await client.get(f"{place}?until=2020-01-01")
        assert "Nothing is found" in early.text
        unknown = await client.get(f"{place}?person=nobody")
        assert "Nobody in the directory goes by nobody" in unknown.text
    await give_office(house.front.archive, house.person("101"), Office.AUDITOR, house.front.now())
    async with house.visitor("101") as client:
        own = await client.get(place)
    assert "Person 3 paused the review" in own.text
    assert WHY not in own.text  # why something about oneself was changed, HR tells oneself


async def test_the_audit_is_read_page_by_page_and_never_by_strangers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "A_PAGE", 20)
    place = f"/hr/cycles/{house.launched.id}/audit"
    async with house.visitor("3") as client:
        first = await client.get(place)
        _, _, rest = first.text.partition("before=")
        before = rest.partition("#")[0].partition("&")[0]
        second = await client.get(f"{place}?before={before}")
    assert first.text.count(ENTRY) == 20
    assert ENTRY in second.text
    for number in ("10", "101"):
        async with house.visitor(number) as client:
            assert (await client.get(place)).status_code == 404
