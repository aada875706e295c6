"""What one organisation gave somebody is worth nothing at another, and looks like any nonsense.

Both were founded by the same file: every id of a person, cycle, review and step is the same here
and there, which is as near as two organisations ever come.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from temporalio.client import Client

from activities.codec import Keyring, data_converter, new_key
from domain.reach import Link
from gateway.api.app import PATH as API
from gateway.api.scopes import Scope
from gateway.api.tokens import issue_token
from gateway.site.reception import Reception, Room
from storage.link_tokens import LinkSigner
from storage.request_keys import RequestKeys
from storage.webhooks import WebhookBook
from tests.gateway.doorway import Doorway, copy_of, doorway_on, drop, send, who
from tests.gateway.house import form_token
from tests.gateway.test_sign_in import ASKED, TYPED, ask, code_in
from tests.storage.company_with_goals import Firm

OWN_HOSTS = ("acme.test", "beta.test")
CHANGES_EACH_TIME = re.compile(r'value="[^"]{16,}"|nonce="[^"]*"|[0-9a-f-]{36}|[0-9a-f]{64}')


@dataclass(frozen=True)
class Neighbours:
    """Two organisations behind one door."""

    acme: Doorway
    beta: Doorway
    reception: Reception

    @asynccontextmanager
    async def browser(self, of: Doorway, **more: str) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser before the site of one of them."""
        transport = httpx2.ASGITransport(app=self.reception)
        base = of.front.site.base_url
        async with httpx2.AsyncClient(transport=transport, base_url=base, headers=more) as client:
            yield client


@pytest.fixture
async def neighbours(
    postgres_url: str, first_day: tuple[str, Firm], temporal_client: Client
) -> AsyncIterator[Neighbours]:
    """Two sites with keys of their own, each before a database of its own."""
    template, firm = first_day
    urls = [await copy_of(postgres_url, template, f"test_{uuid4().hex}") for _ in OWN_HOSTS]
    reception = Reception(OWN_HOSTS)
    async with AsyncExitStack() as opened:
        found = []
        for host, url in zip(OWN_HOSTS, urls, strict=True):
            plain = await opened.enter_async_context(doorway_on(url, temporal_client, firm))
            key = host.encode().ljust(32)
            site = replace(
                plain.front.site, base_url=f"http://{host}", secret=key, signer=LinkSigner([key])
            )
            door = plain.with_site(site)
            opened.enter_context(reception.welcoming(host, Room(host, door.app)))
            found.append(door)
        yield Neighbours(found[0], found[1], reception)
    for url in urls:
        await drop(postgres_url, url)


async def link_of(door: Doorway) -> str:
    link = await door.front.linker.to(Link(person=door.reviewee.id, reach=door.step()))
    return link.removeprefix(door.front.site.base_url)


def told(answer: httpx2.Response) -> tuple[int, str]:
    """What an answer tells, whatever is different each time."""
    return answer.status_code, CHANGES_EACH_TIME.sub("", answer.text)


async def test_a_session_signs_in_where_it_began_and_nowhere_else(neighbours: Neighbours) -> None:
    acme, beta = neighbours.acme, neighbours.beta
    async with neighbours.browser(acme) as ours, neighbours.browser(beta) as theirs:
        await acme.let_in(ours, acme.reviewee)
        assert await who(ours) == "Person 5 reaches everything"
        for name, value in ours.cookies.items():
            theirs.cookies.set(name, value)
        assert await who(theirs) is None
        refused = await theirs.get(beta.page())
        for name in ours.cookies:
            theirs.cookies.set(name, "a" * 43)
        assert told(await theirs.get(beta.page())) == told(refused)


async def test_a_link_of_one_is_at_the_other_like_a_forged_one(neighbours: Neighbours) -> None:
    acme, beta = neighbours.acme, neighbours.beta
    foreign, own = await link_of(acme), await link_of(beta)
    forged = foreign[:-6] + ("AAAAAA" if foreign[-6:] != "AAAAAA" else "BBBBBB")
    async with neighbours.browser(beta) as browser:
        assert (await browser.get(own)).status_code == 200
        crossed, invented = await browser.get(foreign), await browser.get(forged)
        assert told(crossed) == told(invented)
        assert crossed.status_code != 200
        assert await who(browser) is None
        assert acme.reviewee.display_full_name not in crossed.text


