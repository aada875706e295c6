"""The block of links that a start ends with: where to look and what has moved."""

from collections.abc import Mapping
from pathlib import Path

from rich.table import Table

from workers.embedded.stack import EmbeddedStack


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
    links["PostgreSQL"] = _without_password(servers.postgres_url)
    if stack.mail is not None:
        links["Mails"] = str(_shown(settings.home / "mail"))
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
