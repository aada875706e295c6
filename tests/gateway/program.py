"""A program with a token, before the site."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from domain.ids import PersonId
from gateway.api.app import PATH
from gateway.api.scopes import Scope
from gateway.api.tokens import issue_token
from gateway.site.front import Front
from tests.gateway.house import BASE, House


@asynccontextmanager
async def acting(
    app: FastAPI, person: PersonId, *scopes: Scope
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a token in the name of somebody; of every scope if none is named."""
    front: Front = app.state.front
    issued = await issue_token(front.archive, person, "a test", scopes or tuple(Scope), front.now())
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url=f"{BASE}{PATH}",
        headers={"Authorization": f"Bearer {issued.secret}"},
    ) as client:
        yield client


@asynccontextmanager
async def program(house: House, number: str, *scopes: Scope) -> AsyncIterator[httpx2.AsyncClient]:
    """The same, for somebody of a house by their number."""
    async with acting(house.app, house.person(number), *scopes) as client:
        yield client


def once(key: str = "") -> dict[str, str]:
    """The header of a request that is made once; with a key of its own if none is named."""
    return {"Idempotency-Key": key or f"test-{uuid4()}"}
