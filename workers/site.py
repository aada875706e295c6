"""Puts together what the site works with, from the settings and the servers that run."""

from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Self

from activities.notify.channel import Channel
from domain.errors import ReviewError
from gateway.site.front import Front, IdentityProvider, Site
from gateway.site.reception import Reception
from workers.embedded.mail import MailCatcher
from workers.embedded.stack import EmbeddedStack
from workers.office import Office
from workers.servers import Servers
from workers.settings import Settings


class SignInHalfConfigured(ReviewError):
    """Signing in through a provider needs oidc_issuer, oidc_client_id and oidc_client_secret."""

    code: ClassVar[str] = "sign_in_half_configured"


@dataclass(frozen=True)
class Visible:
    """A site to serve: on which port, and with which mails to show where none really go out.

    Where several organisations are on one port, the `reception` serves it.
    """

    port: int
    mail: MailCatcher | None = None
    reception: Reception | None = None

    @classmethod
    def of(cls, stack: EmbeddedStack) -> Self:
        """Serve the site of a stack that is up."""
        return cls(stack.site_port, stack.mail)


def front_for(servers: Servers, office: Office, mail: Channel, visible: Visible) -> Front:
    """Give the front of the site of an installation.

    Raises:
        SignInHalfConfigured: the settings name a part of an identity provider.
    """
    catcher = visible.mail
    site = Site(
        base_url=servers.addresses.site_url,
        secret=sha256(servers.keys.links.digest(b"forms and codes")).digest(),
        signer=servers.keys.links,
        caught=(lambda: catcher.caught) if catcher is not None else None,
        provider=_provider(servers.settings),
        temporal_ui=servers.addresses.temporal_ui_url,
    )
    return Front(office.archive, office.client, mail, site)


def _provider(settings: Settings) -> IdentityProvider | None:
    secret = settings.oidc_client_secret
    parts = (settings.oidc_issuer, settings.oidc_client_id, secret)
    if not any(parts):
        return None
    if settings.oidc_issuer is None or settings.oidc_client_id is None or secret is None:
        raise SignInHalfConfigured
    return IdentityProvider(
        settings.oidc_issuer, settings.oidc_client_id, secret.get_secret_value()
    )
