"""How each organisation of an installation stands: what of it is there, and what is not."""

from dataclasses import dataclass
from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict
from temporalio.service import RPCError

from domain.errors import ReviewError
from storage.migrate import When, pending
from storage.walls import check_comes_in, who_comes_in
from workers.addresses import Addresses
from workers.keys import read_keys
from workers.organisations.adding import client_for
from workers.organisations.chosen import settings_of
from workers.organisations.namespace import has_namespace
from workers.organisations.places import beside, is_embedded, local_site, login_in, on_server
from workers.organisations.register import Entry
from workers.settings import Settings, Within

WELL: Final = "well"


class NotWell(ReviewError):
    """Something of an organisation is not as it should be."""

    code: ClassVar[str] = "organisation_not_well"


class Stands(BaseModel):
    """One organisation; each part of it is `well`, or a sentence that says what is not."""

    model_config = ConfigDict(frozen=True)

    name: str
    id: str
    site: str
    parts: dict[str, str]

    @property
    def troubles(self) -> list[str]:
        """What is not well, in a sentence each."""
        return [each for each in dict.fromkeys(self.parts.values()) if each != WELL]


async def stands(installation: Settings, entry: Entry, ground: Addresses) -> Stands:
    """Look at one organisation; whatever is wrong with it is told, and nothing raised."""
    parts: dict[str, str] = {}
    try:
        settings = settings_of(installation, entry)
    except ReviewError as refusal:
        parts["register"] = str(refusal)
    else:
        look = _Look(settings, entry, ground)
        for part in ("database", "tables", "walls", "keys", "namespace"):
            parts[part] = await look.at(part)
    site = entry.base_url or local_site(entry.name, ground.site_url)
    return Stands(name=entry.name, id=str(entry.id), site=site, parts=parts)


@dataclass(frozen=True)
class _Look:
    settings: Settings
    entry: Entry
    ground: Addresses

    async def at(self, part: str) -> str:
        try:
            await getattr(self, part)()
        except (ReviewError, OSError) as refusal:
            return str(refusal)
        return WELL

    @property
    def within(self) -> Within:
        within = self.settings.within
        if within is None:
            raise RuntimeError("it is one of a register")
        return within

    @property
    def server(self) -> str:
        return self.ground.postgres_url.get_secret_value()

    @property
    def login(self) -> str:
        return on_server(self.within.login, self.server)

    async def database(self) -> None:
        await check_comes_in(self.login)

    async def tables(self) -> None:
        await check_comes_in(self.login)
        if missing := await pending(self.login, only=When.BEFORE):
            raise NotWell(
                f"{len(missing)} migrations are missing: perennial --organisation "
                f"{self.entry.name} db migrate"
            )

    async def walls(self) -> None:
        within = self.within
        if within.installation.postgres_url is None and not is_embedded(within.login):
            return  # nobody here administers the server, so nobody here can tell
        ours = beside(self.server, within.login)
        await check_comes_in(ours)
        others = set(await who_comes_in(ours)) - {login_in(self.login), login_in(ours)}
        if others:
            raise NotWell(
                f"Other logins come into its database: {', '.join(sorted(others))}. Shut it by "
                f"`perennial organisation add {self.entry.name}`, and take back what was granted "
                "by name."
            )

    async def keys(self) -> None:
        read_keys(self.settings)

    async def namespace(self) -> None:
        client = await client_for(self.settings, self.entry, self.ground)
        try:
            is_there = await has_namespace(client)
        except RPCError as failure:
            said = failure.status.name.lower().replace("_", " ")
            raise NotWell(
                f"Temporal does not show the namespace {self.entry.namespace} ({said})."
            ) from None
        if not is_there:
            raise NotWell(f"The namespace {self.entry.namespace} is not there.")
