"""The block of links that a start ends with: where to look and what has moved."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.table import Table

from workers.addresses import Addresses
from workers.embedded.stack import EmbeddedStack
from workers.organisations.places import local_site
from workers.organisations.register import Entry
from workers.settings import Settings


def links_of(stack: EmbeddedStack) -> dict[str, str]:
    """Where to look, by what is there; only servers that a person can open."""
    servers, settings = stack.servers, stack.servers.settings
    addresses = servers.addresses
    links = {"Site": addresses.site_url}
    if stack.mail is not None:
        links["Inbox"] = f"{addresses.site_url}/inbox"
    links["Temporal"] = addresses.temporal_address
    if addresses.temporal_ui_url:
        namespace = settings.temporal_namespace
        links["Temporal UI"] = f"{addresses.temporal_ui_url}/namespaces/{namespace}/workflows"
    if addresses.temporal_metrics_url:
        links["Temporal metrics"] = addresses.temporal_metrics_url
    if settings.status_port is not None:
        links["Metrics"] = f"http://{settings.status_host}:{settings.status_port}/metrics"
    links["PostgreSQL"] = _without_password(servers.postgres_url)
    if stack.mail is not None:
        links["Mails"] = str(_shown(settings.home / "mail"))
    links["Data"] = str(_shown(settings.home))
    return links


def links_of_all(
    addresses: Addresses, settings: Settings, entries: Iterable[Entry]
) -> dict[str, str]:
    """Where to look where several organisations are: the site of each, then what they share."""
    links: dict[str, str] = {}
    for entry in entries:
        site = entry.base_url or local_site(entry.name, addresses.site_url)
        links[f"Site of {entry.name}"] = site
        if settings.smtp_host is None:
            links[f"Inbox of {entry.name}"] = f"{site}/inbox"
    links["Temporal"] = addresses.temporal_address
    if addresses.temporal_ui_url:
        links["Temporal UI"] = f"{addresses.temporal_ui_url}/namespaces"
    if settings.status_port is not None:
        links["Metrics"] = f"http://{settings.status_host}:{settings.status_port}/metrics"
    links["PostgreSQL"] = _without_password(addresses.postgres_url.get_secret_value())
    links["Data"] = str(_shown(settings.home))
    return links


def links_block(links: Mapping[str, str]) -> Table:
    """The links as an aligned block for the terminal."""
    block = Table.grid(padding=(0, 3))
    block.add_column(style="bold", no_wrap=True)
    block.add_column(overflow="fold")
    for name, place in links.items():
        block.add_row(f"  {name}", f"[link={place}]{place}[/link]" if "://" in place else place)
    return block


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{place}"


def _shown(path: Path) -> Path:
    """The path as the person would type it: relative to where they stand, if it is below."""
    here = Path.cwd()
    absolute = path.absolute()
    return absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
