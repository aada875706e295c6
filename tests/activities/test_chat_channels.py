"""Messages go through Slack and other chats over a real socket, to one person each."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
from aiohttp import web

from activities.notify.channel import (
    Deferred,
    Message,
    Refused,
    Thing,
    Unreachable,
    Words,
)
from activities.notify.chat import Chat, ChatUnusable
from activities.notify.email import MailServer
from activities.notify.slack import Slack
from activities.notify.ways import ChannelUnknown, FirstThatTakes, channels_of
from domain.ids import CycleId
from tests.activities.pretended_http import Asked, PretendedServer, pretended

LINK = "https://reviews.halden.example/s/abc"
MESSAGE = Message(
    id=UUID(int=2),
    cycle=CycleId(UUID(int=1)),
    name="Mara Lind",
    address="mara+1@halden.example",
    thread=UUID(int=3),
    words=Words(
        "Due Fri 30 Jan: Rate <the> year",
        "Dear Mara Lind,\n",
        lead="there is one thing for you:",
        things=(Thing("Fri 30 Jan", '"Rate" for Ann.', "It is your turn.", LINK, "Open it"),),
    ),
)
APPRISE_IMPORTS_WHAT_PYTHON_DROPS = pytest.mark.filterwarnings("ignore::DeprecationWarning")
MAIL = MailServer("127.0.0.1", 25, "reviews@halden.example")


@dataclass
class Workspace:
    """Slack with one member, which may be told to refuse."""

    error: dict[str, str] = field(default_factory=dict)

    def answer(self, asked: Asked) -> web.Response:
        method = asked.path.rpartition("/")[2]
        if asked.headers.get("authorization") != "Bearer xoxb-token":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if method in self.error:
            return web.json_response({"ok": False, "error": self.error[method]})
        if method == "chat.postMessage":
            return web.json_response({"ok": True, "ts": "1.1"})
        if asked.query.get("email") == MESSAGE.address:
            return web.json_response({"ok": True, "user": {"id": "U42"}})
        return web.json_response({"ok": False, "error": "users_not_found"})


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
async def server(workspace: Workspace) -> AsyncIterator[PretendedServer]:
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(pretended(workspace.answer))


@pytest.fixture
def slack(server: PretendedServer) -> Slack:
    return Slack("xoxb-token", f"{server.url}/api/")


class Takes:
    """A channel that takes everything."""

    name = "takes"

    async def send(self, _: Message) -> str:
        return self.name

    async def rest(self) -> None:
        return


@dataclass
class Says:
    """A channel that says no."""

    no: Exception
    name: str = "says-no"

    async def send(self, _: Message) -> str:
        raise self.no

    async def rest(self) -> None:
        return


async def test_slack_shows_a_button_for_each_thing_to_the_person_with_that_address(
    slack: Slack, server: PretendedServer
) -> None:
    assert await slack.send(MESSAGE) == "slack"
    posted = json.loads(server.asked[-1].body)
    assert posted["channel"] == "U42"
    assert posted["text"] == "Due Fri 30 Jan: Rate &lt;the&gt; year"
    assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)
    lead, thing = posted["blocks"]
    assert lead["text"]["text"] == "there is one thing for you:"
    assert thing["text"]["text"] == 'Fri 30 Jan: "Rate" for Ann. It is your turn.'
    assert thing["accessory"]["url"] == LINK


async def test_slack_is_asked_who_somebody_is_only_once(
    slack: Slack, server: PretendedServer
) -> None:
    await slack.send(MESSAGE)
    await slack.rest()
    await slack.send(MESSAGE)
    assert [each.path.rpartition("/")[2] for each in server.asked] == [
        *("users.lookupByEmail", "chat.postMessage", "chat.postMessage")
    ]


async def test_who_is_not_in_slack_is_refused_and_gets_the_next_channel(slack: Slack) -> None:
    stranger = replace(MESSAGE, address="nobody@halden.example")
    with pytest.raises(Refused) as refused:
        await slack.send(stranger)
    assert refused.value.why == "slack_users_not_found"
    assert await FirstThatTakes([slack, Takes()]).send(stranger) == "takes"


@pytest.mark.parametrize(
    "error, meaning",
    [("token_revoked", Unreachable), ("fatal_error", Deferred), ("user_disabled", Refused)],
)
async def test_what_slack_says_decides_what_becomes_of_a_message(
    slack: Slack, workspace: Workspace, error: str, meaning: type[Exception]
) -> None:
    workspace.error = {"chat.postMessage": error}
    with pytest.raises(meaning):
        await slack.send(MESSAGE)


async def test_a_slack_that_is_down_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        await Slack("xoxb-token", "http://127.0.0.1:9/api/").send(MESSAGE)


async def test_what_one_channel_may_take_later_is_not_refused_by_the_other() -> None:
    refused, deferred, cut = Refused("smtp_550"), Deferred(), Unreachable()
    for first, second, expected in (
        (refused, deferred, Deferred),
        (deferred, refused, Deferred),
        (cut, refused, Unreachable),
        (refused, refused, Refused),
    ):
        with pytest.raises(expected):
            await FirstThatTakes([Says(first), Says(second)]).send(MESSAGE)


@APPRISE_IMPORTS_WHAT_PYTHON_DROPS
async def test_another_chat_is_reached_at_the_place_of_the_person() -> None:
    async with pretended(lambda _: web.Response(status=200)) as server:
        place = server.url.replace("http://", "json://")
        assert await Chat(f"{place}/to/{{mailbox}}/").send(MESSAGE) == "chat"
        [asked] = server.asked
    assert asked.path.rstrip("/") == "/to/mara+1"
    body = json.loads(asked.body)
    assert (body["title"], body["message"].strip()) == (MESSAGE.words.subject, "Dear Mara Lind,")


@APPRISE_IMPORTS_WHAT_PYTHON_DROPS
async def test_a_chat_that_does_not_take_a_message_may_take_it_later() -> None:
    async with pretended(lambda _: web.Response(status=500)) as server:
        place = server.url.replace("http://", "json://")
        with pytest.raises(Deferred):
            await Chat(f"{place}/{{address}}").send(MESSAGE)


def test_a_chat_that_everybody_reads_is_no_channel() -> None:
    with pytest.raises(ChatUnusable):
        Chat("json://127.0.0.1/everybody")


def test_channels_are_tried_in_the_order_of_the_settings() -> None:
    ways = channels_of(["slack", "email"], MAIL, "xoxb-token", None)
    assert isinstance(ways, FirstThatTakes)
    assert ways.name == "email"
    assert channels_of(["email"], MAIL, None, None).name == "email"


@pytest.mark.parametrize("names", [[], ["pigeon"], ["slack"], ["chat", "email"]])
def test_a_channel_that_lacks_something_is_refused_at_the_start(names: list[str]) -> None:
    with pytest.raises(ChannelUnknown):
        channels_of(names, MAIL, None, None)
