"""Where organisations are reached, and their databases: addresses made of other addresses."""

from typing import Final
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

EMBEDDED: Final = "embedded"
"""Stands for the host in the address of a database on the embedded server, whose port may move."""


def host_of(url: str) -> str:
    """Give the host name of an address, without port, as requests are told apart by it."""
    return (urlsplit(url).hostname or "").rstrip(".")


def local_site(name: str, ground: str) -> str:
    """Give where an organisation without an address of its own is reached: below `localhost`."""
    place = urlsplit(ground)
    port = f":{place.port}" if place.port else ""
    return f"{place.scheme}://{name}.localhost{port}"


def is_embedded(login: SecretStr) -> bool:
    """Tell whether an address is one on the embedded server."""
    return urlsplit(login.get_secret_value()).hostname == EMBEDDED


def on_server(login: SecretStr, server: str) -> str:
    """Give an address as it is, or where it is one on the embedded server, on that at `server`."""
    if not is_embedded(login):
        return login.get_secret_value()
    ours, place = urlsplit(login.get_secret_value()), urlsplit(server)
    credentials = ours.netloc.rpartition("@")[0]
    return ours._replace(netloc=f"{credentials}@{place.hostname}:{place.port}").geturl()


def beside(server: str, login: SecretStr) -> str:
    """Give the address of an organisation's database by the login that administers the server."""
    return urlsplit(server)._replace(path=urlsplit(login.get_secret_value()).path).geturl()


def login_in(url: str) -> str:
    """Give the name of the login in an address."""
    return unquote(urlsplit(url).username or "")


def place_of(login: SecretStr) -> tuple[str | None, int | None, str]:
    """Give where a database is, whoever comes into it: host, port and name."""
    parts = urlsplit(login.get_secret_value())
    return parts.hostname, parts.port, unquote(parts.path)
