"""A program with a token, before the house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from gateway.api.app import PATH
from gateway.api.scopes import Scope
from gateway.api.tokens import issue_token
from tests.gateway.house import BASE, House


@asynccontextmanager
async def program(house: House, number: str, *scopes: Scope) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a token in the name of somebody; of every scope if none is named."""
    front = house.front
    issued = await issue_token(
        front.archive, house.person(number), "a test", scopes or tuple(Scope), front.now()
    )
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=house.app),
        base_url=f"{BASE}{PATH}",
        headers={"Authorization": f"Bearer {issued.secret}"},
    ) as client:
        yield client
