"""The ways to people that the settings name, and the mail server that was started for them."""

from activities.notify.channel import Channel
from activities.notify.email import Email, MailServer
from activities.notify.pacing import Paced
from activities.notify.ways import channels_of
from workers.servers import Servers


def channel_for(servers: Servers) -> Channel:
    """Give the channels of an installation as one.

    Raises:
        ChannelUnknown: a channel that is named lacks the setting it needs.
        ChatUnusable: the address of the chat is none, or Apprise is not installed.
    """
    settings = servers.settings
    slack, chat = settings.slack_token, settings.chat_url
    channel = channels_of(
        settings.channels.split(","),
        _mail_server(servers),
        slack.get_secret_value() if slack else None,
        chat.get_secret_value() if chat else None,
    )
    pace = settings.messages_per_second
    return Paced(channel, pace) if pace is not None else channel


def mail_for(servers: Servers) -> Email:
    """Give mail alone: codes and fresh links go to nobody's chat."""
    return Email(_mail_server(servers))


def _mail_server(servers: Servers) -> MailServer:
    settings, addresses = servers.settings, servers.addresses
    password = settings.smtp_password
    return MailServer(
        host=addresses.smtp_host,
        port=addresses.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
        security=settings.smtp_security,
    )