async def test_a_token_of_one_is_at_the_other_like_an_invented_one(neighbours: Neighbours) -> None:
    acme, beta = neighbours.acme, neighbours.beta
    issued = await issue_token(
        acme.log, acme.reviewee.id, "a test", tuple(Scope), datetime.now(UTC)
    )
    bearer = {"Authorization": f"Bearer {issued.secret}"}
    invented = {"Authorization": f"Bearer {issued.secret[:-4]}AAAA"}
    async with neighbours.browser(acme, **bearer) as ours:
        assert (await ours.get(f"{API}/me")).status_code == 200
    answers = []
    for held in (bearer, invented):
        async with neighbours.browser(beta, **held) as theirs:
            paths = ("/me", f"/reviews/{beta.firm.review}", f"/reviews/{uuid4()}")
            answers += [told(await theirs.get(f"{API}{path}")) for path in paths]
    assert answers[:3] == answers[3:]
    assert {status for status, _ in answers} == {401}


async def test_a_code_by_mail_is_good_for_one_site(neighbours: Neighbours) -> None:
    acme, beta = neighbours.acme, neighbours.beta
    async with neighbours.browser(acme) as ours, neighbours.browser(beta) as theirs:
        await ask(ours, acme.reviewee.work_email)
        assert (len(acme.postbox.messages), len(beta.postbox.messages)) == (1, 0)
        for name, value in ours.cookies.items():
            theirs.cookies.set(name, value)
        await send(theirs, TYPED, code=code_in(acme))
        assert await who(theirs) is None
        await send(ours, TYPED, code=code_in(acme))
        assert await who(ours) == "Person 5 reaches everything"


async def test_a_form_shown_by_one_is_not_taken_by_the_other(neighbours: Neighbours) -> None:
    acme, beta = neighbours.acme, neighbours.beta
    async with neighbours.browser(acme) as ours, neighbours.browser(beta) as theirs:
        token = form_token((await ours.get(ASKED)).text)
        for name, value in ours.cookies.items():
            theirs.cookies.set(name, value)
        sent = {"_csrf": token, "address": beta.reviewee.work_email, "to": ""}
        assert (await theirs.post(ASKED, data=sent)).status_code == 403
        neighbour = {"sec-fetch-site": "same-site", "origin": "http://acme.test"}
        assert (await ours.post(ASKED, data=sent, headers=neighbour)).status_code == 403
    assert beta.postbox.messages == []


async def test_what_is_seen_live_is_drawn_for_each_apart(neighbours: Neighbours) -> None:
    acme, beta = neighbours.acme.front.live, neighbours.beta.front.live

    async def shown(whose: str) -> str:
        return whose

    watching = acme.watch("board of 7", lambda: shown("acme"))
    other = beta.watch("board of 7", lambda: shown("beta"))
    assert (await anext(watching), await anext(other)) == ("acme", "beta")
    assert (acme.watched, beta.watched) == ({"board of 7": 1}, {"board of 7": 1})
    await watching.aclose()
    await other.aclose()


async def test_a_request_that_was_made_once_here_is_a_new_one_there(
    neighbours: Neighbours,
) -> None:
    at, person = datetime.now(UTC), neighbours.acme.reviewee.id
    ours = RequestKeys(neighbours.acme.log.hosts, person)
    theirs = RequestKeys(neighbours.beta.log.hosts, person)
    await ours.use("key-1", b"a" * 32, at)
    await ours.keep("key-1", "what Acme was told")
    used = await theirs.use("key-1", b"b" * 32, at)
    assert (used.digest, used.answer) == (b"b" * 32, None)


async def test_a_payload_of_one_does_not_open_for_the_other() -> None:
    acme, beta = (data_converter(Keyring.parse(new_key())) for _ in OWN_HOSTS)
    sealed = await acme.encode(["a reference"])
    assert await acme.decode(sealed) == ["a reference"]
    with pytest.raises(Exception, match=r"(?i)key") as refused:
        await beta.decode(sealed)
    assert "a reference" not in str(refused.value)


async def test_a_program_that_is_told_by_one_is_not_told_by_the_other(
    neighbours: Neighbours,
) -> None:
    at, name = datetime.now(UTC), uuid4()
    acme, beta = (
        WebhookBook(each.log.hosts, each.log.organisation)
        for each in (neighbours.acme, neighbours.beta)
    )
    await acme.enter(name, "https://program.acme.example/", (), 0, at)
    assert await beta.everyone() == []
    assert await beta.claim(at, at + timedelta(minutes=1), 10**6, 10) == []
    assert await beta.remove(name) is False
    assert [each.id for each in await acme.everyone()] == [name]
