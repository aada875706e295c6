"""Several channels as one: each message goes through the first that takes it."""

from collections.abc import Sequence
from typing import ClassVar

from activities.notify.channel import Channel, Deferred, Message, Refused, Unreachable
from activities.notify.chat import Chat
from activities.notify.email import Email, MailServer
from activities.notify.slack import Slack
from domain.errors import ReviewError


class FirstThatTakes:
    """Tries channels in their order; that a message was not taken is said when none has."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        """Try these channels, of which there is at least one."""
        self._channels = tuple(channels)

    @property
    def name(self) -> str:
        """Be called as the last one, whose refusal is final."""
        return self._channels[-1].name

    async def send(self, message: Message) -> str:
        """Send through the first channel that takes the message and give its name.

        What may be taken later by any of them is not refused. Raises as `Channel.send`.
        """
        failures: list[Refused | Deferred | Unreachable] = []
        for channel in self._channels:
            try:
                return await channel.send(message)
            except (Refused, Deferred, Unreachable) as failure:
                failures.append(failure)
        raise min(failures, key=_hopelessness)

    async def rest(self) -> None:
        """Let all of them rest."""
        for channel in self._channels:
            await channel.rest()


def _hopelessness(failure: Refused | Deferred | Unreachable) -> int:
    match failure:
        case Deferred():
            return 0
        case Unreachable():
            return 1
        case Refused():
            return 2


class ChannelUnknown(ReviewError):
    """The settings name a channel that there is not, or that lacks what it needs."""

    code: ClassVar[str] = "channel_unknown"


def channels_of(
    names: Sequence[str], mail: MailServer, slack_token: str | None, chat_url: str | None
) -> Channel:
    """Give the channels the settings name, in their order, as one.

    Args:
        names: of email, slack and chat those to be tried, the first first.
        mail: where mail is handed in.
        slack_token: the bot token of a Slack app that may write and look people up.
        chat_url: an address of Apprise with the place of the person in it.

    Raises:
        ChannelUnknown: another name, none at all, or a channel without its setting.
        ChatUnusable: as `Chat`.
    """
    found = [_channel(name, mail, slack_token, chat_url) for name in names]
    if not found:
        raise ChannelUnknown("No channel is named: say at least email.")
    return found[0] if len(found) == 1 else FirstThatTakes(found)


def _channel(name: str, mail: MailServer, slack_token: str | None, chat_url: str | None) -> Channel:
    match name:
        case Email.name:
            return Email(mail)
        case Slack.name if slack_token:
            return Slack(slack_token)
        case Chat.name if chat_url:
            return Chat(chat_url)
        case Slack.name | Chat.name:
            raise ChannelUnknown(f"The channel {name} lacks the setting it needs.")
        case _:
            raise ChannelUnknown(f"There is no channel {name}: there are email, slack and chat.")
