"""Where an OpenID provider vouches for people, it is asked properly and believed no further."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from gateway.site.front import IdentityProvider
from tests.gateway.doorway import Doorway, who
from tests.openid_provider import CLIENT

PROGRAM = Path(__file__).parents[1] / "openid_provider.py"
ANA = {"email": "P5@halden.example"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def issuer() -> AsyncIterator[str]:
    """A provider in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, PROGRAM, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip()
    process.terminate()
    await process.wait()


@pytest.fixture
def house(doorway: Doorway, issuer: str) -> Doorway:
    """The site of an organisation that signs in through this provider."""
    return doorway.with_site(
        replace(doorway.front.site, provider=IdentityProvider(issuer, *CLIENT))
    )


async def there_and_back(
    browser: httpx2.AsyncClient, issuer: str, claims: Mapping[str, object]
) -> str:
    """Go to the provider as somebody, and give the address it sends the browser back to."""
    gone = await browser.get("/sign-in/oidc?to=/hr")
    assert gone.headers["location"].startswith(f"{issuer}/authorize?")
    async with httpx2.AsyncClient(verify=False) as outside:
        await outside.post(f"{issuer}/visitor", json=claims)
        back = await outside.get(gone.headers["location"])
    return str(back.headers["location"])


async def test_whom_the_provider_vouches_for_is_signed_in(house: Doorway, issuer: str) -> None:
    async with house.stranger() as browser:
        assert "Go to the sign-in of your organisation" in (await browser.get("/sign-in")).text
        back = await browser.get(await there_and_back(browser, issuer, {"says": ANA}))
        assert (back.status_code, back.headers["location"]) == (303, "/hr")
        assert await who(browser) == "Person 5 reaches everything"


async def test_an_address_may_be_told_apart_from_the_token(house: Doorway, issuer: str) -> None:
    told = {"sub": "visitor", "email_verified": True, **ANA}
    async with house.stranger() as browser:
        await browser.get(await there_and_back(browser, issuer, {"userinfo": told}))
        assert await who(browser) == "Person 5 reaches everything"
    async with house.stranger() as browser:
        other = told | {"sub": "somebody else"}
        back = await browser.get(await there_and_back(browser, issuer, {"userinfo": other}))
        assert (back.status_code, await who(browser)) == (403, None)


DOUBTFUL: dict[str, dict[str, object]] = {
    "signed with another key": {"says": ANA, "is_stolen": True},
    "address not verified": {"says": ANA | {"email_verified": False}},
    "address as good as verified": {"says": ANA | {"email_verified": "yes"}},
    "another issuer": {"says": ANA | {"iss": "https://elsewhere.example"}},
    "for another client": {"says": ANA | {"aud": "another client"}},
    "an answer to an earlier question": {"says": ANA | {"nonce": "an earlier one"}},
    "long ago": {"says": ANA | {"exp": 1_700_000_000, "iat": 1_600_000_000}},
    "nobody of ours": {"says": {"email": "nobody@halden.example"}},
    "no address": {"says": {}},
}


async def test_nobody_else_is_believed(house: Doorway, issuer: str) -> None:
    believed = []
    for doubt, claims in DOUBTFUL.items():
        async with house.stranger() as browser:
            back = await browser.get(await there_and_back(browser, issuer, claims))
            if (back.status_code, await who(browser)) != (403, None):
                believed.append(doubt)
    assert believed == []


async def test_an_answer_counts_in_the_browser_that_asked_and_once(
    house: Doorway, issuer: str
) -> None:
    async with house.stranger() as browser, house.stranger() as other:
        answer = await there_and_back(browser, issuer, {"says": ANA})
        await there_and_back(other, issuer, {"says": ANA})
        stolen = await other.get(answer)
        first, again = await browser.get(answer), await browser.get(answer)
        assert [each.status_code for each in (stolen, first, again)] == [403, 303, 403]
        assert await who(other) is None


async def test_a_provider_that_is_away_is_said_to_be_away(doorway: Doorway) -> None:
    away = IdentityProvider("http://127.0.0.1:9", *CLIENT)
    house = doorway.with_site(replace(doorway.front.site, provider=away))
    async with house.stranger() as browser:
        gone = await browser.get("/sign-in/oidc")
        assert (gone.status_code, "does not answer" in gone.text) == (503, True)


async def test_no_code_is_sent_where_a_provider_vouches(house: Doorway) -> None:
    async with house.stranger() as browser:
        assert (await browser.get("/sign-in/code")).status_code == 404
        assert (
            await browser.post("/sign-in", data={"address": "p5@halden.example"})
        ).status_code == 404
    assert house.postbox.messages == []
